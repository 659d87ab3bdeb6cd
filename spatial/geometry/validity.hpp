#pragma once

#include "base/report.hpp"
#include "base/result.hpp"
#include "spatial/geometry/grid.hpp"

#include <memory>

namespace tuban::geometry {

/// A shape that GEOS calls valid (OGC simple features), and whether it had to be changed for that.
struct ValidShape {
    MultiPolygon shape;
    bool was_repaired = false;
};

/// Makes shapes valid; for import only, never on the hot path. Belongs to one thread, as the GEOS
/// context in it does.
class ShapeRepairer {
  public:
    ShapeRepairer();
    ~ShapeRepairer();
    ShapeRepairer(ShapeRepairer&&) noexcept;
    ShapeRepairer& operator=(ShapeRepairer&&) noexcept;

    /// Closes open rings, drops rings of fewer than three points, resolves self-crossings and
    /// overlaps; a hole outside becomes a part of its own (GEOS MakeValid, structure method: what a
    /// ring encloses stays enclosed).
    /// Only polygons are kept. Refused with `geometry_collapsed` when nothing with an area is left,
    /// `geometry_unrepairable` when GEOS gives up (subject empty).
    Result<ValidShape, Issue> repair(MultiPolygon shape) const;

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace tuban::geometry
