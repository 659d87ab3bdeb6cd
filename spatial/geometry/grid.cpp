#include "spatial/geometry/grid.hpp"

#include <geodesic.h>

#include <cmath>
#include <numbers>

namespace tuban::geometry {
namespace {

constexpr double units_per_turn = 4294967296.0; // 2^32
constexpr double degree = std::numbers::pi / 180;

/// Nearest unit of a fraction of the whole turn; not a number goes to the edge.
std::uint32_t quantise(double fraction) noexcept {
    const double unit = std::floor(fraction * units_per_turn + 0.5);
    if (!(unit > 0)) {
        return 0;
    }
    return unit < units_per_turn ? static_cast<std::uint32_t>(unit) : 0xFFFFFFFFU;
}

const geod_geodesic& ellipsoid() noexcept {
    static const geod_geodesic grs80 = [] {
        geod_geodesic made{};
        geod_init(&made, 6378137.0, 1 / 298.257222101);
        return made;
    }();
    return grs80;
}

double ring_area_m2(const Ring& ring) noexcept {
    geod_polygon polygon{};
    geod_polygon_init(&polygon, 0);
    for (const LonLat& p : ring) {
        geod_polygon_addpoint(&ellipsoid(), &polygon, p.lat, p.lon);
    }
    double area = 0;
    geod_polygon_compute(&ellipsoid(), &polygon, 0, 1, &area, nullptr);
    return std::abs(area);
}

} // namespace

GridPoint to_grid(LonLat position) noexcept {
    const double northing = std::asinh(std::tan(position.lat * degree));
    return {quantise(position.lon / 360 + 0.5), quantise(0.5 - northing / (2 * std::numbers::pi))};
}

LonLat to_lonlat(GridPoint point) noexcept {
    const double northing = std::numbers::pi * (1 - 2 * (point.y / units_per_turn));
    return {point.x / units_per_turn * 360 - 180, std::atan(std::sinh(northing)) / degree};
}

double distance_m(LonLat a, LonLat b) noexcept {
    double metres = 0;
    geod_inverse(&ellipsoid(), a.lat, a.lon, b.lat, b.lon, &metres, nullptr, nullptr);
    return metres;
}

double area_m2(const MultiPolygon& polygons) {
    double total = 0;
    for (const Polygon& polygon : polygons) {
        for (std::size_t i = 0; i < polygon.size(); ++i) {
            total += i == 0 ? ring_area_m2(polygon[i]) : -ring_area_m2(polygon[i]);
        }
    }
    return total;
}

} // namespace tuban::geometry
