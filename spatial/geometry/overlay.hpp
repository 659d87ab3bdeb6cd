#pragma once

#include "spatial/geometry/grid.hpp"

#include <memory>
#include <optional>
#include <span>

namespace tuban::geometry {

/// Set operations on valid shapes, through GEOS, in the plane of degrees. Belongs to one thread, as
/// the GEOS context in it does. Only polygons with an area are kept; nothing where GEOS gives up.
class ShapeOverlay {
  public:
    ShapeOverlay();
    ~ShapeOverlay();
    ShapeOverlay(const ShapeOverlay&) = delete;
    ShapeOverlay& operator=(const ShapeOverlay&) = delete;

    std::optional<MultiPolygon> unite(std::span<const MultiPolygon> shapes) const;
    std::optional<MultiPolygon> intersect(const MultiPolygon& a, const MultiPolygon& b) const;
    std::optional<MultiPolygon> subtract(const MultiPolygon& from, const MultiPolygon& what) const;

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace tuban::geometry
