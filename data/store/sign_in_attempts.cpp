#include "data/store/sign_in_attempts.hpp"

namespace tuban::store {

SignInAttempts find_attempts(Reader& reader, const Blob& login_hash, const LockRule& rule,
                             std::int64_t now_us) {
    const auto attempts = reader.find(
        "SELECT tries, locked_until FROM sign_in_attempt WHERE login_hash = $1 AND last_at > $2",
        {login_hash, now_us - rule.forget_after_us}, [](const Row& row) {
            return SignInAttempts{static_cast<int>(row.integer(0)), row.integer(1)};
        });
    const bool lock_is_over =
        attempts && attempts->locked_until_us != 0 && attempts->locked_until_us <= now_us;
    return attempts && !lock_is_over ? *attempts : SignInAttempts{};
}

ChargedAttempt charge_attempt(Transaction& transaction, const Blob& login_hash,
                              const LockRule& rule, std::int64_t now_us) {
    SignInAttempts attempts = find_attempts(transaction, login_hash, rule, now_us);
    if (attempts.locked_until_us > now_us) {
        return {false, attempts};
    }
    ++attempts.tries;
    attempts.locked_until_us = attempts.tries >= rule.max_tries ? now_us + rule.lock_us : 0;
    transaction.execute("DELETE FROM sign_in_attempt WHERE last_at <= $1",
                        {now_us - rule.forget_after_us});
    transaction.execute(
        R"(
        INSERT INTO sign_in_attempt (login_hash, tries, locked_until, last_at)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (login_hash) DO UPDATE
        SET tries = excluded.tries, locked_until = excluded.locked_until,
            last_at = excluded.last_at)",
        {login_hash, std::int64_t{attempts.tries}, attempts.locked_until_us, now_us});
    return {true, attempts};
}

void forget_attempts(Transaction& transaction, const Blob& login_hash) {
    transaction.execute("DELETE FROM sign_in_attempt WHERE login_hash = $1", {login_hash});
}

} // namespace tuban::store
