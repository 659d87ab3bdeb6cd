#pragma once

#include "tiles/clip.hpp"
#include "tiles/ring.hpp"
#include "tiles/tile_frame.hpp"

#include <memory>
#include <span>
#include <vector>

namespace tuban::tiles {

/// The slow way for the few shapes whose rounded rings would cross or touch themselves: cuts to the
/// buffered tile and rounds to tile units by overlay with snap rounding (GEOS), which keeps the
/// topology valid. Holds a GEOS context: one per thread.
class SnapRounder {
  public:
    SnapRounder();
    ~SnapRounder();
    SnapRounder(const SnapRounder&) = delete;
    SnapRounder& operator=(const SnapRounder&) = delete;

    enum class Outcome {
        rounded,   ///< valid polygons were appended
        collapsed, ///< the shape lies in the buffered tile, but no area is left of it
        outside,   ///< nothing of the shape lies in the buffered tile
        refused    ///< GEOS can't work with the shape
    };

    /// Appends the valid polygons to `outline`, straightened and wound as MVT demands; leaves it as
    /// it is for every other outcome.
    Outcome round(std::span<const SourceRing> rings, const TileFrame& frame, Outline& outline);

    /// Appends what rounded rings enclose that touch or cross themselves or each other: valid
    /// polygons, at a fraction of the cost of snap rounding. False, with nothing appended, where
    /// edges cross between units or nothing is enclosed. Precondition: `outline` is empty.
    bool untangle(const Outline& rounded, Outline& outline);

  private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tuban::tiles
