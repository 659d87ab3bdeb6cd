#include "server/http/api/tile_parameters.hpp"

#include <charconv>
#include <cstdint>

namespace tuban::http::api {
namespace {

std::optional<std::uint32_t> parse_number(std::string_view text) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
        return {};
    }
    return value;
}

} // namespace

Refused no_such_tile() {
    return Refused({404, "tile_not_found", "没有这张瓦片", "瓦片编号 z/x/y 不存在。"});
}

tiles::TileId tile_of(const Request& request, std::string_view suffix) {
    auto last = request.path_value("y");
    if (last.size() <= suffix.size() || last.substr(last.size() - suffix.size()) != suffix) {
        throw no_such_tile();
    }
    last.remove_suffix(suffix.size());
    const auto z = parse_number(request.path_value("z"));
    const auto x = parse_number(request.path_value("x"));
    const auto y = parse_number(last);
    if (!z || *z > 24 || !x || !y) {
        throw no_such_tile();
    }
    const tiles::TileId tile{static_cast<std::uint8_t>(*z), *x, *y};
    if (!tile.is_valid()) {
        throw no_such_tile();
    }
    return tile;
}

tiles::AttributeSet attribute_set_of(const std::optional<std::string>& text) {
    if (!text || *text == "slim") {
        return tiles::AttributeSet::slim;
    }
    if (*text == "full") {
        return tiles::AttributeSet::full;
    }
    throw Refused({400, "parameters_invalid", "请求参数不正确", "attributes 应为 slim 或 full。"});
}

} // namespace tuban::http::api
