#pragma once

#include "base/report.hpp"
#include "base/result.hpp"
#include "spatial/geometry/grid.hpp"

#include <memory>
#include <optional>
#include <string>

namespace tuban::geometry {

/// Degrees; both edges belong to it.
struct DegreeBox {
    double west = -180;
    double south = -90;
    double east = 180;
    double north = 90;

    bool contains(LonLat p) const noexcept {
        return west <= p.lon && p.lon <= east && south <= p.lat && p.lat <= north;
    }
};

/// Where official Chinese data lies; coordinates of a Chinese CRS outside are refused.
inline constexpr DegreeBox china{73, 3, 136, 54};

/// Brings coordinates of one CRS to longitude and latitude of EPSG:4490. Takes x to the east (or
/// longitude) and y to the north whatever the authority's axis order. Belongs to one thread, as
/// the PROJ context in it does.
class CrsTransform {
  public:
    /// `definition`: "EPSG:4545", WKT, or what else PROJ reads. Refused with `crs_unknown`.
    static Result<CrsTransform, Issue> open(const std::string& definition);
    ~CrsTransform();
    CrsTransform(CrsTransform&&) noexcept;
    CrsTransform& operator=(CrsTransform&&) noexcept;

    /// Transforms in place: on entry lon holds x and lat holds y of the source. The refusal
    /// (subject empty) says why the first bad coordinate cannot be one of this CRS and which CRS is
    /// probably meant: `coordinate_not_finite`, `axes_swapped`, `zone_prefix_missing`,
    /// `zone_prefix_unexpected`, `crs_mismatch`, `outside_area`. The shape is unspecified then.
    std::optional<Issue> to_degrees(MultiPolygon& shape) const;

    /// "CGCS2000 / 3-degree Gauss-Kruger CM 108E"
    const std::string& name() const noexcept;

  private:
    std::optional<Issue> to_degrees(Ring& ring) const;

    struct State;
    explicit CrsTransform(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace tuban::geometry
