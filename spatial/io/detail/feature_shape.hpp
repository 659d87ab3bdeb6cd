#pragma once

#include "base/report.hpp"
#include "base/result.hpp"
#include "spatial/geometry/crs.hpp"
#include "spatial/geometry/grid.hpp"
#include "spatial/geometry/validity.hpp"
#include "spatial/io/detail/feature_stream.hpp"

class OGRGeometry;

namespace tuban::io {

/// The polygons of a geometry, their points still in the source's CRS (x in lon, y in lat): curves
/// are linearised, Z and M dropped. Refused with `geometry_not_polygon`, `geometry_empty` (subject
/// empty).
Result<geometry::MultiPolygon, Issue> polygons_of(const OGRGeometry& geometry);

/// Drops parts and holes that vanish on the grid of the segments (about 1 cm); true when something
/// went.
bool drop_vanishing(geometry::MultiPolygon& shape);

/// The shape of a feature in degrees, valid; refused where it has none, where its layer has no
/// usable CRS, or where nothing with an area is left.
Result<geometry::ValidShape, Issue>
read_shape(const ReadFeature& read, const Result<geometry::CrsTransform, Issue>& transform,
           const geometry::ShapeRepairer& repairer);

} // namespace tuban::io
