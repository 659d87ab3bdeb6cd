#pragma once

#include "data/model/household.hpp"
#include "data/seal/sealer.hpp"
#include "spatial/matching/household.hpp"
#include "spatial/matching/patches.hpp"
#include "spatial/segment/catalog.hpp"

#include <string>
#include <vector>

/// What the store and the segments know, as matching reads it.
namespace tuban::map {

/// `village_codes`: census codes of the household's division (Scopes::census_codes_of).
matching::HouseholdEvidence evidence_of(const model::Household& household,
                                        std::vector<std::string> village_codes);

/// The id of a sealed box that came as bytes; empty for no box.
std::string unsealed(const seal::Sealer& sealer, std::string_view box);

} // namespace tuban::map
