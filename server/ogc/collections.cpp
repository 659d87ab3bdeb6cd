#include "server/ogc/collections.hpp"

#include "data/store/divisions.hpp"
#include "server/map/scopes.hpp"
#include "server/ogc/crs.hpp"
#include "server/ogc/items_query.hpp"
#include "tuban_ogc_files_embedded.hpp"

#include <fmt/format.h>

#include <array>

namespace tuban::ogc {
namespace {

constexpr std::string_view openapi_type = "application/vnd.oai.openapi+json;version=3.0";

constexpr std::array<const char*, 11> conformance_classes{
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
};

struct Described {
    Collection collection;
    std::string_view id;
    const char* title;
    const char* description;
};
constexpr std::array<Described, 2> described{{
    {Collection::patches, "patches", "图斑", "房屋图斑的轮廓和属性，不含产权人"},
    {Collection::divisions, "divisions", "行政区划", "辖区内各级行政区划"},
}};

json describe(const Described& one, const std::string& root, const map::AreaView& view) {
    const auto self = fmt::format("{}/collections/{}", root, one.id);
    json result{{"id", one.id},
                {"title", one.title},
                {"description", one.description},
                {"itemType", "feature"}};
    if (view.bounds) {
        result["extent"] = {
            {"spatial", {{"bbox", json::array({*view.bounds})}, {"crs", uri_of(Crs::crs84)}}}};
    }
    auto crs = json::array();
    for (const auto known : all_crs) {
        crs.push_back(uri_of(known));
    }
    result["crs"] = std::move(crs);
    result["storageCrs"] = uri_of(Crs::cgcs2000);
    auto links = json::array(
        {link(self, "self", json_type), link(self + "/items", "items", geojson_type, one.title)});
    if (one.collection == Collection::patches) {
        links.push_back(link(self + "/tiles",
                             "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector", json_type));
    }
    result["links"] = std::move(links);
    return result;
}

std::shared_ptr<const map::AreaView> view_of(http::api::Services& services, const Call& call) {
    return services.store.read_value(
        [&](store::Reader& reader) { return services.scopes.view(reader, call.who().area); });
}

} // namespace

Response landing_page(const Call& call) {
    read_no_query(call.request);
    const auto root = root_of(call.request);
    return answer(
        {{"title", "图斑 Tuban"},
         {"description", "本账号辖区内的房屋图斑与行政区划"},
         {"links",
          json::array(
              {link(root, "self", json_type), link(root + "/api", "service-desc", openapi_type),
               link(root + "/conformance", "conformance", json_type),
               link(root + "/conformance", "http://www.opengis.net/def/rel/ogc/1.0/conformance",
                    json_type),
               link(root + "/collections", "data", json_type),
               link(root + "/collections", "http://www.opengis.net/def/rel/ogc/1.0/data",
                    json_type),
               link(root + "/tileMatrixSets",
                    "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes", json_type)})}});
}

Response conformance(const Call& call) {
    read_no_query(call.request);
    return answer({{"conformsTo", conformance_classes}});
}

Response api_description(const Call& call) {
    read_no_query(call.request);
    auto document = json::parse(embedded_file("openapi.json"));
    document["servers"] = json::array({{{"url", root_of(call.request)}}});
    return answer(document, openapi_type);
}

Response collections(http::api::Services& services, const Call& call) {
    read_no_query(call.request);
    const auto root = root_of(call.request);
    const auto view = view_of(services, call);
    auto list = json::array();
    for (const auto& one : described) {
        list.push_back(describe(one, root, *view));
    }
    return answer({{"links", json::array({link(root + "/collections", "self", json_type)})},
                   {"collections", std::move(list)}});
}

Response collection(http::api::Services& services, const Call& call) {
    read_no_query(call.request);
    const auto wanted = collection_of(call);
    return answer(describe(described.at(static_cast<std::size_t>(wanted)), root_of(call.request),
                           *view_of(services, call)));
}

Collection collection_of(const Call& call) {
    const auto id = call.request.path_value("collection");
    for (const auto& one : described) {
        if (one.id == id) {
            return one.collection;
        }
    }
    throw http::api::not_found();
}

std::string_view to_text(Collection collection) noexcept {
    return described.at(static_cast<std::size_t>(collection)).id;
}

} // namespace tuban::ogc
