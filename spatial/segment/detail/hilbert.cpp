#include "spatial/segment/detail/hilbert.hpp"

#include <utility>

namespace tuban::segment::detail {
namespace {

/// Turns the quadrant that the upper bits chose so that the curve enters and leaves it rightly.
void turn(geometry::GridPoint& p, std::uint32_t right, std::uint32_t lower) noexcept {
    if (lower == 0) {
        if (right == 1) {
            p.x = ~p.x;
            p.y = ~p.y;
        }
        std::swap(p.x, p.y);
    }
}

} // namespace

std::uint64_t hilbert_index(geometry::GridPoint point) noexcept {
    std::uint64_t index = 0;
    for (unsigned bit = 32; bit-- > 0;) {
        const std::uint32_t right = (point.x >> bit) & 1U;
        const std::uint32_t lower = (point.y >> bit) & 1U;
        index = (index << 2U) | ((3U * right) ^ lower);
        turn(point, right, lower);
    }
    return index;
}

} // namespace tuban::segment::detail
