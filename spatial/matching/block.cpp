#include "spatial/matching/block.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace tuban::matching {

namespace {

/// Metres of one grid unit at the latitude of the point: the grid is spherical Mercator.
double unit_m(geometry::LonLat point) {
    const double earth_girth_m = 40075016.686;
    const double units = 4294967296.0;
    return earth_girth_m / units * std::cos(point.lat * std::numbers::pi / 180);
}

/// Distances from one place to many, right to a percent.
class RoughDistance {
  public:
    explicit RoughDistance(geometry::LonLat position)
        : m_point(geometry::to_grid(position)), m_unit_m(unit_m(position)) {}
    double to_m(geometry::GridPoint other) const {
        const double dx = static_cast<double>(m_point.x) - other.x;
        const double dy = static_cast<double>(m_point.y) - other.y;
        return std::hypot(dx, dy) * m_unit_m;
    }

  private:
    geometry::GridPoint m_point;
    double m_unit_m;
};

} // namespace

std::vector<BlockPatch> collect_block(const HouseholdEvidence& household,
                                      const segment::Scope& scope) {
    std::vector<BlockPatch> block;
    std::optional<RoughDistance> distance;
    if (household.position) {
        distance.emplace(*household.position);
    }
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
                if (distance) {
                    entry.distance_m = distance->to_m(source.segment->label_point(position));
                }
                block.push_back(entry);
            }
        }
    }
    const auto feature_id = [](const BlockPatch& entry) { return entry.patch.id(); };
    std::ranges::sort(block, {}, feature_id);
    if (household.position) {
        constexpr std::size_t most = 1000;
        const std::size_t inside = block.size();
        segment::Lookup lookup(scope);
        for (const segment::NearPatch& near :
             lookup.nearest(*household.position, most, block_radius_m)) {
            const auto inside_end = block.begin() + static_cast<std::ptrdiff_t>(inside);
            const auto found = std::ranges::lower_bound(block.begin(), inside_end, near.patch.id(),
                                                        {}, feature_id);
            if (found != inside_end && feature_id(*found) == near.patch.id()) {
                found->distance_m = near.distance_m;
            } else {
                block.push_back({near.patch, false, near.distance_m});
            }
        }
        std::ranges::sort(block, {}, feature_id);
    }
    return block;
}

} // namespace tuban::matching
