#pragma once

#include "base/report.hpp"
#include "base/result.hpp"
#include "spatial/geometry/crs.hpp"
#include "spatial/geometry/grid.hpp"
#include "spatial/geometry/validity.hpp"
#include "spatial/io/detail/source_feature.hpp"

class OGRGeometry;

namespace tuban::io {

/// As SourceFeature::polygons promises; null is as if it were empty.
Result<geometry::MultiPolygon, Issue> polygons_of(const OGRGeometry* geometry);

/// Drops parts and holes that vanish on the grid of the segments (about 1 cm); true when something
/// went.
bool drop_vanishing(geometry::MultiPolygon& shape);

/// The shape of a feature in degrees, valid; refused where it has none, where its layer has no
/// usable CRS, or where nothing with an area is left.
Result<geometry::ValidShape, Issue>
read_shape(const SourceFeature& feature, const Result<geometry::CrsTransform, Issue>& transform,
           const geometry::ShapeRepairer& repairer);

} // namespace tuban::io
