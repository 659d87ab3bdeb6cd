#include "tiles/ring.hpp"

#include <algorithm>
#include <utility>

namespace tuban::tiles {

namespace {

/// Twice the area of the triangle; positive when a, b, c turn clockwise on the screen.
std::int64_t turn(TilePoint a, TilePoint b, TilePoint c) noexcept {
    return static_cast<std::int64_t>(b.x - a.x) * (c.y - a.y) -
           static_cast<std::int64_t>(b.y - a.y) * (c.x - a.x);
}

int sign(std::int64_t value) noexcept {
    return (value > 0) - (value < 0);
}

bool is_within(std::int32_t value, std::int32_t a, std::int32_t b) noexcept {
    return std::min(a, b) <= value && value <= std::max(a, b);
}

bool is_on_edge(TilePoint point, TilePoint a, TilePoint b) noexcept {
    return turn(a, b, point) == 0 && is_within(point.x, a.x, b.x) && is_within(point.y, a.y, b.y);
}

bool edges_meet(TilePoint a, TilePoint b, TilePoint c, TilePoint d) noexcept {
    const int c_side = sign(turn(a, b, c));
    const int d_side = sign(turn(a, b, d));
    const int a_side = sign(turn(c, d, a));
    const int b_side = sign(turn(c, d, b));
    if (c_side * d_side < 0 && a_side * b_side < 0) {
        return true;
    }
    return is_on_edge(c, a, b) || is_on_edge(d, a, b) || is_on_edge(a, c, d) || is_on_edge(b, c, d);
}

} // namespace

void straighten(std::vector<TilePoint>& points, std::size_t begin) {
    std::size_t kept = begin;
    for (std::size_t i = begin; i < points.size(); ++i) {
        const TilePoint point = points[i];
        while (kept >= begin + 2 && turn(points[kept - 2], points[kept - 1], point) == 0) {
            --kept;
        }
        if (kept == begin || points[kept - 1] != point) {
            points[kept++] = point;
        }
    }
    // The seam: the first and the last points have neighbours at the other end.
    std::size_t first = begin;
    for (bool is_changed = true; is_changed && kept - first >= 3;) {
        is_changed = false;
        if (turn(points[kept - 2], points[kept - 1], points[first]) == 0) {
            --kept;
            is_changed = true;
        } else if (turn(points[kept - 1], points[first], points[first + 1]) == 0) {
            ++first;
            is_changed = true;
        }
    }
    if (kept - first < 3) {
        kept = first;
    }
    if (first != begin) {
        std::move(points.begin() + static_cast<std::ptrdiff_t>(first),
                  points.begin() + static_cast<std::ptrdiff_t>(kept),
                  points.begin() + static_cast<std::ptrdiff_t>(begin));
    }
    points.resize(begin + (kept - first));
}

bool finish_ring(Outline& outline, bool is_outer, std::size_t begin) {
    const auto ring = [&outline, begin] {
        return std::span(outline.points.data() + begin, outline.points.size() - begin);
    };
    int direction = convex_direction(ring());
    const bool is_convex = direction != 0;
    if (!is_convex) {
        straighten(outline.points, begin);
        direction = sign(twice_area(ring()));
        if (direction == 0) {
            outline.points.resize(begin);
            return false;
        }
    }
    if ((direction > 0) != is_outer) {
        std::ranges::reverse(ring());
    }
    outline.rings.push_back({is_outer, is_convex, begin, outline.points.size()});
    return true;
}

std::int64_t twice_area(std::span<const TilePoint> ring) noexcept {
    std::int64_t sum = 0;
    for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
        sum += turn(ring[0], ring[i], ring[i + 1]);
    }
    return sum;
}

