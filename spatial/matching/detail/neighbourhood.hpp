#pragma once

#include "spatial/matching/detail/prepared.hpp"

#include <span>

namespace tuban::matching::detail {

/// Fills the village's shares of labels and the house numbers that patches lack, from what stands
/// around each patch. `patches`: those of the village, with what their addresses state.
void spread_labels(PreparedVillage& village, std::span<PreparedPatch> patches);

} // namespace tuban::matching::detail
