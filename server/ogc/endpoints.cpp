#include "server/ogc/endpoints.hpp"

#include "server/ogc/collections.hpp"
#include "server/ogc/features.hpp"
#include "server/ogc/tiles.hpp"

#include <functional>
#include <utility>

namespace tuban::ogc {
namespace {

using http::Access;
using http::Lane;
using http::Method;
using http::api::Endpoint;
using http::api::Services;

/// All of them are reads within the caller's area; their bodies are those of the standards.
Endpoint door(const char* path, const char* summary, std::function<Response(const Call&)> answer) {
    return {{Method::get, path, Access::reader, Lane::pool, summary, "", "", {}},
            std::move(answer)};
}

std::function<Response(const Call&)> with(Services& services,
                                          Response (*answer)(Services&, const Call&)) {
    return [&services, answer](const Call& call) { return answer(services, call); };
}

} // namespace

http::api::Endpoints endpoints(Services& services) {
    const auto tiles_path = [](const char* rest) {
        return std::string("/ogc/collections/{collection}/tiles") + rest;
    };
    return {
        door("/ogc", "Landing page", landing_page),
        door("/ogc/conformance", "Conformance classes", conformance),
        door("/ogc/api", "OpenAPI 3.0 of the OGC API", api_description),
        door("/ogc/collections", "Collections of the area", with(services, collections)),
        door("/ogc/collections/{collection}", "A collection", with(services, collection)),
        door("/ogc/collections/{collection}/items", "A page of features", with(services, items)),
        door("/ogc/collections/{collection}/items/{feature}", "A feature", with(services, item)),
        door("/ogc/tileMatrixSets", "Tile matrix sets", tile_matrix_sets),
        door("/ogc/tileMatrixSets/{scheme}", "A tile matrix set", tile_matrix_set),
        door(tiles_path("").c_str(), "Tilesets", with(services, tilesets)),
        door(tiles_path("/{scheme}").c_str(), "A tileset", with(services, tileset)),
        door(tiles_path("/{scheme}/{matrix}/{row}/{column}").c_str(), "A vector tile",
             with(services, tile)),
    };
}

} // namespace tuban::ogc
