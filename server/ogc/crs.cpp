#include "server/ogc/crs.hpp"

#include <cmath>
#include <numbers>

namespace tuban::ogc {
namespace {

struct Name {
    Crs crs;
    std::string_view uri;
    std::string_view short_form;
};
constexpr std::array<Name, all_crs.size()> names{{
    {Crs::crs84, "http://www.opengis.net/def/crs/OGC/1.3/CRS84", "CRS84"},
    {Crs::cgcs2000, "http://www.opengis.net/def/crs/EPSG/0/4490", "EPSG:4490"},
    {Crs::wgs84, "http://www.opengis.net/def/crs/EPSG/0/4326", "EPSG:4326"},
    {Crs::web_mercator, "http://www.opengis.net/def/crs/EPSG/0/3857", "EPSG:3857"},
}};

constexpr double sphere_radius_m = 6378137;
constexpr double radian = std::numbers::pi / 180;

bool is_latitude_first(Crs crs) noexcept {
    return crs == Crs::cgcs2000 || crs == Crs::wgs84;
}

} // namespace

std::string_view uri_of(Crs crs) noexcept {
    return names.at(static_cast<std::size_t>(crs)).uri;
}

std::optional<Crs> find_crs(std::string_view text) noexcept {
    for (const auto& name : names) {
        if (text == name.uri || text == name.short_form) {
            return name.crs;
        }
    }
    return {};
}

std::array<double, 2> to_crs(geometry::LonLat position, Crs crs) noexcept {
    if (crs == Crs::web_mercator) {
        return {sphere_radius_m * position.lon * radian,
                sphere_radius_m * std::asinh(std::tan(position.lat * radian))};
    }
    return is_latitude_first(crs) ? std::array{position.lat, position.lon}
                                  : std::array{position.lon, position.lat};
}

geometry::LonLat from_crs(std::array<double, 2> coordinates, Crs crs) noexcept {
    const auto [a, b] = coordinates;
    if (crs == Crs::web_mercator) {
        return {a / sphere_radius_m / radian, std::atan(std::sinh(b / sphere_radius_m)) / radian};
    }
    return is_latitude_first(crs) ? geometry::LonLat{b, a} : geometry::LonLat{a, b};
}

} // namespace tuban::ogc
