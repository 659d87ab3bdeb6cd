#include "server/http/api/patch_query.hpp"
#include "server/http/api/query_reader.hpp"
#include "server/http/api/refused.hpp"
#include "server/http/api/tile_parameters.hpp"
#include "server/http/uri.hpp"
#include "server/ogc/items_query.hpp"
#include "server/ogc/tile_parameters.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace tuban::http {
namespace {

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

bool is_place(geometry::LonLat at) {
    constexpr double rounding = 1e-6;
    return std::abs(at.lon) <= 180 + rounding && std::abs(at.lat) <= 90 + rounding;
}

/// What it reads, or a refusal that the client is told in well-formed JSON.
template <typename Read>
void attempt(Read read) {
    try {
        read();
    } catch (const api::Refused& refused) {
        const auto answer = problem_response(refused.problem(), "1");
        require(answer.status >= 400 && answer.status < 500);
        require(nlohmann::json::accept(*answer.body));
    }
}

void check_patch_query(const Request& request) {
    const auto query = api::read_patch_query(request);
    require(int{query.point.has_value()} + int{query.nearest.has_value()} +
                int{query.box.has_value()} <=
            1);
    for (const auto& place : {query.point, query.nearest}) {
        require(!place || is_place(*place));
    }
    require(!query.box || (is_place(query.box->south_west) && is_place(query.box->north_east)));
    require(query.k >= 1 && query.k <= 1000 && query.limit >= 1 && query.limit <= 1000);
    require(!query.after || *query.after < (std::uint64_t{1} << 53U));
}

void check_items_query(const Request& request) {
    const auto query = ogc::read_items_query(request);
    require(query.limit >= 1 && query.limit <= ogc::ItemsQuery::max_limit);
    require(!query.after || *query.after >= 0);
    require(!query.box || (is_place(query.box->south_west) && is_place(query.box->north_east) &&
                           query.box->south_west.lat <= query.box->north_east.lat));
}

/// The last three parts of the path stand for a tile.
Fields tile_parts(std::string_view path) {
    std::array<std::string, 3> parts;
    for (std::size_t i = parts.size(); i-- > 0;) {
        const auto slash = path.rfind('/');
        parts.at(i) = path.substr(slash + 1);
        path = path.substr(0, slash == std::string_view::npos ? 0 : slash);
    }
    return {{"z", parts[0]},      {"x", parts[1]},   {"y", parts[2]},
            {"matrix", parts[0]}, {"row", parts[1]}, {"column", parts[2]}};
}

void read_target(std::string_view text) {
    const auto target = parse_target(text);
    if (!target) {
        return;
    }
    Request request;
    request.path = target.value().path;
    request.query = target.value().query;
    request.path_parameters = tile_parts(request.path);
    for (const char* const suffix : {".mvt", ".json"}) {
        attempt([&] { require(api::tile_of(request, suffix).is_valid()); });
    }
    attempt([&] { require(ogc::tile_of(request).is_valid()); });
    attempt([&] {
        api::QueryReader query(request);
        const auto attributes = query.text("attributes", 8);
        query.finish();
        api::attribute_set_of(attributes);
    });
    attempt([&] { check_patch_query(request); });
    attempt([&] { check_items_query(request); });
    attempt([&] { ogc::read_feature_query(request); });
}

} // namespace
} // namespace tuban::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    tuban::http::read_target({reinterpret_cast<const char*>(data), size});
    return 0;
}
