#include "base/gzip.hpp"
#include "data/store/divisions.hpp"
#include "data/store/store.hpp"
#include "server/http/api/area_parameter.hpp"
#include "server/http/api/query_reader.hpp"
#include "server/http/api/services.hpp"
#include "server/http/api/shapes.hpp"
#include "server/http/api/tile_parameters.hpp"
#include "server/http/compress.hpp"
#include "server/map/density.hpp"
#include "server/map/patch_states.hpp"
#include "server/map/scopes.hpp"
#include "tiles/density.hpp"
#include "tiles/division_tile.hpp"
#include "tiles/tile.hpp"
#include "tiles/tile_cache.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tuban::http::api {
namespace {

constexpr const char* tile_type = "application/vnd.mapbox-vector-tile";
/// A version names content that never changes; only this account's browser may keep it.
constexpr const char* immutable = "private, max-age=31536000, immutable";
constexpr const char* revalidated = "private, no-cache";
constexpr std::size_t cache_bytes = std::size_t{64} << 20U;

Refused version_gone() {
    return Refused({410, "version_gone", "地图数据已更新", "请重新读取 TileJSON 后再取瓦片。"});
}

std::shared_ptr<const map::AreaView> served_view(Services& services, store::Reader& reader,
                                                 const Call& call) {
    const std::string area{call.request.path_value("area")};
    auto view = services.scopes.view(reader, readable_division(reader, call.who(), area).area);
    if (view->version != call.request.path_value("version")) {
        throw version_gone();
    }
    return view;
}

/// What the tiles of all areas share; keys name everything that a tile depends on, the area first.
struct TileMaking {
    explicit TileMaking(Services& services) : density(services.states), cache(cache_bytes) {}

