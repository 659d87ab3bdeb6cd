#pragma once

#include "data/store/households.hpp"

#include <string>
#include <vector>

namespace tuban::http::api {

/// The choices of a list request as identifiers, from the query or from a body.
struct HouseholdChoices {
    std::vector<std::string> statuses;
    std::vector<std::string> grades;
    std::vector<std::string> patch_states;
    std::vector<std::string> housings;
    std::string resubmitted; ///< "true", or anything that means no: empty, "false"
    std::string own;         ///< the same
    std::string sort;        ///< place, name, status_at, -status_at; empty: place
};

/// Throws Refused `parameters_invalid` for an identifier that no code list has. "none" stands for
/// no grade and for no housing yet.
store::HouseholdFilter to_filter(const HouseholdChoices& choices);

/// Throws likewise for an order that there is not.
store::HouseholdOrder to_order(const HouseholdChoices& choices);

} // namespace tuban::http::api
