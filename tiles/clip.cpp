#include "tiles/clip.hpp"

#include <cmath>
#include <utility>

namespace tuban::tiles {

namespace {

using Axis = std::int64_t LocalPoint::*;

/// Where the edge meets the line `along` = limit, rounded to the grid.
LocalPoint cross(LocalPoint a, LocalPoint b, Axis along, Axis across, std::int64_t limit) {
    if (b < a) {
        std::swap(a, b);
    }
    const double part =
        static_cast<double>(limit - a.*along) / static_cast<double>(b.*along - a.*along);
    LocalPoint point;
    point.*along = limit;
    point.*across = a.*across + std::llround(static_cast<double>(b.*across - a.*across) * part);
    return point;
}

/// Keeps the side where sign · (point − limit) >= 0.
void cut(const std::vector<LocalPoint>& ring, std::vector<LocalPoint>& kept, Axis along,
         Axis across, std::int64_t limit, std::int64_t sign) {
    kept.clear();
    if (ring.empty()) {
        return;
    }
    LocalPoint previous = ring.back();
    bool was_inside = sign * (previous.*along - limit) >= 0;
    for (const LocalPoint point : ring) {
        const bool is_inside = sign * (point.*along - limit) >= 0;
        if (is_inside != was_inside) {
            kept.push_back(cross(previous, point, along, across, limit));
        }
        if (is_inside) {
            kept.push_back(point);
        }
        previous = point;
        was_inside = is_inside;
    }
}

} // namespace

std::span<const LocalPoint> RingClipper::clip(std::span<const LocalPoint> ring) {
    m_ring.assign(ring.begin(), ring.end());
    cut(m_ring, m_next, &LocalPoint::x, &LocalPoint::y, m_min, 1);
    cut(m_next, m_ring, &LocalPoint::x, &LocalPoint::y, m_max, -1);
    cut(m_ring, m_next, &LocalPoint::y, &LocalPoint::x, m_min, 1);
    cut(m_next, m_ring, &LocalPoint::y, &LocalPoint::x, m_max, -1);
    return m_ring;
}

} // namespace tuban::tiles
