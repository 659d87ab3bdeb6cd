#include "server/auth/account_password.hpp"

namespace tuban::auth {
namespace {

constexpr std::int64_t day_us = std::int64_t{24} * 3600 * 1'000'000;

std::optional<std::int64_t> days_from(std::int64_t now_us, int days) {
    return days > 0 ? std::optional(now_us + days * day_us) : std::nullopt;
}

} // namespace

store::NewPassword own_password(PasswordHasher& hasher, std::string_view password,
                                const PasswordPolicy& policy, std::int64_t now_us) {
    return {hasher.hash(password), false, days_from(now_us, policy.max_age_days)};
}

store::NewPassword initial_password(PasswordHasher& hasher, std::string_view secret,
                                    const PasswordPolicy& policy, std::int64_t now_us) {
    return {hasher.hash(secret), true, days_from(now_us, policy.initial_secret_days)};
}

} // namespace tuban::auth
