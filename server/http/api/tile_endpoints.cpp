#include "data/store/store.hpp"
#include "server/http/api/area_parameter.hpp"
#include "server/http/api/body_reader.hpp"
#include "server/http/api/services.hpp"
#include "server/http/api/shapes.hpp"
#include "server/map/patch_states.hpp"
#include "server/map/scopes.hpp"
#include "tiles/tile.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

namespace tuban::http::api {
namespace {

constexpr const char* tile_type = "application/vnd.mapbox-vector-tile";
/// A version names content that never changes; only this account's browser may keep it.
constexpr const char* immutable = "private, max-age=31536000, immutable";
constexpr const char* revalidated = "private, no-cache";

Refused no_such_tile() {
    return Refused({404, "tile_not_found", "没有这张瓦片", "瓦片编号 z/x/y 不存在。"});
}

std::optional<std::uint32_t> parse_number(std::string_view text) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
        return {};
    }
    return value;
}

/// z, x and "y.mvt" of the path.
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

std::shared_ptr<const map::AreaView> served_view(Services& services, store::Reader& reader,
                                                 const Call& call) {
    const std::string area{call.request.path_value("area")};
    auto view = services.scopes.view(reader, readable_division(reader, call.who(), area).area);
    if (view->version != call.request.path_value("version")) {
        throw Refused({410, "version_gone", "地图数据已更新", "请重新读取 TileJSON 后再取瓦片。"});
    }
    return view;
}

Response patch_tile(Services& services, const Call& call) {
    QueryReader query(call.request);
    const auto attributes = query.text("attributes", 8).value_or("slim");
    query.finish();
    if (attributes != "slim" && attributes != "full") {
        throw Refused(
            {400, "parameters_invalid", "请求参数不正确", "attributes 应为 slim 或 full。"});
    }
    const auto tile = tile_of(call.request, ".mvt");
    const auto view = services.store.read_value(
        [&](store::Reader& reader) { return served_view(services, reader, call); });
    auto bytes = tiles::encode_patch_tile(view->scope, tile,
                                          attributes == "full" ? tiles::AttributeSet::full
                                                               : tiles::AttributeSet::slim);
    Response response = empty_response(204);
    if (!bytes.empty()) {
        response.status = 200;
        response.set_header("Content-Type", tile_type);
        response.set_header("ETag", etag_of(bytes));
        response.body = std::make_shared<const std::string>(std::move(bytes));
    }
    response.set_header("Cache-Control", immutable);
    return response;
}

Response state_tile(Services& services, const Call& call) {
    const auto tile = tile_of(call.request, ".json");
    if (tile.zoom < tiles::min_patch_zoom || tile.zoom > tiles::max_patch_zoom) {
        throw no_such_tile();
    }
    const auto states = services.store.read_value([&](store::Reader& reader) {
        return services.states.in_tile(reader, *served_view(services, reader, call), tile);
    });
    auto list = json::array();
    for (const auto& [feature, state] : states.states) {
        list.push_back({feature, state.link, state.grade, state.status});
    }
    const auto text = list.dump();
    auto response =
        json_response(200, fmt::format(R"({{"epoch":{},"states":{}}})", states.epoch, text));
    response.set_header("ETag", etag_of(text));
    response.set_header("Cache-Control", revalidated);
    return response;
}

json patch_fields() {
    auto fields = json::object();
    for (const auto* name : {"patch_no", "grade", "structure", "built_period", "use"}) {
        fields[name] = "String";
    }
    fields["floors"] = "Number";
    return fields;
}

std::string origin_of(const Request& request) {
    return fmt::format("{}://{}", request.header("X-Forwarded-Proto").value_or("http"),
                       request.header("Host").value_or("localhost"));
}

Response tile_json(Services& services, const Call& call) {
    QueryReader query(call.request);
    const auto area = query.text("area", 12);
    query.finish();
    return services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), area);
        const auto view = services.scopes.view(reader, place.area);
        const auto url = [&](std::string_view kind, std::string_view suffix) {
            return fmt::format("{}/tiles/{}/{}/{}/{{z}}/{{x}}/{{y}}{}", origin_of(call.request),
                               kind, place.division.code, view->version, suffix);
        };
        json answer{
            {"tilejson", "3.0.0"},
            {"name", fmt::format("{}图斑", place.division.name)},
            {"scheme", "xyz"},
            {"area", place.division.code},
            {"version", view->version},
            {"tiles", json::array({url("patches", ".mvt")})},
            {"state_url", url("state", ".json")},
            {"minzoom", tiles::min_patch_zoom},
            {"maxzoom", tiles::max_patch_zoom},
            {"vector_layers", json::array({{{"id", "patches"},
                                            {"description", "图斑轮廓"},
                                            {"minzoom", tiles::min_patch_zoom},
                                            {"maxzoom", tiles::max_patch_zoom},
                                            {"fields", patch_fields()}},
                                           {{"id", "labels"},
                                            {"description", "图斑编号标注点"},
                                            {"minzoom", tiles::min_patch_zoom},
                                            {"maxzoom", tiles::max_patch_zoom},
                                            {"fields", {{"patch_no", "String"}}}}})},
        };
        if (services.is_sample) {
            answer["attribution"] = "样例房屋轮廓 © OpenStreetMap contributors, ODbL";
        }
        if (view->bounds) {
            answer["bounds"] = *view->bounds;
        }
        auto response = json_response(200, answer.dump());
        response.set_header("Cache-Control", revalidated);
        response.set_header("ETag", etag_of(answer.dump()));
        return response;
    });
}

} // namespace

Endpoints tile_endpoints(Services& services) {
    return {
        {{Method::get,
          "/tiles/patches.json",
          Access::signed_in,
          Lane::pool,
          "TileJSON 3 of an area's footprints",
          "",
          "TileJson",
          {"area"}},
         [&](const Call& call) { return tile_json(services, call); }},
        {{Method::get,
          "/tiles/patches/{area}/{version}/{z}/{x}/{y}",
          Access::signed_in,
          Lane::pool,
          "A vector tile (y ends in .mvt)",
          "",
          "",
          {"attributes"}},
         [&](const Call& call) { return patch_tile(services, call); }},
        {{Method::get,
          "/tiles/state/{area}/{version}/{z}/{x}/{y}",
          Access::signed_in,
          Lane::pool,
          "Link, grade and status of a tile's footprints (y ends in .json)",
          "",
          "StateTile",
          {}},
         [&](const Call& call) { return state_tile(services, call); }},
    };
}

} // namespace tuban::http::api
