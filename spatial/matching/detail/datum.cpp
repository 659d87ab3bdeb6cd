#include "spatial/matching/detail/datum.hpp"

#include <cmath>
#include <numbers>

namespace tuban::matching::detail {

namespace {

using geometry::LonLat;
using std::numbers::pi;

LonLat wgs84_to_gcj02(LonLat p) noexcept {
    if (p.lon < 72.004 || p.lon > 137.8347 || p.lat < 0.8293 || p.lat > 55.8271) {
        return p;
    }
    const double x = p.lon - 105;
    const double y = p.lat - 35;
    const double common = (20 * std::sin(6 * x * pi) + 20 * std::sin(2 * x * pi)) * 2 / 3;
    const double root = std::sqrt(std::abs(x));
    const double north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common +
                         (20 * std::sin(y * pi) + 40 * std::sin(y / 3 * pi)) * 2 / 3 +
                         (160 * std::sin(y / 12 * pi) + 320 * std::sin(y * pi / 30)) * 2 / 3;
    const double east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common +
                        (20 * std::sin(x * pi) + 40 * std::sin(x / 3 * pi)) * 2 / 3 +
                        (150 * std::sin(x / 12 * pi) + 300 * std::sin(x / 30 * pi)) * 2 / 3;
    // Krassovsky 1940
    constexpr double half_axis_m = 6378245.0;
    constexpr double eccentricity = 0.00669342162296594323;
    const double latitude = p.lat * pi / 180;
    const double sine = std::sin(latitude);
    const double magic = 1 - eccentricity * sine * sine;
    const double root_of_magic = std::sqrt(magic);
    return {p.lon + east * 180 / (half_axis_m / root_of_magic * std::cos(latitude) * pi),
            p.lat +
                north * 180 / (half_axis_m * (1 - eccentricity) / (magic * root_of_magic) * pi)};
}

LonLat bd09_to_gcj02(LonLat p) noexcept {
    constexpr double factor = pi * 3000 / 180;
    const double x = p.lon - 0.0065;
    const double y = p.lat - 0.006;
    const double radius = std::hypot(x, y) - 0.00002 * std::sin(y * factor);
    const double angle = std::atan2(y, x) - 0.000003 * std::cos(x * factor);
    return {radius * std::cos(angle), radius * std::sin(angle)};
}

LonLat gcj02_to_wgs84(LonLat shifted) noexcept {
    LonLat place = shifted;
    for (int i = 0; i < 3; ++i) {
        const LonLat again = wgs84_to_gcj02(place);
        place = {place.lon + shifted.lon - again.lon, place.lat + shifted.lat - again.lat};
    }
    return place;
}

} // namespace

LonLat to_wgs84(LonLat position, Datum datum) noexcept {
    switch (datum) {
    case Datum::gcj02:
        return gcj02_to_wgs84(position);
    case Datum::bd09:
        return gcj02_to_wgs84(bd09_to_gcj02(position));
    case Datum::wgs84:
        break;
    }
    return position;
}

} // namespace tuban::matching::detail
