#pragma once

#include "spatial/matching/household.hpp"
#include "spatial/segment/catalog.hpp"

#include <optional>
#include <vector>

namespace tuban::matching {

/// A patch that may be the household's at all.
struct BlockPatch {
    segment::PatchRef patch;
    bool is_in_village = false;
    /// From the household's position: to the outline within block_radius_m, else to the patch's
    /// inner point, right to a percent.
    std::optional<double> distance_m;
};

inline constexpr double block_radius_m = 150;

/// The patches of the household's villages and those around its position, ascending by feature id.
std::vector<BlockPatch> collect_block(const HouseholdEvidence& household,
                                      const segment::Scope& scope);

} // namespace tuban::matching
