#pragma once

#include "spatial/geometry/grid.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace tuban::segment::detail {

/// Distances from one point on the ellipsoid to things on the grid.
///
/// Between the grid's plane (rolled to a cylinder, in units) and the ellipsoid stands one
/// inequality. On Web Mercator ds² = cos²φ (N² dλ² + M² dψ²), with N ≥ M ≥ M₀ = a (1 − e²) and
/// dψ = dφ / cos φ. A path of length s never gets further from the equator than |φ₀| + s / M₀, so
/// in the plane it gets no further than ψ(|φ₀| + s / M₀) − ψ(|φ₀|): the distance in the plane of
/// all that lies within s metres is at most plane_reach(s).
class NearMetric {
  public:
    explicit NearMetric(geometry::LonLat from) noexcept;

    double plane_reach(double metres) const noexcept;
    /// Not less than plane_reach(), for near distances hardly more and at once.
    double plane_reach_at_most(double metres) const noexcept;
    /// No point of the box is nearer than this.
    double least_distance_m(const geometry::GridBox& box) const noexcept;

    /// Least distance to a closed ring, or `least_m` if that is less.
    double to_ring_m(std::span<const geometry::GridPoint> ring, double least_m) const noexcept;

  private:
    static constexpr double turn = 4294967296.0; ///< units

    struct PlanePoint {
        double x;
        double y;
    };
    /// From the point, in units; x the shorter way round, y to the south.
    PlanePoint offset(geometry::GridPoint point) const noexcept;
    /// Metres to the east and north, right to the third order of the offset.
    PlanePoint local_m(PlanePoint offset) const noexcept;
    /// Square of the distance from the origin to an edge, in whatever plane.
    static double squared_plane_distance(PlanePoint from, PlanePoint to) noexcept;
    /// Square of metres.
    double squared_near_edge(PlanePoint from, PlanePoint to) const noexcept;
    /// Over the edges whose squared distance in the plane is at most `plane2`.
    double near_ring_m(std::span<const geometry::GridPoint> ring, double plane2) const noexcept;
    double far_ring_m(std::span<const geometry::GridPoint> ring, std::size_t first_edge,
                      double least_m) const noexcept;
    double far_edge_m(PlanePoint from, PlanePoint to, double least_m) const noexcept;
    double geodesic_m(PlanePoint offset) const noexcept;

    geometry::LonLat m_from;
    double m_x; ///< in units, not rounded
    double m_y;
    double m_sin;
    double m_cos;
    double m_psi;         ///< ψ(|φ₀|)
    double m_meridian_m;  ///< M at φ₀
    double m_normal_m;    ///< N at φ₀
    double m_near_reach;  ///< units
    double m_near_growth; ///< units a metre
};

} // namespace tuban::segment::detail
