#include "spatial/geometry/grid.hpp"

#include <geodesic.h>

#include <algorithm>
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

constexpr double semi_major_m = 6378137.0;
constexpr double flattening = 1 / 298.257222101;
constexpr double eccentricity2 = flattening * (2 - flattening);

const geod_geodesic& ellipsoid() noexcept {
    static const geod_geodesic grs80 = [] {
        geod_geodesic made{};
        geod_init(&made, semi_major_m, flattening);
        return made;
    }();
    return grs80;
}

double geodesic_area_m2(const Ring& ring) noexcept {
    geod_polygon polygon{};
    geod_polygon_init(&polygon, 0);
    for (const LonLat& p : ring) {
        geod_polygon_addpoint(&ellipsoid(), &polygon, p.lat, p.lon);
    }
    double area = 0;
    geod_polygon_compute(&ellipsoid(), &polygon, 0, 1, &area, nullptr);
    return std::abs(area);
}

/// The ring's box is at most this wide and high, in degrees, for local_area_m2: some 100 m.
constexpr double local_extent = 0.001;
/// Towards the poles a degree of longitude is short and its walls bend.
constexpr double local_latitude = 60;

bool is_local(const Ring& ring) noexcept {
    const auto [west, east] = std::ranges::minmax(ring, {}, &LonLat::lon);
    const auto [south, north] = std::ranges::minmax(ring, {}, &LonLat::lat);
    return east.lon - west.lon <= local_extent && north.lat - south.lat <= local_extent &&
           std::abs(south.lat) <= local_latitude;
}

/// In the plane (λ, q) with dq = M N cos φ dφ areas are those of the ellipsoid. q is taken from the
/// first point by the mid-latitude rule; its error is of the order of the cube of the extent over
/// the earth's radius. A wall that is straight there is off the geodesic by L² tan φ / 8R, under
/// 0.5 mm for 140 m at 60°.
double local_area_m2(const Ring& ring) noexcept {
    const LonLat first = ring.front();
    const double sin = std::sin(first.lat * degree);
    const double cos = std::cos(first.lat * degree);
    const double w = 1 - eccentricity2 * sin * sin;
    const double at_first =
        semi_major_m * semi_major_m * (1 - eccentricity2) * cos / (w * w); // M N cos φ
    const double growth = 4 * eccentricity2 * sin * cos / w - sin / cos;   // of its logarithm
    const auto q = [&](LonLat p) {
        const double d = (p.lat - first.lat) * degree;
        return at_first * (1 + growth * d / 2 - d * d / 6) * d;
    };
    double twice = 0;
    double last_x = 0;
    double last_y = 0;
    for (const LonLat& p : ring) {
        const double x = (p.lon - first.lon) * degree;
        const double y = q(p);
        twice += last_x * y - x * last_y;
        last_x = x;
        last_y = y;
    }
    return std::abs(twice) / 2;
}

double ring_area_m2(const Ring& ring) noexcept {
    if (ring.empty()) {
        return 0;
    }
    return is_local(ring) ? local_area_m2(ring) : geodesic_area_m2(ring);
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
