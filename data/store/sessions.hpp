#pragma once

#include "data/store/store.hpp"

#include <cstdint>
#include <optional>

namespace tuban::store {

enum class SessionKind {
    cookie, ///< a browser
    bearer, ///< a machine
};

/// Kept under the hash of its token; the token itself is nowhere.
struct Session {
    Blob token_hash;
    std::int64_t account_id = 0;
    SessionKind kind = SessionKind::cookie;
    std::int64_t created_at_us = 0;
    std::int64_t last_seen_at_us = 0;
    std::int64_t expires_at_us = 0;
};

std::optional<Session> find_session(Reader& reader, const Blob& token_hash);
void insert_session(Transaction& transaction, const Session& session);

/// Does nothing when the session was seen later already or is gone.
void mark_session_seen(Transaction& transaction, const Blob& token_hash, std::int64_t now_us);

void delete_session(Transaction& transaction, const Blob& token_hash);
void delete_sessions_of(Transaction& transaction, std::int64_t account_id, SessionKind kind);
void delete_expired_sessions(Transaction& transaction, std::int64_t now_us);

} // namespace tuban::store
