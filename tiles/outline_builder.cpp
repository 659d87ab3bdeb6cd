#include "tiles/outline_builder.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace tuban::tiles {

OutlineBuilder::OutlineBuilder(const TileFrame& frame)
    : m_frame(frame), m_clipper(frame.buffer_min(), frame.buffer_max()),
      m_polygon_clipper(frame.buffer_min(), frame.buffer_max()) {}

void OutlineBuilder::set_frame(const TileFrame& frame) {
    m_frame = frame;
    m_clipper = RingClipper(frame.buffer_min(), frame.buffer_max());
    m_polygon_clipper = PolygonClipper(frame.buffer_min(), frame.buffer_max());
}

void OutlineBuilder::start(bool is_inside) {
    m_is_inside = is_inside;
    m_has_outer = false;
    m_source.clear();
    m_source_rings.clear();
    m_outline.clear();
}

void OutlineBuilder::add_ring(bool is_outer, std::span<const geometry::GridPoint> points) {
    const Ring ring{is_outer, m_source.size(), m_source.size() + points.size()};
    m_source.insert(m_source.end(), points.begin(), points.end());
    m_source_rings.push_back(ring);
    if (!has_outer_of(ring)) {
        return;
    }
    if (m_is_inside) {
        append_inside(ring);
    } else {
        append_cut(ring);
    }
}

std::span<const LocalPoint> OutlineBuilder::cut(const Ring& ring) {
    m_local.clear();
    for (std::size_t i = ring.begin; i < ring.end; ++i) {
        m_local.push_back(m_frame.to_local(m_source[i]));
    }
    return m_is_inside ? std::span<const LocalPoint>(m_local) : m_clipper.clip(m_local);
}

void OutlineBuilder::append_inside(const Ring& ring) {
    const std::size_t begin = m_outline.points.size();
    m_outline.points.resize(begin + ring.end - ring.begin);
    std::transform(
        m_source.begin() + static_cast<std::ptrdiff_t>(ring.begin),
        m_source.begin() + static_cast<std::ptrdiff_t>(ring.end),
        m_outline.points.begin() + static_cast<std::ptrdiff_t>(begin),
        [this](geometry::GridPoint point) { return m_frame.round(m_frame.to_local(point)); });
    const bool is_kept = finish_ring(m_outline, ring.is_outer, begin);
    if (ring.is_outer) {
        m_has_outer = is_kept;
        if (!is_kept) {
            append_stand_in(cut(ring));
        }
    }
}

void OutlineBuilder::append_cut(const Ring& ring) {
    const std::span<const LocalPoint> source = cut(ring);
    const bool merely_touches_the_buffer = twice_area(source) == 0;
    if (ring.is_outer && merely_touches_the_buffer) {
        m_has_outer = false;
        return;
    }
    const bool is_kept = append(ring.is_outer, source);
    if (ring.is_outer) {
        m_has_outer = is_kept;
        if (!is_kept) {
            append_stand_in(source);
        }
    }
}

bool OutlineBuilder::append(bool is_outer, std::span<const LocalPoint> ring) {
    const std::size_t begin = m_outline.points.size();
    for (const LocalPoint point : ring) {
        m_outline.points.push_back(m_frame.round(point));
    }
    return finish_ring(m_outline, is_outer, begin);
}

