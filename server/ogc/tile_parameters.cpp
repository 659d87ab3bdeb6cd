#include "server/ogc/tile_parameters.hpp"

#include "server/http/api/refused.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <string_view>

namespace tuban::ogc {
namespace {

std::uint32_t number_of(std::string_view text, const char* name) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw http::api::Refused({400,
                                  "parameters_invalid",
                                  "瓦片编号不正确",
                                  "瓦片的级别、行、列应为非负整数。",
                                  {{name, "invalid", "应为非负整数"}}});
    }
    return value;
}

} // namespace

tiles::TileId tile_of(const http::Request& request) {
    const auto zoom = number_of(request.path_value("matrix"), "tileMatrix");
    const auto row = number_of(request.path_value("row"), "tileRow");
    const auto column = number_of(request.path_value("column"), "tileCol");
    if (zoom < tiles::min_patch_zoom || zoom > tiles::max_patch_zoom || row >> zoom != 0 ||
        column >> zoom != 0) {
        throw http::api::Refused(
            {404, "tile_not_found", "没有这张瓦片",
             fmt::format("图斑轮廓的瓦片从 {} 级到 {} 级，行列号小于 2 的级别次方。",
                         tiles::min_patch_zoom, tiles::max_patch_zoom)});
    }
    return {static_cast<std::uint8_t>(zoom), column, row};
}

} // namespace tuban::ogc
