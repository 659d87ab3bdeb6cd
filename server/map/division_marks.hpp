#pragma once

#include "data/model/division.hpp"
#include "data/store/division_facts.hpp"
#include "server/map/scopes.hpp"
#include "spatial/geometry/grid.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tuban::map {

/// What stands for a division on the map below the zoom of footprints.
struct DivisionMark {
    model::Division division;
    geometry::LonLat place; ///< the middle of its patches; of its largest part where it has several
    std::int64_t patches = 0;
    store::HouseholdCounts households;
};

/// So many marks are some 600 kB of an answer.
inline constexpr std::size_t most_marks = 3000;

/// One per village of the area that has patches, by label. Where these are more than `most`, one
/// per town; where those are, one per county.
std::vector<DivisionMark> division_marks(store::Reader& reader, Scopes& scopes,
                                         const model::Area& area, std::size_t most = most_marks);

} // namespace tuban::map
