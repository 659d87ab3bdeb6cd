#pragma once

#include "server/http/api/services.hpp"
#include "server/ogc/links.hpp"

namespace tuban::ogc {

/// The tile matrix set (WebMercatorQuad alone), the tilesets of a collection (footprints of
/// `patches`, z13–z16), and a tile.
Response tile_matrix_sets(const Call& call);
Response tile_matrix_set(const Call& call);
Response tilesets(http::api::Services& services, const Call& call);
Response tileset(http::api::Services& services, const Call& call);
Response tile(http::api::Services& services, const Call& call);

} // namespace tuban::ogc
