#pragma once

#include "spatial/matching/detail/prepared.hpp"
#include "spatial/matching/detail/raw_patch.hpp"
#include "spatial/matching/household.hpp"

#include <span>
#include <string_view>

namespace tuban::matching::detail {

/// Fills everything of the county but its table, numbers and their offsets. `texts` is what
/// RawPatch::text points into. `asking`: null, or the one household that will be compared; what it
/// doesn't ask of its villages' neighbourhoods is then left out. The same result for any number of
/// threads.
void prepare(PreparedCounty& county, std::span<const RawPatch> raw, std::string_view texts,
             unsigned threads, const HouseholdEvidence* asking);

} // namespace tuban::matching::detail
