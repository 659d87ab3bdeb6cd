#include "server/auth/token.hpp"

#include "server/auth/sodium.hpp"

namespace tuban::auth {

OpenedSession open_session(std::int64_t account_id, store::SessionKind kind, std::int64_t now_us,
                           std::int64_t life_us) {
    std::string token = random_text(32);
    store::Session session{hash_token(token), account_id, kind, now_us, now_us, now_us + life_us};
    return {std::move(token), std::move(session)};
}

store::Blob hash_token(std::string_view token) {
    return blake2b(token);
}

store::Blob hash_login(std::string_view login) {
    return blake2b(login);
}

} // namespace tuban::auth
