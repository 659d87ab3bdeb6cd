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

geometry::GridPoint hilbert_point(std::uint64_t index) noexcept {
    geometry::GridPoint point;
    for (unsigned bit = 0; bit < 32; ++bit) {
        const auto right = static_cast<std::uint32_t>((index >> 1U) & 1U);
        const auto lower = static_cast<std::uint32_t>((index ^ right) & 1U);
        const std::uint32_t mask = (1U << bit) - 1U;
        turn(point, right, lower);
        point.x &= mask;
        point.y &= mask;
        point.x |= right << bit;
        point.y |= lower << bit;
        index >>= 2U;
    }
    return point;
}

} // namespace tuban::segment::detail
