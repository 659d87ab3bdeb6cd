#include "spatial/segment/detail/near_metric.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace tuban::segment::detail {
namespace {

using geometry::GridPoint;
using geometry::LonLat;

constexpr double unit = 2 * std::numbers::pi / 4294967296.0; // radians
constexpr double degree = std::numbers::pi / 180;

// GRS 80
constexpr double semi_major_m = 6378137.0;
constexpr double flattening = 1 / 298.257222101;
constexpr double eccentricity2 = flattening * (2 - flattening);
constexpr double least_radius_m = semi_major_m * (1 - eccentricity2); // M at the equator
constexpr double greatest_radius_m = semi_major_m / (1 - flattening); // M and N at the poles

/// Up to here the local metric is used, which is then right to less than a millimetre.
constexpr double near_limit_m = 1000;
/// Within near_limit_m, what is further in the plane by more than this factor is further on the
/// ellipsoid: N / M and the change of cos φ together stay below 2 %.
constexpr double plane_distortion = 1.02;
/// Longer edges are cut into such pieces: on one, the grid's straight line and that of the local
/// metric differ by less than half a millimetre below 60° of latitude.
constexpr double piece_units = 20000;
/// How finely the nearest point of an edge is sought where it is far. The error of the distance is
/// the square of this over twice the distance.
constexpr double far_step_m = 0.1;

double mercator(double latitude) noexcept {
    return std::asinh(std::tan(latitude));
}

} // namespace

NearMetric::NearMetric(LonLat from) noexcept : m_from(from) {
    const double latitude = from.lat * degree;
    m_sin = std::sin(latitude);
    m_cos = std::cos(latitude);
    m_psi = mercator(std::abs(latitude));
    m_x = (from.lon / 360 + 0.5) * turn;
    m_y = (0.5 - mercator(latitude) / (2 * std::numbers::pi)) * turn;
    const double w = 1 - eccentricity2 * m_sin * m_sin;
    m_normal_m = semi_major_m / std::sqrt(w);
    m_meridian_m = m_normal_m * (1 - eccentricity2) / w;
    m_near_reach = plane_reach(near_limit_m);
    // ψ grows the faster the further from the equator, so the mean growth is at most that at the
    // end; near a pole there is no bound.
    const double end = std::abs(latitude) + near_limit_m / least_radius_m;
    m_near_growth = end < std::numbers::pi / 2 ? 1 / (least_radius_m * std::cos(end) * unit)
                                               : std::numeric_limits<double>::max();
}

double NearMetric::plane_reach(double metres) const noexcept {
    const double latitude = std::abs(m_from.lat) * degree + metres / least_radius_m;
    if (latitude >= std::numbers::pi / 2) {
        return std::numeric_limits<double>::infinity();
    }
    return (mercator(latitude) - m_psi) / unit;
}

double NearMetric::plane_reach_at_most(double metres) const noexcept {
    return metres <= near_limit_m ? metres * m_near_growth : plane_reach(metres);
}

double NearMetric::least_distance_m(const geometry::GridBox& box) const noexcept {
    const double half_x = (static_cast<double>(box.max.x) - box.min.x) / 2;
    const double half_y = (static_cast<double>(box.max.y) - box.min.y) / 2;
    const double middle_y = box.min.y + half_y;
    const double to_equator = std::max(std::abs(middle_y - turn / 2) - half_y, 0.0);
    const double widest_cos = 1 / std::cosh(to_equator * unit);
    const double radius_m =
        greatest_radius_m * widest_cos * unit * std::sqrt(half_x * half_x + half_y * half_y);
    return std::max(geodesic_m({box.min.x + half_x - m_x, middle_y - m_y}) - radius_m, 0.0);
}

NearMetric::PlanePoint NearMetric::offset(GridPoint point) const noexcept {
    double x = point.x - m_x;
    if (x > turn / 2) {
        x -= turn;
    } else if (x < -turn / 2) {
        x += turn;
    }
    return {x, point.y - m_y};
}

NearMetric::PlanePoint NearMetric::local_m(PlanePoint offset) const noexcept {
    // Mid-latitude formula: N cos φ Δλ and M Δφ at the middle, all as series around φ₀.
    const double half = -offset.y * unit / 2; // of Δψ, to the north
    const double cos_middle =
        m_cos * (1 - m_sin * half + (m_sin * m_sin - m_cos * m_cos) * half * half / 2);
    const double growth =
        eccentricity2 * m_sin * m_cos * m_cos * half / (1 - eccentricity2 * m_sin * m_sin);
    return {m_normal_m * (1 + growth) * cos_middle * offset.x * unit,
            m_meridian_m * (1 + 3 * growth) * cos_middle * 2 * half};
}

