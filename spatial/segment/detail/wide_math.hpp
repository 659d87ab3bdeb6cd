#pragma once

#include "spatial/geometry/grid.hpp"

#include <cstdint>

namespace tuban::segment::detail {

/// Products of two differences of grid coordinates need 66 bits.
__extension__ using Int128 = __int128;

/// Twice the signed area of the triangle a, b, c: above 0 where c lies to the right of a → b seen
/// on the screen (y to the south). Exact.
inline Int128 cross(geometry::GridPoint a, geometry::GridPoint b, geometry::GridPoint c) noexcept {
    const auto dx_b = static_cast<std::int64_t>(b.x) - static_cast<std::int64_t>(a.x);
    const auto dy_b = static_cast<std::int64_t>(b.y) - static_cast<std::int64_t>(a.y);
    const auto dx_c = static_cast<std::int64_t>(c.x) - static_cast<std::int64_t>(a.x);
    const auto dy_c = static_cast<std::int64_t>(c.y) - static_cast<std::int64_t>(a.y);
    return static_cast<Int128>(dx_b) * dy_c - static_cast<Int128>(dy_b) * dx_c;
}

} // namespace tuban::segment::detail
