#pragma once

#include "data/model/division.hpp"
#include "data/store/photos.hpp"
#include "data/store/store.hpp"
#include "server/workflow/record_state.hpp"
#include "spatial/geometry/grid.hpp"

#include <functional>
#include <optional>
#include <string>

namespace tuban::workflow {

/// A point inside a patch of the area; nothing when the area has no such patch. Workflow knows no
/// footprints, so whoever starts it lends this.
using PatchPlace = std::function<std::optional<geometry::LonLat>(store::Reader&, const model::Area&,
                                                                 const std::string& number)>;

/// That of the household's linked patch.
std::optional<geometry::LonLat> place_of_patch(const PatchPlace& patch_place, store::Reader& reader,
                                               const model::Area& area, const RecordState& state);

/// From where a photo was taken to the patch; nothing when either is unknown.
std::optional<double> distance_to_patch_m(const store::Photo& photo,
                                          const std::optional<geometry::LonLat>& patch);

/// Farther than a house can be seen from, the photo's own accuracy allowed for.
bool is_far(const store::Photo& photo, double distance_m);

} // namespace tuban::workflow
