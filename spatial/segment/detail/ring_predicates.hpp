#pragma once

#include "spatial/geometry/grid.hpp"
#include "spatial/segment/detail/wide_math.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

namespace tuban::segment::detail {

enum class Side { outside, outline, inside };

/// Where a point lies in the area bounded by rings, whatever their direction and order (even-odd).
/// Exact: integers only. The rings are added one after another.
class PointInRings {
  public:
    explicit PointInRings(geometry::GridPoint point) noexcept : m_point(point) {}

    void add(std::span<const geometry::GridPoint> ring) noexcept {
        geometry::GridPoint from = ring.back();
        for (const geometry::GridPoint to : ring) {
            add_edge(from, to);
            from = to;
        }
    }

    Side side() const noexcept {
        if (m_is_on_outline) {
            return Side::outline;
        }
        return m_is_inside ? Side::inside : Side::outside;
    }

  private:
    /// Crossings of the ray to the east, edges half open in y; W. R. Franklin's pnpoly.
    void add_edge(geometry::GridPoint from, geometry::GridPoint to) noexcept {
        const bool spans = (from.y <= m_point.y) != (to.y <= m_point.y);
        if (!spans && from.y != m_point.y && to.y != m_point.y) {
            return;
        }
        const Int128 turn = cross(from, to, m_point);
        if (turn == 0 && is_within(m_point.x, from.x, to.x) && is_within(m_point.y, from.y, to.y)) {
            m_is_on_outline = true;
        } else if (spans && (turn > 0) == (to.y > from.y)) {
            m_is_inside = !m_is_inside;
        }
    }

    static bool is_within(std::uint32_t value, std::uint32_t a, std::uint32_t b) noexcept {
        return std::min(a, b) <= value && value <= std::max(a, b);
    }

    geometry::GridPoint m_point;
    bool m_is_inside = false;
    bool m_is_on_outline = false;
};

/// Has the edge a point in common with the closed box? Exact: separating axes x, y and the edge's
/// normal.
inline bool meets(geometry::GridPoint from, geometry::GridPoint to,
                  const geometry::GridBox& box) noexcept {
    if (std::max(from.x, to.x) < box.min.x || std::min(from.x, to.x) > box.max.x ||
        std::max(from.y, to.y) < box.min.y || std::min(from.y, to.y) > box.max.y) {
        return false;
    }
    if (box.contains(from) || box.contains(to)) {
        return true;
    }
    const geometry::GridPoint corners[] = {
        box.min, {box.max.x, box.min.y}, box.max, {box.min.x, box.max.y}};
    bool has_left = false;
    bool has_right = false;
    for (const geometry::GridPoint corner : corners) {
        const Int128 turn = cross(from, to, corner);
        has_left = has_left || turn <= 0;
        has_right = has_right || turn >= 0;
    }
    return has_left && has_right;
}

/// Square of the distance from a point to an edge, in units of the grid.
inline double squared_distance(geometry::GridPoint point, geometry::GridPoint from,
                               geometry::GridPoint to) noexcept {
    const double edge_x = static_cast<double>(to.x) - from.x;
    const double edge_y = static_cast<double>(to.y) - from.y;
    const double x = static_cast<double>(point.x) - from.x;
    const double y = static_cast<double>(point.y) - from.y;
    const double length = edge_x * edge_x + edge_y * edge_y;
    const double along =
        length > 0 ? std::clamp((x * edge_x + y * edge_y) / length, 0.0, 1.0) : 0.0;
    const double off_x = x - along * edge_x;
    const double off_y = y - along * edge_y;
    return off_x * off_x + off_y * off_y;
}

} // namespace tuban::segment::detail
