#include "spatial/segment/catalog.hpp"

#include "spatial/segment/detail/packed_tree.hpp"
#include "spatial/segment/detail/ring_predicates.hpp"

#include <algorithm>
#include <limits>

namespace tuban::segment {
namespace {

using geometry::GridBox;
using geometry::GridPoint;

/// One box, or the two on either side of the antimeridian; none where south is above north.
std::vector<GridBox> boxes_between(geometry::LonLat south_west, geometry::LonLat north_east) {
    if (!(south_west.lat <= north_east.lat)) {
        return {};
    }
    const GridPoint low{geometry::to_grid(south_west).x, geometry::to_grid(north_east).y};
    const GridPoint high{geometry::to_grid(north_east).x, geometry::to_grid(south_west).y};
    if (south_west.lon <= north_east.lon) {
        return {{low, high}};
    }
    constexpr auto edge = std::numeric_limits<std::uint32_t>::max();
    return {{{0, low.y}, high}, {low, {edge, high.y}}};
}

} // namespace

std::uint32_t ScopedSegment::patches_in_village(std::size_t village_index) const {
    const auto patches = segment->patches_of_village(village_index);
    const auto gone =
        hidden
            ? std::ranges::count_if(patches, [&](Position position) { return (*hidden)[position]; })
            : 0;
    return static_cast<std::uint32_t>(patches.size()) - static_cast<std::uint32_t>(gone);
}

Lookup::Lookup(const Scope& scope) {
    m_by_slot.reserve(scope.size());
    for (const ScopedSegment& source : scope) {
        m_by_slot.push_back({source.segment->box(), &source});
    }
    std::ranges::sort(m_by_slot, {}, [](const County& county) { return county.source->id_of(0); });
}

std::optional<PatchRef> Lookup::find_number(std::string_view number) const {
    for (const County& county : m_by_slot) {
        const ScopedSegment* const source = county.source;
        const auto position = source->segment->find_number(number);
        if (position && source->allows(*position)) {
            return PatchRef{source, *position};
        }
    }
    return std::nullopt;
}

std::optional<PatchRef> Lookup::find_feature(FeatureId id) const {
    for (const County& county : m_by_slot) {
        const ScopedSegment* const source = county.source;
        const FeatureId first = source->id_of(0);
        if (id < first || id - first >= source->segment->size()) {
            continue;
        }
        const auto position = static_cast<Position>(id - first);
        if (source->allows(position)) {
            return PatchRef{source, position};
        }
    }
    return std::nullopt;
}

std::vector<PatchRef> Lookup::at_point(geometry::LonLat point) {
    std::vector<PatchRef> patches;
    const GridPoint at = geometry::to_grid(point);
    for (const County& county : m_by_slot) {
        if (!county.box.contains(at)) {
            continue;
        }
        const ScopedSegment* const source = county.source;
        m_found.clear();
        source->segment->search({at, at}, m_found);
        for (const Position position : m_found) {
            if (source->allows(position) && holds(*source->segment, position, at)) {
                patches.push_back({source, position});
            }
        }
    }
    return patches;
}

std::vector<PatchRef> Lookup::in_box(geometry::LonLat south_west, geometry::LonLat north_east,
                                     std::size_t limit, std::optional<FeatureId> after) {
    std::vector<PatchRef> patches;
    const auto boxes = boxes_between(south_west, north_east);
    const FeatureId first = after ? *after + 1 : 0;
    for (const County& county : m_by_slot) {
        const ScopedSegment* const source = county.source;
        const FeatureId begin = source->id_of(0);
        const auto meets_county = [&](const GridBox& box) { return box.intersects(county.box); };
        if (begin + source->segment->size() <= first || patches.size() >= limit ||
            std::ranges::none_of(boxes, meets_county)) {
            continue;
        }
        const auto first_position = static_cast<Position>(std::max(first, begin) - begin);
        m_found.clear();
        for (const GridBox& box : boxes) {
            std::size_t taken = 0;
            source->segment->tree().search(box, first_position, [&](Position position) {
                if (source->allows(position) && meets(*source->segment, position, box)) {
                    m_found.push_back(position);
                    ++taken;
                }
                return patches.size() + taken < limit;
            });
        }
        std::ranges::sort(m_found);
        m_found.erase(std::unique(m_found.begin(), m_found.end()), m_found.end());
        m_found.resize(std::min(m_found.size(), limit - patches.size()));
        for (const Position position : m_found) {
            patches.push_back({source, position});
        }
    }
    return patches;
}

bool Lookup::holds(const Segment& segment, Position position, GridPoint point) {
    detail::PointInRings test(point);
    segment.visit_rings(position, m_rings, [&](const RingView& ring) { test.add(ring.points); });
    return test.side() != detail::Side::outside;
}

bool Lookup::meets(const Segment& segment, Position position, const GridBox& box) {
    detail::PointInRings corner(box.min);
    bool is_crossed = false;
    segment.visit_rings(position, m_rings, [&](const RingView& ring) {
        GridPoint from = ring.points.back();
        for (const GridPoint to : ring.points) {
            is_crossed = is_crossed || detail::meets(from, to, box);
            from = to;
        }
        corner.add(ring.points);
    });
    return is_crossed || corner.side() != detail::Side::outside;
}

} // namespace tuban::segment
