#pragma once

#include "server/http/api/refused.hpp"
#include "server/http/message.hpp"
#include "tiles/tile.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tuban::http::api {

/// z, x and y of the path, where y ends in `suffix` (".mvt"). Throws Refused `tile_not_found` for
/// what is no tile of the grid.
tiles::TileId tile_of(const Request& request, std::string_view suffix);
/// For tiles that a layer does not have.
Refused no_such_tile();

/// Of the parameter `attributes`: slim without it. Throws Refused `parameters_invalid`.
tiles::AttributeSet attribute_set_of(const std::optional<std::string>& text);

} // namespace tuban::http::api
