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
};

/// Throws Refused `parameters_invalid` for an identifier that no code list has. "none" stands for
/// no grade and for no housing yet.
store::HouseholdFilter to_filter(const HouseholdChoices& choices);

} // namespace tuban::http::api
