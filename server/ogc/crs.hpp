#pragma once

#include "spatial/geometry/grid.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace tuban::ogc {

/// The coordinate systems that answers can have. What is stored is CGCS2000; WGS 84 is taken as
/// equal (geometry::LonLat).
enum class Crs { crs84, cgcs2000, wgs84, web_mercator };
inline constexpr std::array all_crs{Crs::crs84, Crs::cgcs2000, Crs::wgs84, Crs::web_mercator};

/// "http://www.opengis.net/def/crs/EPSG/0/4490"
std::string_view uri_of(Crs crs) noexcept;
/// By its URI, or "EPSG:4490" for short.
std::optional<Crs> find_crs(std::string_view text) noexcept;

/// A position as the CRS writes it, in the axis order of its authority: latitude first for
/// EPSG:4490 and EPSG:4326. Web Mercator by EPSG method 1024 (Guidance Note 7-2, 1.3.3.2).
std::array<double, 2> to_crs(geometry::LonLat position, Crs crs) noexcept;
geometry::LonLat from_crs(std::array<double, 2> coordinates, Crs crs) noexcept;

} // namespace tuban::ogc