/// One unit square around the middle, or one unit wide along the line between the outermost points,
/// on the side where the middle lies.
void OutlineBuilder::append_stand_in(std::span<const LocalPoint> collapsed) {
    constexpr auto low = -static_cast<std::int32_t>(tile_buffer);
    constexpr auto high = static_cast<std::int32_t>(tile_extent + tile_buffer);
    TilePoint a = m_frame.round(collapsed.front());
    TilePoint b = a;
    LocalPoint middle;
    for (const LocalPoint point : collapsed) {
        a = std::min(a, m_frame.round(point));
        b = std::max(b, m_frame.round(point));
        middle.x += point.x;
        middle.y += point.y;
    }
    middle.x /= static_cast<std::int64_t>(collapsed.size());
    middle.y /= static_cast<std::int64_t>(collapsed.size());

    TilePoint aside{0, 1};
    if (a == b) {
        a = m_frame.floor(middle);
        a = {std::clamp(a.x, low, high - 1), std::clamp(a.y, low, high - 1)};
        b = {a.x + 1, a.y};
    } else {
        const LocalPoint origin = m_frame.to_local(a);
        const std::int64_t turn =
            (b.x - a.x) * (middle.y - origin.y) - (b.y - a.y) * (middle.x - origin.x);
        const std::int32_t side = turn >= 0 ? 1 : -1;
        const bool is_steep = std::abs(b.y - a.y) > b.x - a.x;
        aside = is_steep ? TilePoint{b.y > a.y ? -side : side, 0} : TilePoint{0, side};
        const auto leaves = [&](TilePoint point) {
            return point.x + aside.x < low || point.x + aside.x > high || point.y + aside.y < low ||
                   point.y + aside.y > high;
        };
        if (leaves(a) || leaves(b)) {
            aside = {-aside.x, -aside.y};
        }
    }
    const std::size_t begin = m_outline.points.size();
    m_outline.points.insert(m_outline.points.end(),
                            {a, b, {b.x + aside.x, b.y + aside.y}, {a.x + aside.x, a.y + aside.y}});
    finish_ring(m_outline, true, begin);
}

bool OutlineBuilder::is_valid() {
    if (m_outline.rings.size() == 1 && m_outline.rings.front().is_convex) {
        return true;
    }
    if (m_contacts.has_contact(m_outline)) {
        return false;
    }
    const Outline::Ring* outer = &m_outline.rings.front();
    for (const Outline::Ring& ring : m_outline.rings) {
        if (ring.is_outer) {
            outer = &ring;
        } else if (!covers(m_outline.points_of(*outer), m_outline.points[ring.begin])) {
            return false;
        }
    }
    return true;
}

void OutlineBuilder::repair() {
    m_local.clear();
    for (const geometry::GridPoint point : m_source) {
        m_local.push_back(m_frame.to_local(point));
    }
    std::vector<SourceRing> rings;
    for (const Ring& ring : m_source_rings) {
        rings.push_back({ring.is_outer, {m_local.data() + ring.begin, ring.end - ring.begin}});
    }
    const Outline rounded = m_outline;
    if (!m_is_inside) {
        m_outline.clear();
        if (!append_parts(rings)) {
            m_outline = rounded;
        } else if (!m_outline.is_empty() && is_valid()) {
            return;
        }
    }
    if (!m_rounder) {
        m_rounder = std::make_unique<SnapRounder>();
    }
    Outline repaired;
    if (m_rounder->untangle(m_outline, repaired)) {
        std::swap(m_outline, repaired);
        return;
    }
    switch (m_rounder->round(rings, m_frame, repaired)) {
    case SnapRounder::Outcome::rounded:
    case SnapRounder::Outcome::outside:
        std::swap(m_outline, repaired);
        break;
    case SnapRounder::Outcome::collapsed:
        m_outline.clear();
        for (const Ring& ring : m_source_rings) {
            const std::span<const LocalPoint> source = cut(ring);
            if (ring.is_outer && twice_area(source) != 0) {
                append_stand_in(source);
                break;
            }
        }
        break;
    case SnapRounder::Outcome::refused:
        m_outline = rounded;
        break;
    }
}

bool OutlineBuilder::append_parts(std::span<const SourceRing> rings) {
    for (auto polygon = rings.begin(); polygon != rings.end();) {
        const auto next = std::find_if(polygon + 1, rings.end(),
                                       [](const SourceRing& ring) { return ring.is_outer; });
        if (!m_polygon_clipper.clip({polygon, next})) {
            return false;
        }
        for (std::size_t i = 0; i < m_polygon_clipper.ring_count(); ++i) {
            const auto outer = m_polygon_clipper.ring(i);
            if (twice_area(outer) <= 0 || !append(true, outer)) {
                continue;
            }
            const Outline::Ring part = m_outline.rings.back();
            for (std::size_t j = 0; j < m_polygon_clipper.ring_count(); ++j) {
                const auto hole = m_polygon_clipper.ring(j);
                if (twice_area(hole) < 0 &&
                    covers(m_outline.points_of(part), m_frame.round(hole.front()))) {
                    append(false, hole);
                }
            }
        }
        polygon = next;
    }
    return true;
}

const Outline& OutlineBuilder::finish() {
    if (!m_outline.is_empty() && !is_valid()) {
        repair();
    }
    return m_outline;
}

} // namespace tuban::tiles
