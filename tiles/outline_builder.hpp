#pragma once

#include "spatial/geometry/grid.hpp"
#include "tiles/clip.hpp"
#include "tiles/ring.hpp"
#include "tiles/snap_rounding.hpp"
#include "tiles/tile_frame.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace tuban::tiles {

/// Turns the rings of one patch after the other into what the tile shows of it: cut to the tile
/// with its buffer, rounded to tile units, valid. A polygon that rounding would collapse becomes
/// the smallest one that keeps its place and its length; a hole that would collapse vanishes.
/// Owns scratch: one per thread.
class OutlineBuilder {
  public:
    explicit OutlineBuilder(const TileFrame& frame);
    /// Goes on with another tile.
    void set_frame(const TileFrame& frame);

    /// Begins a patch. `is_inside`: all of it lies in the buffered tile, nothing has to be cut.
    void start(bool is_inside);
    /// Rings in the order of the segment: an outer ring, then its holes, then the next outer ring.
    void add_ring(bool is_outer, std::span<const geometry::GridPoint> ring);
    /// Empty when nothing of the patch lies in the buffered tile. Valid until the next start().
    const Outline& finish();

  private:
    struct Ring {
        bool is_outer;
        std::size_t begin; ///< into m_source
        std::size_t end;
    };
    /// In local units, cut where the patch is not inside. Valid until the next call.
    std::span<const LocalPoint> cut(const Ring& ring);
    void append_inside(const Ring& ring);
    void append_cut(const Ring& ring);
    /// Rounded; false when no area is left.
    bool append(bool is_outer, std::span<const LocalPoint> ring);
    bool has_outer_of(const Ring& ring) const noexcept { return ring.is_outer || m_has_outer; }
    void append_stand_in(std::span<const LocalPoint> collapsed);
    bool is_valid();
    void repair();
    /// All polygons cut exactly and then rounded; false where the clipper can't.
    bool append_parts(std::span<const SourceRing> rings);

    TileFrame m_frame;
    RingClipper m_clipper;
    PolygonClipper m_polygon_clipper;
    ContactSearch m_contacts;
    std::unique_ptr<SnapRounder> m_rounder; ///< made when the first shape needs it
    bool m_is_inside = true;
    bool m_has_outer = false;
    std::vector<geometry::GridPoint> m_source;
    std::vector<Ring> m_source_rings;
    std::vector<LocalPoint> m_local;
    Outline m_outline;
};

} // namespace tuban::tiles
