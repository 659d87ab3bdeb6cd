#include "spatial/segment/detail/grid_shape.hpp"

#include "spatial/segment/detail/ring_predicates.hpp"
#include "spatial/segment/detail/wide_math.hpp"

#include <algorithm>
#include <optional>

namespace tuban::segment::detail {
namespace {

using geometry::GridPoint;
using Points = std::vector<GridPoint>;

/// On the screen: above 0 for a clockwise ring.
Int128 twice_signed_area(std::span<const GridPoint> ring) noexcept {
    Int128 total = 0;
    for (std::size_t i = 2; i < ring.size(); ++i) {
        total += cross(ring[0], ring[i - 1], ring[i]);
    }
    return total;
}

Points quantised(const geometry::Ring& ring) {
    Points points;
    points.reserve(ring.size());
    for (const geometry::LonLat& position : ring) {
        const GridPoint point = geometry::to_grid(position);
        if (points.empty() || points.back() != point) {
            points.push_back(point);
        }
    }
    while (points.size() > 1 && points.back() == points.front()) {
        points.pop_back();
    }
    return points;
}

Points thin_triangle(const Points& points) {
    const auto [low, high] = std::ranges::minmax(points);
    const auto next = [](std::uint32_t value) { return value == 0 ? 1U : value - 1U; };
    if (low == high) {
        return {low, {next(low.x), low.y}, {low.x, next(low.y)}};
    }
    const bool is_wide = high.x != low.x;
    return {low, high, is_wide ? GridPoint{low.x, next(low.y)} : GridPoint{next(low.x), low.y}};
}

GridRing normalised(Points points, bool is_outer) {
    if ((twice_signed_area(points) > 0) != is_outer) {
        std::ranges::reverse(points);
    }
    std::rotate(points.begin(), std::ranges::min_element(points), points.end());
    return {std::move(points), is_outer};
}

/// Middle of the widest stretch inside the shape along the grid line `y`; nothing where the line
/// meets none.
struct Span {
    double middle;
    double width;
};
std::optional<Span> widest_span(const GridShape& shape, std::uint32_t y,
                                std::vector<double>& crossings) {
    crossings.clear();
    for (const GridRing& ring : shape) {
        GridPoint from = ring.points.back();
        for (const GridPoint to : ring.points) {
            if ((from.y <= y) != (to.y <= y)) {
                const double part =
                    (static_cast<double>(y) - from.y) / (static_cast<double>(to.y) - from.y);
                crossings.push_back(from.x + part * (static_cast<double>(to.x) - from.x));
            }
            from = to;
        }
    }
    std::ranges::sort(crossings);
    std::optional<Span> best;
    for (std::size_t i = 1; i < crossings.size(); i += 2) {
        const double width = crossings[i] - crossings[i - 1];
        if (!best || width > best->width) {
            best = Span{crossings[i - 1] + width / 2, width};
        }
    }
    return best;
}

double squared_clearance(const GridShape& shape, GridPoint point) noexcept {
    double least = 1e300;
    for (const GridRing& ring : shape) {
        GridPoint from = ring.points.back();
        for (const GridPoint to : ring.points) {
            least = std::min(least, squared_distance(point, from, to));
            from = to;
        }
    }
    return least;
}

/// Box of the outer ring with the largest area; the shape has one.
geometry::GridBox box_of_main_part(const GridShape& shape) {
    const GridRing* main_part = &shape.front();
    Int128 largest = -1;
    for (const GridRing& ring : shape) {
        const Int128 area = ring.is_outer ? twice_signed_area(ring.points) : -1;
        if (area > largest) {
            largest = area;
            main_part = &ring;
        }
    }
    return box_of({*main_part});
}

} // namespace

GridShape to_grid_shape(const geometry::MultiPolygon& shape) {
    GridShape rings;
    for (const geometry::Polygon& polygon : shape) {
        for (std::size_t i = 0; i < polygon.size(); ++i) {
            const bool is_outer = i == 0;
            Points points = quantised(polygon[i]);
            if (points.empty()) {
                continue;
            }
            if (twice_signed_area(points) == 0) {
                if (!is_outer) {
                    continue;
                }
                points = thin_triangle(points);
            }
            rings.push_back(normalised(std::move(points), is_outer));
        }
    }
    return rings;
}

geometry::GridBox box_of(const GridShape& shape) noexcept {
    geometry::GridBox box{shape.front().points.front(), shape.front().points.front()};
    for (const GridRing& ring : shape) {
        for (const GridPoint point : ring.points) {
            box.extend(point);
        }
    }
    return box;
}

GridPoint label_point_of(const GridShape& shape) {
    constexpr std::uint64_t rows = 15; // odd, so that the middle of the box is among them
    const geometry::GridBox box = box_of_main_part(shape);
    const geometry::GridBox whole = box_of(shape);
    std::vector<double> crossings;
    struct Place {
        GridPoint point;
        double clearance = 0; ///< squared
    };
    /// The best place of a row; a row that can't have `wanted` may be left without one.
    const auto place_in = [&](std::uint64_t row, double wanted) -> Place {
        const std::uint64_t height = std::uint64_t{box.max.y} - box.min.y;
        const auto y = box.min.y + static_cast<std::uint32_t>(height * row / (rows + 1));
        const double to_edge = std::min(y - whole.min.y, whole.max.y - y);
        if (to_edge * to_edge < wanted) {
            return {};
        }
        const auto span = widest_span(shape, y, crossings);
        const double to_side = span ? span->width / 2 + 1 : 0; // a unit of rounding
        if (!span || to_side * to_side < wanted) {
            return {};
        }
        const GridPoint point{static_cast<std::uint32_t>(span->middle), y};
        const double clearance = squared_clearance(shape, point);
        return clearance > 0 && is_strictly_inside(shape, point) ? Place{point, clearance}
                                                                 : Place{};
    };
    const Place middle = place_in((rows + 1) / 2, 0);
    Place best{shape.front().points.front()};
    for (std::uint64_t row = 1; row <= rows; ++row) {
        const Place place = row == (rows + 1) / 2
                                ? middle
                                : place_in(row, std::max(best.clearance, middle.clearance));
        if (place.clearance > best.clearance) {
            best = place;
        }
    }
    return best.point;
}

bool is_strictly_inside(const GridShape& shape, GridPoint point) noexcept {
    PointInRings test(point);
    for (const GridRing& ring : shape) {
        test.add(ring.points);
    }
    return test.side() == Side::inside;
}

} // namespace tuban::segment::detail
