#pragma once

#include "base/report.hpp"
#include "base/result.hpp"
#include "spatial/geometry/grid.hpp"

#include <cstdint>
#include <string>

namespace tuban::io {

/// A feature as its source has it, whoever read it. Fields are counted as GDAL counts them.
class SourceFeature {
  public:
    virtual ~SourceFeature() = default;

    /// The value as clean UTF-8, numbers without needless digits; empty where it is null and for a
    /// negative field.
    virtual std::string text(int field) const = 0;
    /// Whether the source holds it as a floating-point number, which keeps 15 digits.
    virtual bool is_real(int field) const = 0;
    /// GDAL's feature id.
    virtual std::int64_t id() const = 0;
    /// Its points still in the source's CRS (x in lon, y in lat): curves are linearised, Z and M
    /// dropped. Refused with `geometry_not_polygon`, `geometry_empty`, `geometry_unreadable`
    /// (subject empty).
    virtual Result<geometry::MultiPolygon, Issue> polygons() const = 0;
    virtual bool has_open_ring() const = 0;
};

} // namespace tuban::io
