#include "tiles/clip.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace tuban::tiles {

/// What lies where sign · (point − limit) > 0. Points on the border are outside, so that what only
/// runs along it is left out and parts that only meet on it come apart.
struct HalfPlane {
    std::int64_t LocalPoint::*along;
    std::int64_t LocalPoint::*across;
    std::int64_t limit;
    std::int64_t sign;

    bool holds(LocalPoint point) const noexcept { return sign * (point.*along - limit) > 0; }

    /// Where the edge meets the border, rounded to the grid.
    LocalPoint cross(LocalPoint a, LocalPoint b) const noexcept {
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
};

namespace {

std::array<HalfPlane, 4> sides(std::int64_t min, std::int64_t max) {
    return {{{&LocalPoint::x, &LocalPoint::y, min, 1},
             {&LocalPoint::x, &LocalPoint::y, max, -1},
             {&LocalPoint::y, &LocalPoint::x, min, 1},
             {&LocalPoint::y, &LocalPoint::x, max, -1}}};
}

void cut(std::span<const LocalPoint> ring, std::vector<LocalPoint>& kept, const HalfPlane& side) {
    kept.clear();
    if (ring.empty()) {
        return;
    }
    LocalPoint previous = ring.back();
    bool was_inside = side.holds(previous);
    for (const LocalPoint point : ring) {
        const bool is_inside = side.holds(point);
        if (is_inside != was_inside) {
            kept.push_back(side.cross(previous, point));
        }
        if (is_inside) {
            kept.push_back(point);
        }
        previous = point;
        was_inside = is_inside;
    }
}

} // namespace

std::int64_t twice_area(std::span<const LocalPoint> ring) noexcept {
    std::int64_t sum = 0;
    for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
        sum += (ring[i].x - ring[0].x) * (ring[i + 1].y - ring[0].y) -
               (ring[i].y - ring[0].y) * (ring[i + 1].x - ring[0].x);
    }
    return sum;
}

std::span<const LocalPoint> RingClipper::clip(std::span<const LocalPoint> ring) {
    m_ring.assign(ring.begin(), ring.end());
    for (const HalfPlane& side : sides(m_min, m_max)) {
        cut(m_ring, m_next, side);
        std::swap(m_ring, m_next);
    }
    return m_ring;
}

std::span<const LocalPoint> PolygonClipper::Rings::at(std::size_t index) const noexcept {
    const std::size_t begin = index == 0 ? 0 : ends[index - 1];
    return {points.data() + begin, ends[index] - begin};
}

void PolygonClipper::Rings::clear() noexcept {
    points.clear();
    ends.clear();
}

bool PolygonClipper::clip(std::span<const SourceRing> polygon) {
    m_rings.clear();
    for (const SourceRing& ring : polygon) {
        const bool is_clockwise = twice_area(ring.points) > 0;
        if (is_clockwise == ring.is_outer) {
            m_rings.points.insert(m_rings.points.end(), ring.points.begin(), ring.points.end());
        } else {
            m_rings.points.insert(m_rings.points.end(), ring.points.rbegin(), ring.points.rend());
        }
        m_rings.close();
    }
    return std::ranges::all_of(sides(m_min, m_max),
                               [this](const HalfPlane& side) { return cut(side); });
}

bool PolygonClipper::cut(const HalfPlane& side) {
    m_next.clear();
    m_pieces.clear();
    m_crossings.clear();
    for (std::size_t i = 0; i < m_rings.ends.size(); ++i) {
        split(m_rings.at(i), side);
    }
    if (!join()) {
        return false;
    }
    std::swap(m_rings, m_next);
    return true;
}

/// Rings that lie on one side are kept or dropped whole.
void PolygonClipper::split(std::span<const LocalPoint> ring, const HalfPlane& side) {
    std::size_t start = 0;
    while (start < ring.size() && (!side.holds(ring[start]) ||
                                   side.holds(ring[start == 0 ? ring.size() - 1 : start - 1]))) {
        ++start;
    }
    if (start == ring.size()) {
        if (side.holds(ring.front())) {
            m_next.points.insert(m_next.points.end(), ring.begin(), ring.end());
            m_next.close();
        }
        return;
    }
    LocalPoint previous = ring[start == 0 ? ring.size() - 1 : start - 1];
    bool was_inside = false;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const LocalPoint point = ring[(start + i) % ring.size()];
        const bool is_inside = side.holds(point);
        if (is_inside != was_inside) {
            const LocalPoint border = side.cross(previous, point);
            m_pieces.points.push_back(border);
            m_crossings.push_back({border.*side.across, m_pieces.ends.size(), is_inside});
            if (!is_inside) {
                m_pieces.close();
            }
        }
        if (is_inside) {
            m_pieces.points.push_back(point);
        }
        previous = point;
        was_inside = is_inside;
    }
}

/// Along the border the polygon lies between the first crossing and the second, the third and the
/// fourth, and so on: the piece that leaves at one of such a pair goes on with the one that comes
/// in at the other.
bool PolygonClipper::join() {
    std::ranges::sort(m_crossings, {}, &Crossing::at);
    m_followers.assign(m_pieces.ends.size(), 0);
    for (std::size_t i = 0; i < m_crossings.size(); i += 2) {
        const Crossing& a = m_crossings[i];
        const Crossing& b = m_crossings[i + 1];
        if (a.comes_in == b.comes_in) {
            return false;
        }
        m_followers[a.comes_in ? b.piece : a.piece] = a.comes_in ? a.piece : b.piece;
    }
    constexpr auto joined = static_cast<std::size_t>(-1);
    for (std::size_t first = 0; first < m_followers.size(); ++first) {
        if (m_followers[first] == joined) {
            continue;
        }
        for (std::size_t piece = first; m_followers[piece] != joined;) {
            const auto points = m_pieces.at(piece);
            m_next.points.insert(m_next.points.end(), points.begin(), points.end());
            piece = std::exchange(m_followers[piece], joined);
        }
        m_next.close();
    }
    return true;
}

} // namespace tuban::tiles
