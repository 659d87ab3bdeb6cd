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
    straighten(outline.points, begin);
    const std::span<TilePoint> ring{outline.points.data() + begin, outline.points.size() - begin};
    const std::int64_t area = twice_area(ring);
    if (area == 0) {
        outline.points.resize(begin);
        return false;
    }
    if ((area > 0) != is_outer) {
        std::ranges::reverse(ring);
    }
    outline.rings.push_back({is_outer, begin, outline.points.size()});
    return true;
}

std::int64_t twice_area(std::span<const TilePoint> ring) noexcept {
    std::int64_t sum = 0;
    for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
        sum += turn(ring[0], ring[i], ring[i + 1]);
    }
    return sum;
}

bool is_convex(std::span<const TilePoint> ring) noexcept {
    const std::size_t count = ring.size();
    const std::int64_t first_turn = turn(ring[count - 2], ring[count - 1], ring[0]);
    TilePoint a = ring[count - 1];
    TilePoint b = ring[0];
    // A ring that goes round once changes between east and west at most twice.
    int changes = 0;
    bool was_east = b.x != a.x ? b.x > a.x : b.y > a.y;
    for (std::size_t i = 1; i <= count; ++i) {
        const TilePoint c = ring[i == count ? 0 : i];
        const std::int64_t this_turn = turn(a, b, c);
        if ((this_turn > 0) != (first_turn > 0)) {
            return false;
        }
        const bool is_east = c.x != b.x ? c.x > b.x : c.y > b.y;
        changes += is_east != was_east ? 1 : 0;
        was_east = is_east;
        a = b;
        b = c;
    }
    return changes <= 2;
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

bool ContactSearch::has_contact(const Outline& outline) {
    constexpr std::size_t worth_sorting = 24;
    m_edges.clear();
    for (std::size_t r = 0; r < outline.rings.size(); ++r) {
        const auto points = outline.points_of(outline.rings[r]);
        for (std::size_t i = 0; i < points.size(); ++i) {
            const TilePoint a = points[i];
            const TilePoint b = points[i + 1 == points.size() ? 0 : i + 1];
            m_edges.push_back(a.x <= b.x ? Edge{a, b, r, i} : Edge{b, a, r, i});
        }
    }
    const bool is_sorted = m_edges.size() > worth_sorting;
    if (is_sorted) {
        std::ranges::sort(m_edges, {}, [](const Edge& edge) { return edge.a.x; });
    }
    for (std::size_t i = 0; i < m_edges.size(); ++i) {
        const Edge& e = m_edges[i];
        for (std::size_t j = i + 1; j < m_edges.size(); ++j) {
            const Edge& f = m_edges[j];
            if (f.a.x > e.b.x) {
                if (is_sorted) {
                    break;
                }
                continue;
            }
            if (e.a.x > f.b.x || std::max(e.a.y, e.b.y) < std::min(f.a.y, f.b.y) ||
                std::max(f.a.y, f.b.y) < std::min(e.a.y, e.b.y)) {
                continue;
            }
            if (e.ring == f.ring) {
                const auto& ring = outline.rings[e.ring];
                const std::size_t apart = e.index > f.index ? e.index - f.index : f.index - e.index;
                if (apart == 1 || apart + 1 == ring.end - ring.begin) {
                    continue;
                }
            }
            if (edges_meet(e.a, e.b, f.a, f.b)) {
                return true;
            }
        }
    }
    return false;
}

} // namespace tuban::tiles
