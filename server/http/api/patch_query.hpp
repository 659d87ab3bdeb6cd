#pragma once

#include "server/http/message.hpp"
#include "spatial/geometry/grid.hpp"
#include "spatial/segment/catalog.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tuban::http::api {

/// The query of one list of patches: by one of point, nearest and box, or all of the division.
struct PatchQuery {
    static constexpr std::int64_t default_limit = 100;
    static constexpr std::int64_t max_limit = 1000;

    struct Box {
        geometry::LonLat south_west;
        geometry::LonLat north_east;
    };

    std::optional<geometry::LonLat> point;
    std::optional<geometry::LonLat> nearest;
    std::optional<Box> box;
    std::optional<std::string> division; ///< as the client wrote it
    std::int64_t k = 0;
    std::int64_t limit = 0;
    std::optional<segment::FeatureId> after; ///< the last patch of the page before
};

/// Throws Refused `parameters_invalid` (400) for wrong and for unknown parameters, for places
/// outside the world, and for more or less than one way to find patches.
PatchQuery read_patch_query(const Request& request);

} // namespace tuban::http::api
