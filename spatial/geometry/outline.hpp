#pragma once

#include "spatial/geometry/grid.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace tuban::geometry {

/// Derives outlines of places from what stands in them, through GEOS. Degrees in and out. Belongs
/// to one thread, as the GEOS context in it does. What GEOS can't do gives an empty shape.
class OutlineMaker {
  public:
    OutlineMaker();
    ~OutlineMaker();
    OutlineMaker(const OutlineMaker&) = delete;
    OutlineMaker& operator=(const OutlineMaker&) = delete;

    /// The concave hulls of the hamlets that points of the grid (houses) make, those at most some
    /// 300 m apart, with a margin of some 30 m (both less towards the poles), corners within 5 m.
    /// The same points in any order give the same shape.
    MultiPolygon around(std::vector<GridPoint> points) const;

    /// One outline around several places: their union, the gaps between them filled
    /// concavely, its corners within `tolerance_m` or so.
    MultiPolygon around(std::span<const MultiPolygon> places, double tolerance_m) const;

    /// A point inside. Precondition: not empty.
    LonLat point_inside(const MultiPolygon& shape) const;

    /// Well-known binary, and back; empty where the bytes are none.
    std::vector<std::uint8_t> to_wkb(const MultiPolygon& shape) const;
    MultiPolygon from_wkb(std::span<const std::uint8_t> bytes) const;

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace tuban::geometry
