#include "spatial/matching/block.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <numbers>

namespace tuban::matching {

namespace {

/// Metres of one grid unit at the latitude of the point: the grid is spherical Mercator.
double unit_m(geometry::LonLat point) {
    const double earth_girth_m = 40075016.686;
    const double units = 4294967296.0;
    return earth_girth_m / units * std::cos(point.lat * std::numbers::pi / 180);
}

double roughly_apart_m(geometry::LonLat position, geometry::GridPoint other) {
    const geometry::GridPoint point = geometry::to_grid(position);
    const double dx = static_cast<double>(point.x) - other.x;
    const double dy = static_cast<double>(point.y) - other.y;
    return std::hypot(dx, dy) * unit_m(position);
}

} // namespace

std::vector<BlockPatch> collect_block(const HouseholdEvidence& household,
                                      const segment::Scope& scope) {
    std::map<segment::FeatureId, BlockPatch> block;
    for (const segment::ScopedSegment& source : scope) {
        const auto villages = source.segment->villages();
        for (std::size_t v = 0; v < villages.size(); ++v) {
            const bool is_allowed = source.is_whole || source.allowed_villages[v];
            if (!is_allowed || std::ranges::find(household.village_codes, villages[v].code) ==
                                   household.village_codes.end()) {
                continue;
            }
            for (const segment::Position position : source.segment->patches_of_village(v)) {
                if (!source.allows(position)) {
                    continue;
                }
                BlockPatch entry{{&source, position}, true, std::nullopt};
                if (household.position) {
                    entry.distance_m =
                        roughly_apart_m(*household.position, source.segment->label_point(position));
                }
                block.emplace_hint(block.end(), entry.patch.id(), entry);
            }
        }
    }
    if (household.position) {
        constexpr std::size_t most = 1000;
        segment::Lookup lookup(scope);
        for (const segment::NearPatch& near :
             lookup.nearest(*household.position, most, block_radius_m)) {
            const auto entry =
                block.try_emplace(near.patch.id(), BlockPatch{near.patch, false, std::nullopt})
                    .first;
            entry->second.distance_m = near.distance_m;
        }
    }
    std::vector<BlockPatch> patches;
    patches.reserve(block.size());
    for (const auto& [id, entry] : block) {
        patches.push_back(entry);
    }
    return patches;
}

} // namespace tuban::matching
