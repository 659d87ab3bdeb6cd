#pragma once

#include "spatial/geometry/grid.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tuban::matching {

/// One row of the gazetteer, as far as matching needs it.
struct DivisionInput {
    std::string code; ///< 12 digits
    std::string name;
    std::string parent;               ///< code of the town, for a village
    std::vector<std::string> aliases; ///< short and former names
    std::string merged_into;          ///< code of what took it in; empty while it stands
    std::optional<geometry::LonLat> office;
    bool is_village = true; ///< else a town or above
};

} // namespace tuban::matching
