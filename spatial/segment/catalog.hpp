#pragma once

#include "spatial/geometry/grid.hpp"
#include "spatial/segment/segment.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace tuban::segment {

/// Feature id in tiles and the API: county slot × 2^32 + position; below 2^53, the same at every
/// zoom, stable within a segment version.
using FeatureId = std::uint64_t;
constexpr FeatureId feature_id(std::uint32_t slot, Position position) noexcept {
    return (static_cast<FeatureId>(slot) << 32U) | position;
}

/// Positions in feature ids from here on belong to a county's hand edits.
constexpr Position first_edit_position = Position{1} << 31U;

/// A segment as one area may see it: which of its villages belong to the area today (by the
/// published tree and the crosswalk), and which of its patches a hand edit has replaced or removed.
/// What is not allowed here can't be reached through a query. The edits themselves are a small
/// segment of their own under the same slot.
struct ScopedSegment {
    std::shared_ptr<const Segment> segment;
    std::uint32_t slot = 0;
    std::vector<bool> allowed_villages{}; ///< by index into segment->villages()
    bool is_whole = false;                ///< all villages allowed: the test can be skipped
    /// By position: hidden by hand edits; nullptr when none is.
    std::shared_ptr<const std::vector<bool>> hidden{};
    Position first_position = 0; ///< in feature ids: 0, or first_edit_position

    bool allows_all() const noexcept { return is_whole && !hidden; }
    bool allows(Position position) const noexcept {
        return (is_whole || allowed_villages[segment->village_index(position)]) &&
               !(hidden && (*hidden)[position]);
    }
    FeatureId id_of(Position position) const noexcept {
        return feature_id(slot, first_position + position);
    }
    /// Those of a village that are not hidden.
    std::uint32_t patches_in_village(std::size_t village_index) const;
};

/// All that one area may see; an immutable snapshot, cheap to copy.
using Scope = std::vector<ScopedSegment>;

struct PatchRef {
    const ScopedSegment* source = nullptr;
    Position position = 0;
    FeatureId id() const noexcept { return source->id_of(position); }
};

struct NearPatch {
    PatchRef patch;
    double distance_m = 0; ///< to the outline on the ellipsoid, 0 inside
};

/// Queries over a scope. Thread-safe as long as each thread has its own Lookup (it owns scratch).
class Lookup {
  public:
    explicit Lookup(const Scope& scope);

    std::optional<PatchRef> find_number(std::string_view number) const;
    std::optional<PatchRef> find_feature(FeatureId id) const;
    /// Patches that contain the point: inside or on the outline, holes excluded; shared walls give
    /// several. Ascending feature id.
    std::vector<PatchRef> at_point(geometry::LonLat point);
    /// Patches whose outline or interior meets the closed box, ascending feature id from `after`
    /// (exclusive) on, at most `limit`. A west edge east of the east edge makes a box across the
    /// antimeridian.
    std::vector<PatchRef> in_box(geometry::LonLat south_west, geometry::LonLat north_east,
                                 std::size_t limit, std::optional<FeatureId> after = {});
    /// The k nearest, nearest first, ties by feature id. k is capped at 1000. Walls are straight on
    /// the grid; distances are right to a millimetre up to 1 km and to a centimetre beyond.
    std::vector<NearPatch> nearest(geometry::LonLat point, std::size_t k,
                                   double max_distance_m = 1e9);

  private:
    bool holds(const Segment& segment, Position position, geometry::GridPoint point);
    bool meets(const Segment& segment, Position position, const geometry::GridBox& box);

    /// Side by side, so that what lies elsewhere is passed over without a look at its segment.
    struct County {
        geometry::GridBox box;
        const ScopedSegment* source;
    };
    std::vector<County> m_by_slot; ///< ascending by feature id
    RingBuffer m_rings;
    std::vector<Position> m_found;
};

} // namespace tuban::segment
