#include "spatial/segment/shape_match.hpp"

#include "spatial/segment/detail/grid_shape.hpp"

#include <algorithm>
#include <cstddef>

namespace tuban::segment {

bool is_shape_of(const Segment& segment, Position position, const geometry::MultiPolygon& shape,
                 RingBuffer& buffer) {
    const auto wanted = detail::to_grid_shape(shape);
    std::size_t count = 0;
    bool is_equal = true;
    segment.visit_rings(position, buffer, [&](const RingView& ring) {
        is_equal = is_equal && count < wanted.size() && wanted[count].is_outer == ring.is_outer &&
                   std::ranges::equal(wanted[count].points, ring.points);
        ++count;
    });
    return is_equal && count == wanted.size();
}

} // namespace tuban::segment
