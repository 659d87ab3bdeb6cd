#pragma once

#include "server/http/message.hpp"
#include "tiles/tile.hpp"

namespace tuban::ogc {

/// matrix, row and column of the path. Throws Refused `parameters_invalid` (400) for what is no
/// number, `tile_not_found` (404) where the tileset has no such tile (OGC 20-057, 8.2.3).
tiles::TileId tile_of(const http::Request& request);

} // namespace tuban::ogc
