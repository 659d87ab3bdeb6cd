#include "data/store/idempotency.hpp"

#include <algorithm>

namespace tuban::store {
namespace {

constexpr std::int64_t kept_us = std::int64_t{30} * 24 * 3600 * 1'000'000;

} // namespace

KeyCheck check_key(Reader& reader, const RequestKey& request) {
    const auto found = reader.find(
        "SELECT digest, status, answer FROM idempotency WHERE account_id = $1 AND key = $2",
        {request.account_id, request.key}, [&](const Row& row) {
            const auto digest = row.blob(0);
            if (!std::equal(digest.begin(), digest.end(), request.digest.begin(),
                            request.digest.end())) {
                return KeyCheck{KeyCheck::State::conflicting, {}};
            }
            return KeyCheck{KeyCheck::State::repeated,
                            {static_cast<int>(row.integer(1)), std::string(row.text(2))}};
        });
    return found.value_or(KeyCheck{});
}

void remember_answer(Transaction& transaction, const RequestKey& request,
                     const RememberedAnswer& answer, std::int64_t now_us) {
    transaction.execute("INSERT INTO idempotency (account_id, key, digest, status, answer, at) "
                        "VALUES ($1, $2, $3, $4, $5, $6)",
                        {request.account_id, request.key, request.digest,
                         std::int64_t{answer.status}, answer.body, now_us});
}

std::int64_t purge_answers(Transaction& transaction, std::int64_t now_us) {
    return transaction.execute("DELETE FROM idempotency WHERE at < $1", {now_us - kept_us});
}

} // namespace tuban::store
