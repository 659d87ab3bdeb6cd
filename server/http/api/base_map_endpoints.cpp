#include "server/http/api/services.hpp"
#include "server/http/api/shapes.hpp"
#include "server/http/file_answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace tuban::http::api {
namespace {

/// BaseMaps of schemas.json.
Response list(const Services& services) {
    auto items = json::array();
    for (const auto& map : services.base_maps) {
        const bool is_archive = !map.archive.empty();
        items.push_back(
            {{"id", map.id},
             {"name", map.name},
             {"attribution", map.attribution},
             {"kind", is_archive ? "archive" : "tiles"},
             {"path", is_archive ? fmt::format("/api/v1/base-maps/{}/archive", map.id) : map.tiles},
             {"tile_size", map.tile_size},
             {"min_zoom", map.min_zoom},
             {"max_zoom", map.max_zoom}});
    }
    return json_response(200, json{{"items", std::move(items)}}.dump());
}

/// Of a file that may be replaced by another one of the same name.
std::string file_tag(const std::filesystem::path& file, std::uint64_t size) {
    std::error_code failed;
    const auto written = std::filesystem::last_write_time(file, failed).time_since_epoch();
    return fmt::format("\"{:x}-{:x}\"", size,
                       std::chrono::duration_cast<std::chrono::microseconds>(written).count());
}

/// The archive itself, of which clients ask for parts. Behind nginx it goes out from there.
Response archive(const Services& services, const Call& call) {
    const auto id = call.request.path_value("id");
    const auto map = std::ranges::find_if(
        services.base_maps, [&](const auto& one) { return one.id == id && !one.archive.empty(); });
    if (map == services.base_maps.end()) {
        throw not_found();
    }
    constexpr auto* type = "application/vnd.pmtiles";
    Response response;
    if (services.is_behind_proxy) {
        response.set_header("X-Accel-Redirect",
                            "/protected/base-maps/" + map->archive.filename().string());
        response.set_header("Content-Type", type);
    } else {
        auto file = OpenFile::find(map->archive);
        if (!file) {
            throw not_found();
        }
        const auto tag = file_tag(map->archive, file->size());
        response = file_response(call.request, std::move(file), type, tag);
    }
    response.set_header("Cache-Control", "private, max-age=3600");
    return response;
}

} // namespace

Endpoints base_map_endpoints(Services& services) {
    return {
        {{Method::get,
          "/api/v1/base-maps",
          Access::signed_in,
          Lane::memory,
          "Maps that can be drawn below the patches",
          "",
          "BaseMaps",
          {}},
         [&](const Call&) { return list(services); }},
        {{Method::get,
          "/api/v1/base-maps/{id}/archive",
          Access::signed_in,
          Lane::pool,
          "The PMTiles archive of a base map; takes Range",
          "",
          "",
          {}},
         [&](const Call& call) { return archive(services, call); }},
    };
}

} // namespace tuban::http::api
