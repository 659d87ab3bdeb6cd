#pragma once

#include "base/report.hpp"
#include "spatial/geometry/crs.hpp"

#include <optional>
#include <string>

namespace tuban::geometry {

/// A zone of the 3° or 6° Gauss–Krüger system; a false easting above 10^6 m carries the zone's
/// number in front (zone · 10^6 + 500000).
struct GaussKruger {
    double false_easting_m = 500000;
    double central_meridian_deg = 0;

    bool has_zone_prefix() const noexcept { return false_easting_m > 1e6; }
};

/// What is known of a source's CRS when one of its coordinates looks wrong.
struct SourceCrs {
    std::string name;
    bool is_geographic = false;
    std::optional<GaussKruger> gauss_kruger;
    DegreeBox area; ///< where its coordinates may lie, in degrees
};

/// Whether x (in lon) and y (in lat) can be coordinates of this CRS, judged before transforming:
/// degrees within the globe, a Gauss–Krüger easting within 500 km of its meridian.
bool is_in_range(const SourceCrs& source, LonLat coordinate) noexcept;

/// Whether all points lie in China once latitude and longitude change places, and none does now.
/// False for a shape without points; each ring has some.
bool are_swapped_degrees(const MultiPolygon& shape) noexcept;

/// Why a coordinate that is not in range, or lands outside the area, is wrong, with the CRS that
/// is probably meant (codelists 8: which EPSG code belongs to which zone).
Issue explain_coordinate(const SourceCrs& source, LonLat coordinate);

} // namespace tuban::geometry
