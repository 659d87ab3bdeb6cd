#pragma once

#include "data/model/household.hpp"
#include "server/auth/service.hpp"
#include "server/http/api/shapes.hpp"
#include "server/http/message.hpp"

#include <cstdint>
#include <string_view>

namespace tuban::http::api {

/// HouseholdRow of schemas.json. Names are masked for those who may neither fill in nor review.
json household_row(const model::HouseholdRow& row, const auth::Principal& principal);

/// The name as this caller may see it.
std::string shown_name(std::string_view name, const auth::Principal& principal);

/// Point of schemas.json, where a device or a photo placed the household; null without one.
json point_of(const model::Household& household);

/// {id} of the path; throws Refused `not_found` when it is no number.
std::int64_t household_id(const Request& request);

} // namespace tuban::http::api
