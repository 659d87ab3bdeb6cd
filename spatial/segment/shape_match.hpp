#pragma once

#include "spatial/segment/segment.hpp"

namespace tuban::segment {

/// Is the patch in the segment this very shape, brought to the grid? `shape` is not empty, each
/// ring has a point.
bool is_shape_of(const Segment& segment, Position position, const geometry::MultiPolygon& shape,
                 RingBuffer& buffer);

} // namespace tuban::segment
