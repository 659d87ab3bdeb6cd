#include "spatial/segment/lineage.hpp"

#include "spatial/segment/detail/ring_predicates.hpp"

#include <algorithm>
#include <cstdint>

namespace tuban::segment {
namespace {

using geometry::GridBox;
using geometry::GridPoint;

constexpr std::uint32_t lattice = 32;

/// Below this share, either way, the same number means another place.
constexpr double same_place = 0.3;
/// Both ways at least this: one house drawn twice.
constexpr double same_outline = 0.7;
/// A piece of a split house lies in it for this part at least, …
constexpr double piece_inside = 0.6;
/// … and the pieces cover this part of it together.
constexpr double pieces_cover = 0.5;
constexpr double merged_inside = 0.6;
/// Less is a shared wall or a shifted neighbour.
constexpr double least_share = 0.05;

/// The middle of cell i of `lattice` between two coordinates.
std::uint32_t middle(std::uint32_t low, std::uint32_t high, std::uint32_t i) {
    const std::uint64_t width = std::uint64_t{high} - low;
    return low + static_cast<std::uint32_t>(width * (2ULL * i + 1) / (2ULL * lattice));
}

bool holds(const Segment& segment, Position position, RingBuffer& buffer, GridPoint point) {
    detail::PointInRings test(point);
    segment.visit_rings(position, buffer, [&](const RingView& ring) { test.add(ring.points); });
    return test.side() != detail::Side::outside;
}

struct Heir {
    Position position;
    double covers; ///< share of the old patch
    double inside; ///< share of its own area
};

std::vector<Heir> heirs_of(const Segment& before, Position position, const Segment& after) {
    std::vector<Position> near;
    after.search(before.box(position), near);
    std::vector<Heir> heirs;
    for (const Position other : near) {
        const Heir heir{other, covered_share(before, position, after, other),
                        covered_share(after, other, before, position)};
        if (heir.covers >= least_share || heir.inside >= least_share) {
            heirs.push_back(heir);
        }
    }
    std::ranges::stable_sort(heirs,
                             [](const Heir& a, const Heir& b) { return a.covers > b.covers; });
    return heirs;
}

bool is_split(const std::vector<Heir>& heirs) {
    std::size_t pieces = 0;
    double covered = 0;
    for (const Heir& heir : heirs) {
        if (heir.inside >= piece_inside) {
            ++pieces;
            covered += heir.covers;
        }
    }
    return pieces > 1 && covered >= pieces_cover;
}

Fate fate_of_lost(const Segment& before, const Segment& after, const std::vector<Heir>& heirs) {
    if (heirs.empty()) {
        return Fate::gone;
    }
    const Heir& best = heirs.front();
    const bool is_new = !before.find_number(after.number(best.position));
    if (is_new && best.covers >= same_outline && best.inside >= same_outline) {
        return Fate::renumbered;
    }
    if (is_split(heirs)) {
        return Fate::split;
    }
    return best.covers >= merged_inside ? Fate::merged : Fate::gone;
}

} // namespace

const char* to_string(Fate fate) noexcept {
    switch (fate) {
    case Fate::same:
        return "same";
    case Fate::renumbered:
        return "renumbered";
    case Fate::moved:
        return "moved";
    case Fate::split:
        return "split";
    case Fate::merged:
        return "merged";
    case Fate::gone:
        return "gone";
    }
    return "gone";
}

double covered_share(const Segment& segment, Position position, const Segment& by,
                     Position by_position) {
    const GridBox box = segment.box(position);
    const GridBox other = by.box(by_position);
    if (!box.intersects(other)) {
        return 0;
    }
    RingBuffer buffer;
    std::uint32_t inside = 0;
    std::uint32_t covered = 0;
    for (std::uint32_t row = 0; row < lattice; ++row) {
        for (std::uint32_t column = 0; column < lattice; ++column) {
            const GridPoint point{middle(box.min.x, box.max.x, column),
                                  middle(box.min.y, box.max.y, row)};
            if (holds(segment, position, buffer, point)) {
                ++inside;
                covered += other.contains(point) && holds(by, by_position, buffer, point) ? 1U : 0U;
            }
        }
    }
    return inside == 0 ? 0 : static_cast<double>(covered) / inside;
}

Lineage lineage_of(const Segment& before, Position position, const Segment& after) {
    const auto same_number = after.find_number(before.number(position));
    if (same_number && after.box(*same_number) == before.box(position)) {
        return {Fate::same, {std::string(before.number(position))}, 1};
    }
    Lineage lineage;
    if (same_number) {
        const double covers = covered_share(before, position, after, *same_number);
        const double inside = covered_share(after, *same_number, before, position);
        if (std::max(covers, inside) >= same_place) {
            return {Fate::same, {std::string(before.number(position))}, covers};
        }
    }
    const auto heirs = heirs_of(before, position, after);
    lineage.fate = same_number ? Fate::moved : fate_of_lost(before, after, heirs);
    lineage.overlap = heirs.empty() ? 0 : heirs.front().covers;
    for (const Heir& heir : heirs) {
        lineage.successors.emplace_back(after.number(heir.position));
    }
    return lineage;
}

} // namespace tuban::segment