    map::Density density;
    tiles::TileCache cache;
};

bool is_density(tiles::TileId tile) {
    return tiles::min_density_zoom <= tile.zoom && tile.zoom <= tiles::max_density_zoom;
}

/// Compressed as it is kept, or plain for the few that don't take gzip.
Response tile_response(const Request& request, std::shared_ptr<const tiles::StoredTile> tile,
                       const char* cache_control) {
    Response response = empty_response(tile->plain_size == 0 ? 204 : 200);
    response.set_header("Cache-Control", cache_control);
    if (tile->plain_size == 0) {
        return response;
    }
    response.set_header("Content-Type", tile_type);
    response.set_header("ETag", fmt::format("\"{}\"", tile->digest));
    response.set_header("Vary", "Accept-Encoding");
    if (accepts_gzip(request.header("Accept-Encoding").value_or(""))) {
        response.set_header("Content-Encoding", "gzip");
        const auto* gzipped = &tile->gzipped;
        response.body = {std::move(tile), gzipped};
    } else {
        response.body =
            std::make_shared<const std::string>(gunzip(tile->gzipped, tile->plain_size));
    }
    return response;
}

/// Counts are live: the key holds the epoch of the last change, the answer is asked for again.
Response density_tile(Services& services, TileMaking& making, const Call& call,
                      tiles::TileId tile) {
    return services.store.read_value([&](store::Reader& reader) {
        const std::string code{call.request.path_value("area")};
        const auto place = readable_division(reader, call.who(), code);
        const auto view = served_view(services, reader, call);
        const auto epoch = making.density.catch_up(reader, *view);
        const auto key = fmt::format("{} {} {} {} {}/{}/{}", place.division.code, view->version,
                                     store::tree_version(reader), epoch, tile.zoom, tile.x, tile.y);
        return tile_response(
            call.request,
            making.cache.get(
                key, [&] { return making.density.encode(reader, *view, place.division, tile); }),
            revalidated);
    });
}

Response patch_tile(Services& services, TileMaking& making, const Call& call) {
    QueryReader query(call.request);
    const auto wanted = query.text("attributes", 8);
    query.finish();
    const auto attributes = attribute_set_of(wanted);
    const auto tile = tile_of(call.request, ".mvt");
    if (is_density(tile)) {
        return density_tile(services, making, call, tile);
    }
    const auto view = services.store.read_value(
        [&](store::Reader& reader) { return served_view(services, reader, call); });
    // The version is a hash of the segments and of what the area may see of them.
    const auto key = fmt::format("{} {} {}/{}/{}", view->version,
                                 attributes == tiles::AttributeSet::full ? "full" : "slim",
                                 tile.zoom, tile.x, tile.y);
    return tile_response(
        call.request,
        making.cache.get(key,
                         [&] { return tiles::encode_patch_tile(view->scope, tile, attributes); }),
        immutable);
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

json patch_layer_fields(tiles::AttributeSet attributes) {
    auto fields = json::object();
    for (const auto& field : tiles::patch_fields(attributes)) {
        fields[std::string(field.name)] = field.is_number ? "Number" : "String";
    }
    return fields;
}

json count_fields() {
    json fields{{"count", "Number"}};
    for (const auto name : map::density_categories) {
        fields[std::string(name)] = "Number";
    }
    return fields;
}

json division_fields() {
    auto fields = count_fields();
    fields.update({{"code", "String"}, {"name", "String"}, {"level", "String"}});
    return fields;
}

json vector_layer(const char* id, const char* description, std::uint8_t min_zoom,
                  std::uint8_t max_zoom, json fields) {
    return {{"id", id},
            {"description", description},
            {"minzoom", min_zoom},
            {"maxzoom", max_zoom},
            {"fields", std::move(fields)}};
}

json vector_layers(tiles::AttributeSet attributes) {
    using namespace tiles;
    return json::array({vector_layer("density", "图斑计数方格", min_density_zoom, max_density_zoom,
                                     count_fields()),
                        vector_layer("divisions", "各区划图斑计数", min_density_zoom,
                                     max_density_zoom, division_fields()),
                        vector_layer("patches", "图斑轮廓", min_patch_zoom, max_patch_zoom,
                                     patch_layer_fields(attributes)),
                        vector_layer("labels", "图斑编号标注点", min_patch_zoom, max_patch_zoom,
                                     {{"patch_no", "String"}})});
}

std::string origin_of(const Request& request) {
    return fmt::format("{}://{}", request.header("X-Forwarded-Proto").value_or("http"),
                       request.header("Host").value_or("localhost"));
}

Response tile_json(Services& services, const Call& call) {
    QueryReader query(call.request);
    const auto area = query.text("area", 12);
    const auto wanted = query.text("attributes", 8);
    query.finish();
    const auto attributes = attribute_set_of(wanted);
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
            {"tiles", json::array({url("patches", attributes == tiles::AttributeSet::full
                                                      ? ".mvt?attributes=full"
                                                      : ".mvt")})},
            {"state_url", url("state", ".json")},
            {"minzoom", tiles::min_density_zoom},
            {"maxzoom", tiles::max_patch_zoom},
            {"vector_layers", vector_layers(attributes)},
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

Response division_tile(Services& services, TileMaking& making, const Call& call) {
    QueryReader(call.request).finish();
    const auto tile = tile_of(call.request, ".mvt");
    if (tile.zoom < tiles::min_division_zoom || tile.zoom > tiles::max_division_zoom) {
        throw no_such_tile();
    }
    const std::string area{call.request.path_value("area")};
    const auto view = services.store.read_value([&](store::Reader& reader) {
        return services.division_shapes->view(reader,
                                              readable_division(reader, call.who(), area).area);
    });
    if (view->version != call.request.path_value("version")) {
        throw version_gone();
    }
    const auto key = fmt::format("divisions {} {}/{}/{}", view->version, tile.zoom, tile.x, tile.y);
    const auto encode = [&] { return tiles::encode_division_tile(tile, view->outlines); };
    return tile_response(call.request, making.cache.get(key, encode), immutable);
}

/// For a cache in front, before it answers from what it kept: whether this account would be given
/// the tiles of that area and version. One refusal for all reasons; the tile itself tells them.
Response tile_access(Services& services, const Call& call) {
    QueryReader(call.request).finish();
    const auto set = call.request.path_value("set");
    const std::string code{call.request.path_value("area")};
    const bool is_served = services.store.read_value([&](store::Reader& reader) {
        const auto area = store::readable_area(reader, call.who().area, code);
        if (!area) {
            return false;
        }
        const auto version = call.request.path_value("version");
        return set == "patches"
                   ? services.scopes.view(reader, *area)->version == version
                   : set == "divisions" &&
                         services.division_shapes->view(reader, *area)->version == version;
    });
    if (!is_served) {
        throw Refused({403, "tiles_not_served", "不提供这些瓦片", "区划或版本不对，或无权查看。"});
    }
    return empty_response(204);
}

Response division_tile_json(Services& services, const Call& call) {
    QueryReader query(call.request);
    const auto area = query.text("area", 12);
    query.finish();
    return services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), area);
        const auto view = services.division_shapes->view(reader, place.area);
        const json fields{
            {"code", "String"}, {"name", "String"}, {"level", "String"}, {"outline", "String"}};
        const auto layer = [&](const char* id, const char* description) {
            return vector_layer(id, description, tiles::min_division_zoom, tiles::max_division_zoom,
                                fields);
        };
        const json answer{
            {"tilejson", "3.0.0"},
            {"name", fmt::format("{}区划", place.division.name)},
            {"scheme", "xyz"},
            {"area", place.division.code},
            {"version", view->version},
            {"tiles", json::array({fmt::format("{}/tiles/divisions/{}/{}/{{z}}/{{x}}/{{y}}.mvt",
                                               origin_of(call.request), place.division.code,
                                               view->version)})},
            {"minzoom", tiles::min_division_zoom},
            {"maxzoom", tiles::max_division_zoom},
            {"vector_layers", json::array({layer("divisions", "区划轮廓"),
                                           layer("division_labels", "区划名称标注点")})},
        };
        auto response = json_response(200, answer.dump());
        response.set_header("Cache-Control", revalidated);
        response.set_header("ETag", etag_of(answer.dump()));
        return response;
    });
}

} // namespace

