#pragma once

#include "spatial/geometry/grid.hpp"

#include <span>
#include <vector>

namespace tuban::segment::detail {

/// A ring on the grid: at least three distinct points, an area above 0, the closing point not
/// repeated, beginning with its westernmost (of these northernmost) point.
struct GridRing {
    std::vector<geometry::GridPoint> points;
    bool is_outer = true;
};

/// All rings of a patch, each outer ring before its holes, directed as RingView promises.
using GridShape = std::vector<GridRing>;

/// An outer ring that the grid reduces to a point or a line is kept as a thin triangle over its
/// extent; such a hole is dropped. Precondition: at least one ring with at least one point.
GridShape to_grid_shape(const geometry::MultiPolygon& shape);

geometry::GridBox box_of(const GridShape& shape) noexcept;

/// A point strictly inside, far from the walls where that is cheap to find; on the outline where
/// the shape is too thin to have grid points inside. Deterministic.
geometry::GridPoint label_point_of(const GridShape& shape);

/// Is the point inside and not on the outline?
bool is_strictly_inside(const GridShape& shape, geometry::GridPoint point) noexcept;

} // namespace tuban::segment::detail
