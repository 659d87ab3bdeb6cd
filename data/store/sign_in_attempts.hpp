#pragma once

#include "data/store/store.hpp"

#include <cstdint>

namespace tuban::store {

/// Tries at one login since the last success.
struct SignInAttempts {
    int tries = 0;
    std::int64_t locked_until_us = 0; ///< in the past or 0: not locked
};

struct LockRule {
    int max_tries = 5;
    std::int64_t lock_us = 0;
    std::int64_t forget_after_us = 0; ///< tries older than this do not count
};

/// As the rule sees them at `now_us`: all zero after a lock or a long silence.
SignInAttempts find_attempts(Reader& reader, const Blob& login_hash, const LockRule& rule,
                             std::int64_t now_us);

struct ChargedAttempt {
    bool is_allowed = false; ///< false: locked, and nothing was counted
    SignInAttempts attempts; ///< with this one
};

/// Counts one more try before it is judged, so that parallel tries can't exceed the limit; the
/// last one allowed sets the lock.
ChargedAttempt charge_attempt(Transaction& transaction, const Blob& login_hash,
                              const LockRule& rule, std::int64_t now_us);

/// After a success, or a reset by the level above.
void forget_attempts(Transaction& transaction, const Blob& login_hash);

} // namespace tuban::store