Endpoints tile_endpoints(Services& services) {
    auto making = std::make_shared<TileMaking>(services);
    return {
        {{Method::get,
          "/tiles/patches.json",
          Access::reader,
          Lane::pool,
          "TileJSON 3 of an area's counts and footprints",
          "",
          "TileJson",
          {"area", "attributes"}},
         [&](const Call& call) { return tile_json(services, call); }},
        {{Method::get,
          "/tiles/patches/{area}/{version}/{z}/{x}/{y}",
          Access::reader,
          Lane::pool,
          "A vector tile: counts at z5–12, footprints at z13–16 (y ends in .mvt)",
          "",
          "",
          {"attributes"}},
         [&services, making](const Call& call) { return patch_tile(services, *making, call); }},
        {{Method::get,
          "/tiles/state/{area}/{version}/{z}/{x}/{y}",
          Access::reader,
          Lane::pool,
          "Link, grade and status of a tile's footprints (y ends in .json)",
          "",
          "StateTile",
          {}},
         [&](const Call& call) { return state_tile(services, call); }},
        {{Method::get,
          "/tiles/access/{set}/{area}/{version}",
          Access::reader,
          Lane::pool,
          "Whether tiles (set: patches, divisions) of that area and version are for this account: "
          "204 or 403",
          "",
          "",
          {}},
         [&](const Call& call) { return tile_access(services, call); }},
        {{Method::get,
          "/tiles/divisions.json",
          Access::reader,
          Lane::pool,
          "TileJSON 3 of the outlines and names of an area's divisions",
          "",
          "",
          {"area"}},
         [&](const Call& call) { return division_tile_json(services, call); }},
        {{Method::get,
          "/tiles/divisions/{area}/{version}/{z}/{x}/{y}",
          Access::reader,
          Lane::pool,
          "A vector tile of outlines and names (y ends in .mvt)",
          "",
          "",
          {}},
         [&services, making](const Call& call) { return division_tile(services, *making, call); }},
    };
}

} // namespace tuban::http::api
