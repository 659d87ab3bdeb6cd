#pragma once

#include "spatial/geometry/grid.hpp"
#include "tiles/tile.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::tiles {

inline constexpr std::uint8_t min_division_zoom = 5;
inline constexpr std::uint8_t max_division_zoom = 14; ///< drawn larger beyond

/// An outline to draw: rings on the grid, directed as segment::RingView promises.
struct DivisionOutline {
    struct Ring {
        bool is_outer = true;
        std::vector<geometry::GridPoint> points;
    };

    std::uint64_t id = 0; ///< below 2^53
    std::string code;
    std::string name;
    std::string level;
    std::string outline;       ///< where it is from
    std::uint8_t min_zoom = 0; ///< not in tiles of lower zooms
    geometry::GridBox box;
    geometry::GridPoint label;
    std::vector<Ring> rings;
};

/// Rings and box of a shape in degrees. Precondition: not empty.
void set_shape(DivisionOutline& outline, const geometry::MultiPolygon& shape);

/// The uncompressed vector tile of layer `divisions` (polygons) and layer `division_labels`
/// (points, each in exactly one tile of a zoom); both with `code`, `name`, `level`,
/// `outline`. Empty when
/// nothing lies there. Thread-safe.
std::string encode_division_tile(TileId tile, std::span<const DivisionOutline> divisions);

} // namespace tuban::tiles
