#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <vector>

namespace tuban::geometry {

/// Degrees on CGCS2000 (EPSG:4490), taken as equal to WGS 84 (they differ by under 0.1 m).
/// Longitude before latitude everywhere.
struct LonLat {
    double lon = 0;
    double lat = 0;
    auto operator<=>(const LonLat&) const = default;
};

using Ring = std::vector<LonLat>;  ///< closed: the last point repeats the first
using Polygon = std::vector<Ring>; ///< the outer ring, then its holes
using MultiPolygon = std::vector<Polygon>;

/// A point of the grid for drawing and finding: spherical Web Mercator (EPSG:3857) quantised to
/// 32 bits an axis, x to the east, y to the south, (0, 0) at 180°W 85.0511°N; one unit is at most
/// 1 cm. Tile (z, x, y) covers the points whose upper z bits are (x, y).
struct GridPoint {
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    auto operator<=>(const GridPoint&) const =
        default; // NOLINT(modernize-use-nullptr,*-core.UndefinedBinaryOperatorResult)
};

/// Closed box: both corners belong to it.
struct GridBox {
    GridPoint min;
    GridPoint max;

    bool contains(GridPoint p) const noexcept {
        return min.x <= p.x && p.x <= max.x && min.y <= p.y && p.y <= max.y;
    }
    bool intersects(const GridBox& other) const noexcept {
        return min.x <= other.max.x && other.min.x <= max.x && min.y <= other.max.y &&
               other.min.y <= max.y;
    }
    void extend(GridPoint p) noexcept {
        min = {std::min(min.x, p.x), std::min(min.y, p.y)};
        max = {std::max(max.x, p.x), std::max(max.y, p.y)};
    }
    auto operator<=>(const GridBox&) const = default;
};

/// Latitudes beyond 85.0511° are clamped to the grid's edge.
GridPoint to_grid(LonLat position) noexcept;
LonLat to_lonlat(GridPoint point) noexcept;

/// Geodesic on GRS 80 through PROJ's geodesic routines (Karney 2013), metres and square metres.
double distance_m(LonLat a, LonLat b) noexcept;
/// Area of the polygons less their holes, whatever the direction of the rings. Rings of up to some
/// 100 m are measured in an equal-area plane, right to 1 in 100,000; greater ones by geodesics.
double area_m2(const MultiPolygon& polygons);

} // namespace tuban::geometry
