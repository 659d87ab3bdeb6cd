#pragma once

#include "data/store/accounts.hpp"
#include "server/auth/password.hpp"

#include <cstdint>
#include <string_view>

namespace tuban::auth {

/// A password that its owner chose: good until the policy's age.
store::NewPassword own_password(PasswordHasher& hasher, std::string_view password,
                                const PasswordPolicy& policy, std::int64_t now_us);

/// A secret that was handed out: to be changed at the first sign-in, void when unused for long.
store::NewPassword initial_password(PasswordHasher& hasher, std::string_view secret,
                                    const PasswordPolicy& policy, std::int64_t now_us);

} // namespace tuban::auth
