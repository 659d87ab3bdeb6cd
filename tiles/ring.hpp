#pragma once

#include "tiles/tile_frame.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tuban::tiles {

/// Rings of one patch in tile units, flat, so that nothing is allocated per patch. Outer rings are
/// clockwise on the screen, each followed by its holes the other way round (MVT 2.1, 4.3.4.4);
/// closing points are not repeated.
struct Outline {
    struct Ring {
        bool is_outer;
        bool is_convex;
        std::size_t begin; ///< into points
        std::size_t end;
    };
    std::vector<TilePoint> points;
    std::vector<Ring> rings;

    bool is_empty() const noexcept { return rings.empty(); }
    std::span<const TilePoint> points_of(const Ring& ring) const noexcept {
        return {points.data() + ring.begin, ring.end - ring.begin};
    }
    void clear() noexcept {
        points.clear();
        rings.clear();
    }
};

/// Removes repeated points, points in the middle of a straight line and spikes from the ring that
/// starts at `begin`, until none is left. Nothing remains of a ring without area all on one line.
void straighten(std::vector<TilePoint>& points, std::size_t begin);

/// Straightens the points from `begin` on, winds them as an outer ring or a hole and adds the ring.
/// False, with the points gone, when no area is left.
bool finish_ring(Outline& outline, bool is_outer, std::size_t begin);

/// By the surveyor's formula; positive when clockwise on the screen.
std::int64_t twice_area(std::span<const TilePoint> ring) noexcept;

/// 1 when every point is a turn clockwise and all together go round once, −1 the same
/// anticlockwise, else 0. Such a ring needs no straightening and can't touch itself.
int convex_direction(std::span<const TilePoint> ring) noexcept;

/// Inside or on the ring.
bool covers(std::span<const TilePoint> ring, TilePoint point) noexcept;

/// Finds edges that meet elsewhere than at the common point of two neighbours. Owns scratch: one
/// per thread.
class ContactSearch {
  public:
    /// Precondition: rings straightened.
    bool has_contact(const Outline& outline);

  private:
    static bool has_contact(std::span<const TilePoint> ring) noexcept;

    struct Edge {
        TilePoint a; ///< a.x <= b.x
        TilePoint b;
        std::size_t ring;
        std::size_t index; ///< within its ring
    };
    static bool are_neighbours(const Outline& outline, const Edge& e, const Edge& f) noexcept;

    std::vector<Edge> m_edges;
};

} // namespace tuban::tiles