double NearMetric::squared_near_edge(PlanePoint from, PlanePoint to) const noexcept {
    const double longest = std::max(std::abs(to.x - from.x), std::abs(to.y - from.y));
    const auto pieces = static_cast<int>(std::ceil(std::max(longest / piece_units, 1.0)));
    double least2 = std::numeric_limits<double>::infinity();
    PlanePoint begin = local_m(from);
    for (int i = 1; i <= pieces; ++i) {
        const double part = static_cast<double>(i) / pieces;
        const PlanePoint end =
            local_m({from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part});
        least2 = std::min(least2, squared_plane_distance(begin, end));
        begin = end;
    }
    return least2;
}

double NearMetric::squared_plane_distance(PlanePoint from, PlanePoint to) noexcept {
    const double x = to.x - from.x;
    const double y = to.y - from.y;
    const double length2 = x * x + y * y;
    const double along =
        length2 > 0 ? std::clamp(-(from.x * x + from.y * y) / length2, 0.0, 1.0) : 0.0;
    const double off_x = from.x + along * x;
    const double off_y = from.y + along * y;
    return off_x * off_x + off_y * off_y;
}

double NearMetric::geodesic_m(PlanePoint offset) const noexcept {
    const double psi = std::numbers::pi - (m_y + offset.y) * unit;
    return geometry::distance_m(
        m_from, {m_from.lon + offset.x * unit / degree, std::atan(std::sinh(psi)) / degree});
}

double NearMetric::far_edge_m(PlanePoint from, PlanePoint to, double least_m) const noexcept {
    const auto at = [&](double part) {
        return geodesic_m({from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part});
    };
    const double length_m = greatest_radius_m * unit * std::hypot(to.x - from.x, to.y - from.y);
    const double end_m = at(1);
    double best_m = std::min(least_m, end_m);
    if (end_m - length_m >= least_m) {
        return least_m;
    }
    constexpr double golden = 0.6180339887498949;
    double low = 0;
    double high = 1;
    double left = 1 - golden;
    double right = golden;
    double left_m = at(left);
    double right_m = at(right);
    while ((high - low) * length_m > far_step_m) {
        if (left_m < right_m) {
            high = right;
            right = left;
            right_m = left_m;
            left = high - golden * (high - low);
            left_m = at(left);
        } else {
            low = left;
            left = right;
            left_m = right_m;
            right = low + golden * (high - low);
            right_m = at(right);
        }
    }
    return std::min({best_m, left_m, right_m});
}

double NearMetric::to_ring_m(std::span<const GridPoint> ring, double least_m) const noexcept {
    double plane2 = std::numeric_limits<double>::infinity();
    std::size_t nearest_edge = 0;
    PlanePoint from = offset(ring.back());
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const PlanePoint to = offset(ring[i]);
        if (const double edge2 = squared_plane_distance(from, to); edge2 < plane2) {
            plane2 = edge2;
            nearest_edge = i;
        }
        from = to;
    }
    if (plane2 <= m_near_reach * m_near_reach) {
        const double near_m = near_ring_m(ring, plane2 * plane_distortion * plane_distortion + 1);
        if (near_m <= near_limit_m) {
            return std::min(near_m, least_m);
        }
    }
    return far_ring_m(ring, nearest_edge, least_m);
}

double NearMetric::near_ring_m(std::span<const GridPoint> ring, double plane2) const noexcept {
    double least2 = std::numeric_limits<double>::infinity();
    PlanePoint from = offset(ring.back());
    for (const GridPoint point : ring) {
        const PlanePoint to = offset(point);
        if (squared_plane_distance(from, to) <= plane2) {
            least2 = std::min(least2, squared_near_edge(from, to));
        }
        from = to;
    }
    return std::sqrt(least2);
}

double NearMetric::far_ring_m(std::span<const GridPoint> ring, std::size_t first_edge,
                              double least_m) const noexcept {
    const auto start_of = [&](std::size_t edge) {
        return offset(ring[edge == 0 ? ring.size() - 1 : edge - 1]);
    };
    least_m = far_edge_m(start_of(first_edge), offset(ring[first_edge]), least_m);
    for (std::size_t i = 0; i < ring.size(); ++i) {
        if (i != first_edge) {
            least_m = far_edge_m(start_of(i), offset(ring[i]), least_m);
        }
    }
    return least_m;
}

} // namespace tuban::segment::detail
