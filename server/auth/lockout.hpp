#pragma once

#include "data/store/sign_in_attempts.hpp"
#include "server/auth/service.hpp"

#include <cstdint>
#include <string>

namespace tuban::auth {

store::LockRule lock_rule(const AuthenticationRules& rules);

/// What the owner of a locked login is told.
std::string lock_text(std::int64_t locked_until_us, std::int64_t now_us);

} // namespace tuban::auth
