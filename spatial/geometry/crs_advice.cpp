#include "spatial/geometry/crs_advice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tuban::geometry {
namespace {

constexpr double zone_width_m = 1e6;
/// Northings of China's south and north ends, with some room.
constexpr double least_northing_m = 3e5;
constexpr double greatest_northing_m = 6.1e6;

bool is_northing(double y) {
    return y >= least_northing_m && y <= greatest_northing_m;
}

bool is_plain_easting(double x) {
    return x >= 1e5 && x <= 9e5;
}

/// The zone number in front of an easting such as 36512345; nothing when there is none.
std::optional<int> zone_prefix(double x) {
    const double zone = std::floor(x / zone_width_m);
    if (zone < 13 || zone > 45 || !is_plain_easting(x - zone * zone_width_m)) {
        return std::nullopt;
    }
    return static_cast<int>(zone);
}

/// 6° zones 13–23 are EPSG 4478 + zone, 3° zones 25–45 are 4488 + zone; no number is both.
std::optional<int> epsg_of_zone(int zone) {
    if (zone >= 13 && zone <= 23) {
        return 4478 + zone;
    }
    if (zone >= 25 && zone <= 45) {
        return 4488 + zone;
    }
    return std::nullopt;
}

std::string advise_zone(double x) {
    const auto zone = zone_prefix(x);
    const auto code = zone ? epsg_of_zone(*zone) : std::nullopt;
    if (!code) {
        return "请核对坐标系后用 --crs 指定";
    }
    return fmt::format("带号 {}（{} 度带），若为 CGCS2000 请用 --crs EPSG:{}", *zone,
                       *zone < 24 ? 6 : 3, *code);
}

/// The same zone without the number in front: by central meridian.
std::string advise_meridian(const GaussKruger& zone) {
    const int meridian = static_cast<int>(std::lround(zone.central_meridian_deg));
    const int prefix = static_cast<int>(std::floor(zone.false_easting_m / zone_width_m));
    const bool is_six_degrees = prefix < 24;
    const int code = is_six_degrees ? 4502 + (meridian - 75) / 6 : 4534 + (meridian - 75) / 3;
    return fmt::format("若为 CGCS2000 请用 --crs EPSG:{}（{} 度带，中央经线 {}°，不加带号）", code,
                       is_six_degrees ? 6 : 3, meridian);
}

bool is_degrees(LonLat p) {
    return std::abs(p.lon) <= 180 && std::abs(p.lat) <= 90;
}

Issue issue(const char* code, std::string detail) {
    return {code, "", "", std::move(detail)};
}

std::string found(const SourceCrs& source, LonLat p) {
    return fmt::format("坐标（{:.10g}，{:.10g}）与坐标系“{}”不符：", p.lon, p.lat, source.name);
}

Issue explain_degrees(const SourceCrs& source, LonLat p) {
    const LonLat swapped{p.lat, p.lon};
    if (china.contains(swapped)) {
        return issue("axes_swapped",
                     found(source, p) + "经度和纬度写反了（纬度在前）。请在导出时改为经度在前");
    }
    if (zone_prefix(p.lon) && is_northing(p.lat)) {
        return issue("crs_mismatch", found(source, p) +
                                         "这是带带号的高斯投影坐标（米），不是经纬度。" +
                                         advise_zone(p.lon));
    }
    if (zone_prefix(p.lat) && is_northing(p.lon)) {
        return issue("axes_swapped", found(source, p) +
                                         "这是投影坐标（米）而且东西与南北写反了。请把两列对调，" +
                                         advise_zone(p.lat));
    }
    if (!is_degrees(p)) {
        return issue("crs_mismatch", found(source, p) +
                                         "经纬度不会这么大，像是投影坐标（米）。请用 --crs "
                                         "指定真正的坐标系，例如 EPSG:4545（中央经线 108°）");
    }
    return issue("outside_area",
                 found(source, p) +
                     "不在这一坐标系的使用范围内。请核对坐标，或用 --crs 指定坐标系");
}

Issue explain_gauss_kruger(const SourceCrs& source, LonLat p) {
    const GaussKruger& zone = *source.gauss_kruger;
    if (is_degrees(p)) {
        return issue("crs_mismatch",
                     found(source, p) + "这像是经纬度，不是投影坐标（米）。请用 --crs EPSG:4490");
    }
    if (!zone.has_zone_prefix() && zone_prefix(p.lon) && is_northing(p.lat)) {
        return issue("zone_prefix_unexpected",
                     found(source, p) + "坐标前面带有带号，坐标系却不带。" + advise_zone(p.lon));
    }
    if (zone.has_zone_prefix() && is_plain_easting(p.lon) && is_northing(p.lat)) {
        return issue("zone_prefix_missing",
                     found(source, p) + "坐标前面缺少带号。" + advise_meridian(zone));
    }
    if (zone.has_zone_prefix() && zone_prefix(p.lon) && is_northing(p.lat)) {
        return issue("crs_mismatch",
                     found(source, p) + "坐标属于另一个投影带。" + advise_zone(p.lon));
    }
    const bool is_swapped =
        zone_prefix(p.lat) ? is_northing(p.lon) : is_plain_easting(p.lat) && is_northing(p.lon);
    if (is_swapped) {
        return issue("axes_swapped",
                     found(source, p) +
                         "东坐标和北坐标写反了（X 北 Y 东）。请在导出时把东坐标放在前面");
    }
    return issue("outside_area",
                 found(source, p) + "换算后不在中国范围内。请核对坐标，或用 --crs 指定坐标系");
}

} // namespace

bool are_swapped_degrees(const MultiPolygon& shape) noexcept {
    return !shape.empty() && std::ranges::all_of(shape, [](const Polygon& polygon) {
        return !polygon.empty() && std::ranges::all_of(polygon, [](const Ring& ring) {
            return !ring.empty() && std::ranges::all_of(ring, [](LonLat p) {
                return china.contains({p.lat, p.lon}) && !china.contains(p);
            });
        });
    });
}

bool is_in_range(const SourceCrs& source, LonLat coordinate) noexcept {
    if (source.is_geographic) {
        return is_degrees(coordinate);
    }
    if (source.gauss_kruger) {
        return std::abs(coordinate.lon - source.gauss_kruger->false_easting_m) <= zone_width_m / 2;
    }
    return true;
}

Issue explain_coordinate(const SourceCrs& source, LonLat coordinate) {
    if (source.is_geographic) {
        return explain_degrees(source, coordinate);
    }
    if (source.gauss_kruger) {
        return explain_gauss_kruger(source, coordinate);
    }
    if (is_degrees(coordinate) && !source.area.contains(coordinate)) {
        return issue("crs_mismatch",
                     found(source, coordinate) +
                         "这像是经纬度，不是投影坐标。请用 --crs EPSG:4490 或 EPSG:4326");
    }
    return issue("outside_area",
                 found(source, coordinate) +
                     "换算后不在这一坐标系的使用范围内。请核对坐标，或用 --crs 指定坐标系");
}

} // namespace tuban::geometry
