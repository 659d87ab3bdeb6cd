#pragma once

#include "data/store/store.hpp"

#include <cstdint>
#include <string>

/// Answers to unsafe requests: the same request sent again is answered as the first time.
namespace tuban::store {

struct RequestKey {
    std::int64_t account_id = 0;
    std::string key; ///< of the Idempotency-Key header
    Blob digest;     ///< of method, path and body
};

struct RememberedAnswer {
    int status = 0;
    std::string body; ///< small and without personal data
};

struct KeyCheck {
    enum class State {
        fresh,      ///< never seen: do the work
        repeated,   ///< done before: `answer` is what was answered
        conflicting ///< the key stood before another request
    };
    State state = State::fresh;
    RememberedAnswer answer;
};

/// Ask inside the write's own transaction.
KeyCheck check_key(Reader& reader, const RequestKey& request);

/// In the transaction of the write that it answers. Throws StoreError `unique` for a key in use.
void remember_answer(Transaction& transaction, const RequestKey& request,
                     const RememberedAnswer& answer, std::int64_t now_us);

/// Forgets what is older than 30 days; returns how many.
std::int64_t purge_answers(Transaction& transaction, std::int64_t now_us);

} // namespace tuban::store
