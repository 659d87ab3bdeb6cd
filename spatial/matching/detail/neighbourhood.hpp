#pragma once

#include "spatial/matching/detail/prepared.hpp"
#include "spatial/matching/detail/prepared_household.hpp"

#include <span>

namespace tuban::matching::detail {

/// Fills the village's shares of labels and the house numbers that patches lack, from what stands
/// around each patch. `patches`: those of the village, with what their addresses state. `asked`: if
/// given, only the shares and numbers that it asks for are filled.
void spread_labels(PreparedVillage& village, std::span<PreparedPatch> patches, const Asked* asked);

} // namespace tuban::matching::detail
