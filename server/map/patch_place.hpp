#pragma once

#include "data/model/division.hpp"
#include "data/store/store.hpp"
#include "server/map/scopes.hpp"
#include "spatial/geometry/grid.hpp"

#include <optional>
#include <string>

namespace tuban::map {

/// A point inside the patch of this number; nothing when the area has none.
std::optional<geometry::LonLat> find_patch_place(store::Reader& reader, Scopes& scopes,
                                                 const model::Area& area,
                                                 const std::string& number);

} // namespace tuban::map
