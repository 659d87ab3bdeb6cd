#pragma once

#include "data/model/division.hpp"
#include "data/store/division_facts.hpp"
#include "server/map/scopes.hpp"
#include "spatial/geometry/grid.hpp"

#include <cstdint>
#include <vector>

namespace tuban::map {

/// What stands for a village on the map below the zoom of footprints.
struct DivisionMark {
    model::Division division;
    geometry::LonLat place; ///< the middle of its patches; of its largest part where it has several
    std::int64_t patches = 0;
    store::HouseholdCounts households;
};

/// One per division of the area that has patches, by label.
std::vector<DivisionMark> division_marks(store::Reader& reader, Scopes& scopes,
                                         const model::Area& area);

} // namespace tuban::map
