#include "server/ogc/tiles.hpp"

#include "base/gzip.hpp"
#include "server/http/compress.hpp"
#include "server/map/scopes.hpp"
#include "server/ogc/collections.hpp"
#include "server/ogc/items_query.hpp"
#include "server/ogc/tile_parameters.hpp"
#include "tiles/tile.hpp"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <numbers>
#include <utility>

namespace tuban::ogc {
namespace {

constexpr const char* scheme = "WebMercatorQuad";
constexpr const char* scheme_uri =
    "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad";
constexpr const char* scheme_rel = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";
constexpr const char* mercator = "http://www.opengis.net/def/crs/EPSG/0/3857";
constexpr double half_world_m = std::numbers::pi * 6378137;
constexpr double pixel_m = 0.28e-3; // OGC 17-083r4, 6.1: the standardized rendering pixel
constexpr int tile_pixels = 256;

json tile_matrix(unsigned zoom) {
    const double cell = 2 * half_world_m / tile_pixels / std::exp2(zoom);
    return {{"id", std::to_string(zoom)},
            {"scaleDenominator", cell / pixel_m},
            {"cellSize", cell},
            {"pointOfOrigin", json::array({-half_world_m, half_world_m})},
            {"tileWidth", tile_pixels},
            {"tileHeight", tile_pixels},
            {"matrixWidth", std::uint64_t{1} << zoom},
            {"matrixHeight", std::uint64_t{1} << zoom}};
}

void require_scheme(const Call& call) {
    if (call.request.path_value("scheme") != scheme) {
        throw http::api::not_found();
    }
}

/// Only footprints are tiled here.
void require_tiled(const Call& call) {
    if (collection_of(call) != Collection::patches) {
        throw http::api::not_found();
    }
}

std::string tileset_address(const Call& call) {
    return fmt::format("{}/collections/patches/tiles/{}", root_of(call.request), scheme);
}

json tileset_json(http::api::Services& services, const Call& call) {
    const auto self = tileset_address(call);
    json result{{"title", "图斑轮廓"},
                {"dataType", "vector"},
                {"crs", mercator},
                {"tileMatrixSetURI", scheme_uri}};
    const auto view = services.store.read_value(
        [&](store::Reader& reader) { return services.scopes.view(reader, call.who().area); });
    if (view->bounds) {
        const auto& [west, south, east, north] = *view->bounds;
        result["boundingBox"] = {{"lowerLeft", json::array({west, south})},
                                 {"upperRight", json::array({east, north})},
                                 {"crs", "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}};
        auto limits = json::array();
        for (unsigned zoom = tiles::min_patch_zoom; zoom <= tiles::max_patch_zoom; ++zoom) {
            const auto shift = 32U - zoom;
            const auto first = geometry::to_grid({west, north});
            const auto last = geometry::to_grid({east, south});
            limits.push_back({{"tileMatrix", std::to_string(zoom)},
                              {"minTileRow", first.y >> shift},
                              {"maxTileRow", last.y >> shift},
                              {"minTileCol", first.x >> shift},
                              {"maxTileCol", last.x >> shift}});
        }
        result["tileMatrixSetLimits"] = std::move(limits);
    }
    auto fields = json::object();
    for (const auto& field : tiles::patch_fields(tiles::AttributeSet::full)) {
        fields[std::string(field.name)] = {{"type", field.is_number ? "number" : "string"}};
    }
    result["layers"] = json::array(
        {{{"id", "patches"},
          {"dataType", "vector"},
          {"geometryDimension", 2},
          {"propertiesSchema", {{"type", "object"}, {"properties", std::move(fields)}}}},
         {{"id", "labels"},
          {"dataType", "vector"},
          {"geometryDimension", 0},
          {"propertiesSchema",
           {{"type", "object"}, {"properties", {{"patch_no", {{"type", "string"}}}}}}}}});
    auto item = link(self + "/{tileMatrix}/{tileRow}/{tileCol}", "item", mvt_type);
    item["templated"] = true;
    result["links"] =
        json::array({link(self, "self", json_type), std::move(item),
                     link(fmt::format("{}/tileMatrixSets/{}", root_of(call.request), scheme),
                          scheme_rel, json_type)});
    return result;
}

} // namespace

Response tile_matrix_sets(const Call& call) {
    read_no_query(call.request);
    const auto self = fmt::format("{}/tileMatrixSets/{}", root_of(call.request), scheme);
    return answer({{"tileMatrixSets",
                    json::array({{{"id", scheme},
                                  {"title", "Google Maps Compatible for the World"},
                                  {"uri", scheme_uri},
                                  {"links", json::array({link(self, "self", json_type)})}}})}});
}

Response tile_matrix_set(const Call& call) {
    read_no_query(call.request);
    require_scheme(call);
    auto matrices = json::array();
    for (unsigned zoom = 0; zoom <= tiles::max_patch_zoom; ++zoom) {
        matrices.push_back(tile_matrix(zoom));
    }
    return answer(
        {{"id", scheme},
         {"title", "Google Maps Compatible for the World"},
         {"uri", scheme_uri},
         {"crs", mercator},
         {"orderedAxes", json::array({"E", "N"})},
         {"wellKnownScaleSet", "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible"},
         {"tileMatrices", std::move(matrices)}});
}

Response tilesets(http::api::Services&, const Call& call) {
    read_no_query(call.request);
    require_tiled(call);
    const auto self = fmt::format("{}/collections/patches/tiles", root_of(call.request));
    return answer(
        {{"links", json::array({link(self, "self", json_type)})},
         {"tilesets",
          json::array(
              {{{"title", "图斑轮廓"},
                {"dataType", "vector"},
                {"crs", mercator},
                {"tileMatrixSetURI", scheme_uri},
                {"links", json::array({link(tileset_address(call), "self", json_type)})}}})}});
}

Response tileset(http::api::Services& services, const Call& call) {
    read_no_query(call.request);
    require_tiled(call);
    require_scheme(call);
    return answer(tileset_json(services, call));
}

Response tile(http::api::Services& services, const Call& call) {
    read_no_query(call.request);
    require_tiled(call);
    require_scheme(call);
    const auto id = tile_of(call.request);
    const auto view = services.store.read_value(
        [&](store::Reader& reader) { return services.scopes.view(reader, call.who().area); });
    auto bytes = tiles::encode_patch_tile(view->scope, id, tiles::AttributeSet::full);
    if (bytes.empty()) {
        return http::empty_response(204);
    }
    Response response;
    response.set_header("Content-Type", std::string(mvt_type));
    response.set_header("Cache-Control", "private, no-cache");
    response.set_header("ETag", http::api::etag_of(bytes));
    response.set_header("Vary", "Accept-Encoding");
    if (http::accepts_gzip(call.request.header("Accept-Encoding").value_or(""))) {
        constexpr int fast = 1;
        bytes = gzip(bytes, fast);
        response.set_header("Content-Encoding", "gzip");
    }
    response.body = std::make_shared<const std::string>(std::move(bytes));
    return response;
}

} // namespace tuban::ogc
