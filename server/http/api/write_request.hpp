#pragma once

#include "data/store/idempotency.hpp"
#include "server/http/api/endpoint.hpp"
#include "server/workflow/problem.hpp"

#include <cstdint>
#include <optional>

namespace tuban::http::api {

/// The Idempotency-Key of an unsafe request with the digest of method, path and body. Throws
/// Refused `idempotency_key_missing` (400).
store::RequestKey request_key(const Call& call);

/// The version in If-Match, nothing without the header. Throws Refused `if_match_invalid` (400).
std::optional<std::int64_t> if_match(const Request& request);

/// What a use case answered, as a response: 200 with ETag, or the problem of its refusal.
Response to_response(const workflow::Outcome& outcome, const Request& request);

} // namespace tuban::http::api
