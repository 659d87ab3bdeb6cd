#pragma once

#include "tiles/tile_frame.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tuban::tiles {

/// A ring as it comes from the segment, before cutting and rounding. Closing points are neither
/// taken nor given here.
struct SourceRing {
    bool is_outer;
    std::span<const LocalPoint> points;
};

struct HalfPlane;

/// By the surveyor's formula; positive when clockwise on the screen.
std::int64_t twice_area(std::span<const LocalPoint> ring) noexcept;

/// Cuts rings to the square [min, max]² (Sutherland and Hodgman 1974). A cut edge gives the same
/// point whichever way it runs, so walls shared by neighbours stay shared. A concave ring may come
/// back with edges that run along the square's border twice.
class RingClipper {
  public:
    RingClipper(std::int64_t min, std::int64_t max) : m_min(min), m_max(max) {}

    /// Empty when nothing is left; valid until the next call.
    std::span<const LocalPoint> clip(std::span<const LocalPoint> ring);

  private:
    std::int64_t m_min;
    std::int64_t m_max;
    std::vector<LocalPoint> m_ring;
    std::vector<LocalPoint> m_next;
};

/// Cuts a polygon with its holes to the square [min, max]², exactly and with the points that
/// RingClipper gives: what comes back from beyond the border is joined along it to what leaves
/// beside it, with one side of the square after the other (Weiler and Atherton 1977).
class PolygonClipper {
  public:
    PolygonClipper(std::int64_t min, std::int64_t max) : m_min(min), m_max(max) {}

    /// False where it can't be told what belongs together: rings that meet on the border.
    /// Precondition: valid rings, the outer one first.
    bool clip(std::span<const SourceRing> polygon);

    /// What clip() left: outer rings clockwise on the screen, holes the other way round, in no
    /// order.
    std::size_t ring_count() const noexcept { return m_rings.ends.size(); }
    std::span<const LocalPoint> ring(std::size_t index) const noexcept { return m_rings.at(index); }

  private:
    struct Rings {
        std::vector<LocalPoint> points;
        std::vector<std::size_t> ends; ///< of each ring in points

        std::span<const LocalPoint> at(std::size_t index) const noexcept;
        void close() { ends.push_back(points.size()); }
        void clear() noexcept;
    };
    /// Where the border is crossed, along it.
    struct Crossing {
        std::int64_t at;
        std::size_t piece;
        bool comes_in;
    };

    bool cut(const HalfPlane& side);
    void split(std::span<const LocalPoint> ring, const HalfPlane& side);
    bool join();

    std::int64_t m_min;
    std::int64_t m_max;
    Rings m_rings;
    Rings m_next;
    Rings m_pieces; ///< of rings, from where they come in to where they leave
    std::vector<Crossing> m_crossings;
    std::vector<std::size_t> m_followers; ///< of each piece
};

} // namespace tuban::tiles
