#pragma once

#include "spatial/geometry/grid.hpp"
#include "spatial/segment/detail/grid_shape.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tuban::segment::detail {

/// Appends the rings as section `rings` of docs/segment.md holds them. `anchor` is the north-west
/// corner of the shape's box.
void write_rings(const GridShape& shape, geometry::GridPoint anchor, std::vector<std::byte>& out);

/// How many points a ring has and how they are written.
struct RingHeader {
    std::uint32_t point_count;
    bool is_outer;
    bool is_predicted; ///< differences are written as what is left of the mirrored one before last
};

constexpr std::uint32_t pack(RingHeader header) noexcept {
    return header.point_count << 2U | static_cast<std::uint32_t>(header.is_predicted) << 1U |
           static_cast<std::uint32_t>(header.is_outer);
}
constexpr RingHeader unpack(std::uint32_t packed) noexcept {
    return {packed >> 2U, (packed & 1U) != 0, (packed & 2U) != 0};
}

/// Reads one ring whose header has been read. `last` is the point before the ring and then its last
/// one; `points` has room for the ring. With `is_checked` false the caller has made sure of
/// 10 bytes a point. Null when the bytes end within the ring, else where it ends.
const std::byte* read_ring(const std::byte* next, const std::byte* end, bool is_checked,
                           RingHeader header, geometry::GridPoint& last,
                           geometry::GridPoint* points) noexcept;

} // namespace tuban::segment::detail
