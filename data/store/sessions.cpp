#include "data/store/sessions.hpp"

#include <string>

namespace tuban::store {
namespace {

std::string to_text(SessionKind kind) {
    return kind == SessionKind::cookie ? "cookie" : "bearer";
}

} // namespace

std::optional<Session> find_session(Reader& reader, const Blob& token_hash) {
    return reader.find(R"(
        SELECT account_id, kind, created_at, last_seen_at, expires_at
        FROM session WHERE token_hash = $1)",
                       {token_hash}, [&](const Row& row) {
                           return Session{
                               token_hash,
                               row.integer(0),
                               row.text(1) == "cookie" ? SessionKind::cookie : SessionKind::bearer,
                               row.integer(2),
                               row.integer(3),
                               row.integer(4)};
                       });
}

void insert_session(Transaction& transaction, const Session& session) {
    transaction.execute(R"(
        INSERT INTO session (token_hash, account_id, kind, created_at, last_seen_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6))",
                        {session.token_hash, session.account_id, to_text(session.kind),
                         session.created_at_us, session.last_seen_at_us, session.expires_at_us});
}

void mark_session_seen(Transaction& transaction, const Blob& token_hash, std::int64_t now_us) {
    transaction.execute(
        "UPDATE session SET last_seen_at = $2 WHERE token_hash = $1 AND last_seen_at < $2",
        {token_hash, now_us});
}

void delete_session(Transaction& transaction, const Blob& token_hash) {
    transaction.execute("DELETE FROM session WHERE token_hash = $1", {token_hash});
}

void delete_sessions_of(Transaction& transaction, std::int64_t account_id, SessionKind kind) {
    transaction.execute("DELETE FROM session WHERE account_id = $1 AND kind = $2",
                        {account_id, to_text(kind)});
}

void delete_expired_sessions(Transaction& transaction, std::int64_t now_us) {
    transaction.execute("DELETE FROM session WHERE expires_at <= $1", {now_us});
}

} // namespace tuban::store