int convex_direction(std::span<const TilePoint> ring) noexcept {
    const std::size_t count = ring.size();
    if (count < 3) {
        return 0;
    }
    TilePoint b = ring[count - 1];
    std::int32_t dx = b.x - ring[count - 2].x;
    std::int32_t dy = b.y - ring[count - 2].y;
    bool was_east = dx != 0 ? dx > 0 : dy > 0;
    bool turns_clockwise = true;
    bool turns_back = true;
    int changes = 0; // between east and west: two when going round once
    for (const TilePoint c : ring) {
        const std::int32_t next_dx = c.x - b.x;
        const std::int32_t next_dy = c.y - b.y;
        const std::int64_t this_turn =
            static_cast<std::int64_t>(dx) * next_dy - static_cast<std::int64_t>(dy) * next_dx;
        turns_clockwise &= this_turn > 0;
        turns_back &= this_turn < 0;
        const bool is_east = next_dx != 0 ? next_dx > 0 : next_dy > 0;
        changes += static_cast<int>(is_east != was_east);
        was_east = is_east;
        dx = next_dx;
        dy = next_dy;
        b = c;
    }
    return changes > 2 ? 0 : static_cast<int>(turns_clockwise) - static_cast<int>(turns_back);
}

bool covers(std::span<const TilePoint> ring, TilePoint point) noexcept {
    bool is_inside = false;
    TilePoint a = ring.back();
    for (const TilePoint b : ring) {
        if (is_on_edge(point, a, b)) {
            return true;
        }
        if ((a.y > point.y) != (b.y > point.y) && (turn(a, b, point) > 0) == (b.y > a.y)) {
            is_inside = !is_inside;
        }
        a = b;
    }
    return is_inside;
}

bool ContactSearch::has_contact(std::span<const TilePoint> ring) noexcept {
    const std::size_t count = ring.size();
    for (std::size_t i = 0; i + 2 < count; ++i) {
        const TilePoint a = ring[i];
        const TilePoint b = ring[i + 1];
        const auto [min_x, max_x] = std::minmax(a.x, b.x);
        const auto [min_y, max_y] = std::minmax(a.y, b.y);
        // The last edge is a neighbour of the first.
        const std::size_t end = i == 0 ? count - 1 : count;
        for (std::size_t j = i + 2; j < end; ++j) {
            const TilePoint c = ring[j];
            const TilePoint d = ring[j + 1 == count ? 0 : j + 1];
            const bool is_apart = (c.x > max_x && d.x > max_x) || (c.x < min_x && d.x < min_x) ||
                                  (c.y > max_y && d.y > max_y) || (c.y < min_y && d.y < min_y);
            if (!is_apart && edges_meet(a, b, c, d)) {
                return true;
            }
        }
    }
    return false;
}

bool ContactSearch::has_contact(const Outline& outline) {
    constexpr std::size_t worth_sorting = 24;
    if (outline.rings.size() == 1 && outline.points.size() < worth_sorting) {
        return has_contact(outline.points);
    }
    m_edges.clear();
    for (std::size_t r = 0; r < outline.rings.size(); ++r) {
        const auto points = outline.points_of(outline.rings[r]);
        for (std::size_t i = 0; i < points.size(); ++i) {
            const TilePoint a = points[i];
            const TilePoint b = points[i + 1 == points.size() ? 0 : i + 1];
            m_edges.push_back(a.x <= b.x ? Edge{a, b, r, i} : Edge{b, a, r, i});
        }
    }
    std::ranges::sort(m_edges, {}, [](const Edge& edge) { return edge.a.x; });
    for (std::size_t i = 0; i < m_edges.size(); ++i) {
        const Edge& e = m_edges[i];
        for (std::size_t j = i + 1; j < m_edges.size() && m_edges[j].a.x <= e.b.x; ++j) {
            const Edge& f = m_edges[j];
            if (std::max(e.a.y, e.b.y) < std::min(f.a.y, f.b.y) ||
                std::max(f.a.y, f.b.y) < std::min(e.a.y, e.b.y) || are_neighbours(outline, e, f)) {
                continue;
            }
            if (edges_meet(e.a, e.b, f.a, f.b)) {
                return true;
            }
        }
    }
    return false;
}

bool ContactSearch::are_neighbours(const Outline& outline, const Edge& e, const Edge& f) noexcept {
    if (e.ring != f.ring) {
        return false;
    }
    const auto& ring = outline.rings[e.ring];
    const std::size_t apart = e.index > f.index ? e.index - f.index : f.index - e.index;
    return apart == 1 || apart + 1 == ring.end - ring.begin;
}

} // namespace tuban::tiles
