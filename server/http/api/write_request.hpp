#pragma once

#include "data/store/idempotency.hpp"
#include "server/http/api/endpoint.hpp"
#include "server/workflow/problem.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace tuban::http::api {

/// The Idempotency-Key of an unsafe request with the digest of method, path, query and body. Throws
/// Refused `idempotency_key_missing` (400).
store::RequestKey request_key(const Call& call);

/// What was answered to this very request before. Throws Refused `idempotency_key_reused` (409)
/// for a key that stood before another request.
std::optional<store::RememberedAnswer> answered_before(store::Reader& reader,
                                                       const store::RequestKey& key);

/// The version in If-Match, nothing without the header. Throws Refused `if_match_invalid` (400).
std::optional<std::int64_t> if_match(const Request& request);

/// Runs a write once, however often its request is sent: the answer is kept under the request's
/// Idempotency-Key. `work` returns the JSON of a 200, or nothing for a 204; what it throws, Refused
/// too, undoes the write. Throws Refused `idempotency_key_missing`, `idempotency_key_reused`.
Response write_once(store::Store& store, const Call& call,
                    const std::function<std::string(store::Transaction&)>& work);

/// What a use case answered, as a response: 200 with ETag, or the problem of its refusal.
Response to_response(const workflow::Outcome& outcome, const Request& request);

} // namespace tuban::http::api
