#pragma once

#include "base/report.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tuban::workflow {

/// Why a use case was refused; the HTTP layer maps each to a status.
enum class Refusal {
    not_found,   ///< no such household in the area
    conflict,    ///< written by someone else since
    not_allowed, ///< not in this state, or not by this role
    invalid,     ///< the request itself
    incomplete,  ///< a record that can't be submitted yet
    key_reused,  ///< the idempotency key stood before another request
};

struct Problem {
    Refusal refusal = Refusal::invalid;
    std::string message; ///< Chinese: what, why, what to do
    std::vector<Issue> issues;
    /// With conflict: {"current": Record, "differences": [FieldChange]}, where before is what is
    /// stored now and after is what was sent.
    std::string details = "{}";
};

/// What a use case answers: JSON as the API documents it, and the record's version (its ETag).
struct Answer {
    std::int64_t version = 0;
    std::string json;
};

using Outcome = Result<Answer, Problem>;

inline Outcome refuse(Refusal refusal, std::string message, std::vector<Issue> issues = {},
                      std::string details = "{}") {
    return Outcome::refuse({refusal, std::move(message), std::move(issues), std::move(details)});
}

} // namespace tuban::workflow
