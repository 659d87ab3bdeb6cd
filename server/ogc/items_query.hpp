#pragma once

#include "server/http/message.hpp"
#include "server/ogc/crs.hpp"
#include "spatial/geometry/grid.hpp"

#include <cstdint>
#include <optional>

namespace tuban::ogc {

/// Degrees; a west edge east of the east edge crosses the antimeridian.
struct Box {
    geometry::LonLat south_west;
    geometry::LonLat north_east;
};

/// The parameters of a page of features (OGC 17-069r4, 7.15; 18-058, 6.2).
struct ItemsQuery {
    static constexpr std::int64_t default_limit = 100;
    static constexpr std::int64_t max_limit = 1000;

    std::optional<Box> box;
    Crs crs = Crs::crs84;
    std::int64_t limit = default_limit;
    std::optional<std::int64_t> after; ///< id of the last feature of the page before
};

/// Throws Refused `parameters_invalid` (400) with every fault; a limit above the greatest is the
/// greatest, as 7.15.2 wants it.
ItemsQuery read_items_query(const http::Request& request);

/// `crs` and `f` of a single feature.
Crs read_feature_query(const http::Request& request);

/// Only `f`: json.
void read_no_query(const http::Request& request);

} // namespace tuban::ogc
