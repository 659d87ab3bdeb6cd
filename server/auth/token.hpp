#pragma once

#include "data/store/sessions.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tuban::auth {

struct OpenedSession {
    std::string token; ///< 256 random bits as base64url; given out once, kept nowhere
    store::Session session;
};

OpenedSession open_session(std::int64_t account_id, store::SessionKind kind, std::int64_t now_us,
                           std::int64_t life_us);

/// BLAKE2b-256 of the token: what the store keeps.
store::Blob hash_token(std::string_view token);

/// Under which the tries at a login are counted. Precondition: folded.
store::Blob hash_login(std::string_view login);

} // namespace tuban::auth
