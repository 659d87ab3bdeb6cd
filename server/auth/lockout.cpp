#include "server/auth/lockout.hpp"

#include <fmt/format.h>

namespace tuban::auth {

store::LockRule lock_rule(const AuthenticationRules& rules) {
    return {rules.max_tries, rules.lock_us, rules.forget_tries_us};
}

std::string lock_text(std::int64_t locked_until_us, std::int64_t now_us) {
    constexpr std::int64_t minute_us = std::int64_t{60} * 1'000'000;
    return fmt::format("密码多次输入错误，账号已锁定，请 {} 分钟后再试，或请上级管理员重置密码。",
                       (locked_until_us - now_us + minute_us - 1) / minute_us);
}

} // namespace tuban::auth
