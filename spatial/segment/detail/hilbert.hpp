#pragma once

#include "spatial/geometry/grid.hpp"

#include <cstdint>

namespace tuban::segment::detail {

/// Index of a grid point along the Hilbert curve of order 32; neighbours on the curve are
/// neighbours on the grid.
std::uint64_t hilbert_index(geometry::GridPoint point) noexcept;

/// The point between the corners by which boxes are ordered, rounded to the north-west.
constexpr geometry::GridPoint centre(const geometry::GridBox& box) noexcept {
    return {box.min.x + (box.max.x - box.min.x) / 2, box.min.y + (box.max.y - box.min.y) / 2};
}

} // namespace tuban::segment::detail
