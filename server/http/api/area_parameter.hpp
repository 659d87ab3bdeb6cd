#pragma once

#include "data/model/division.hpp"
#include "data/store/store.hpp"
#include "server/http/api/endpoint.hpp"
#include "server/workflow/record_state.hpp"

#include <optional>
#include <string>

namespace tuban::http::api {

/// Who asks, as the use cases know him.
workflow::Caller caller_of(const Call& call);

/// A division that the caller may read, with its area: the one place where a code that a client
/// sent becomes an area.
struct ReadableDivision {
    model::Division division;
    model::Area area;
};

/// The division of `code` (shorter than 12 digits is padded with zeros), or the caller's own
/// without one. Throws Refused `not_found` for one that does not exist or lies outside the caller's
/// area.
ReadableDivision readable_division(store::Reader& reader, const auth::Principal& principal,
                                   const std::optional<std::string>& code);

} // namespace tuban::http::api
