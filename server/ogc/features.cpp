#include "server/ogc/features.hpp"

#include "data/store/divisions.hpp"
#include "server/http/api/patch_shape.hpp"
#include "server/map/patch_count.hpp"
#include "server/map/scopes.hpp"
#include "server/ogc/collections.hpp"
#include "server/ogc/crs.hpp"
#include "server/ogc/items_query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

namespace tuban::ogc {
namespace {

/// An answer stays below the 1 MB that the server sends from memory; the page ends early then.
constexpr std::size_t max_page_bytes = 900'000;

double rounded(double value, Crs crs) {
    const double scale = crs == Crs::web_mercator ? 1e3 : 1e8; // about a millimetre
    return std::round(value * scale) / scale;
}

json geometry_json(const geometry::MultiPolygon& shape, Crs crs) {
    auto polygons = json::array();
    for (const auto& polygon : shape) {
        auto rings = json::array();
        for (const auto& ring : polygon) {
            auto points = json::array();
            for (const auto point : ring) {
                const auto [a, b] = to_crs(point, crs);
                points.push_back(json::array({rounded(a, crs), rounded(b, crs)}));
            }
            rings.push_back(std::move(points));
        }
        polygons.push_back(std::move(rings));
    }
    if (polygons.size() == 1) {
        return {{"type", "Polygon"}, {"coordinates", std::move(polygons.front())}};
    }
    return {{"type", "MultiPolygon"}, {"coordinates", std::move(polygons)}};
}

json feature_json(std::int64_t id, json geometry, json properties) {
    return {{"type", "Feature"},
            {"id", id},
            {"geometry", std::move(geometry)},
            {"properties", std::move(properties)}};
}

/// Features of one collection, one class a collection: `next_page` gives those after an id in
/// ascending order, `find` one.
class Patches {
  public:
    Patches(http::api::Services& services, store::Reader& reader, const Call& call)
        : m_reader(reader), m_view(services.scopes.view(reader, call.who().area)),
          m_lookup(m_view->scope) {}

    std::vector<segment::PatchRef> page(const ItemsQuery& query, std::size_t count) {
        const auto box = query.box.value_or(Box{{-180, -90}, {180, 90}});
        std::optional<segment::FeatureId> after;
        if (query.after) {
            after = static_cast<segment::FeatureId>(*query.after);
        }
        return m_lookup.in_box(box.south_west, box.north_east, count, after);
    }
    std::optional<segment::PatchRef> find(std::int64_t id) {
        return m_lookup.find_feature(static_cast<segment::FeatureId>(id));
    }
    static std::int64_t id_of(const segment::PatchRef& patch) {
        return static_cast<std::int64_t>(patch.id());
    }
    json feature(const segment::PatchRef& patch, Crs crs) {
        const auto& segment = *patch.source->segment;
        const auto source = static_cast<std::size_t>(patch.source - m_view->scope.data());
        const auto& division =
            division_of(m_view->division_ids[source][segment.village_index(patch.position)]);
        json properties{{"patch_no", segment.number(patch.position)},
                        {"division_code", division.code},
                        {"division_name", division.name}};
        properties.update(http::api::patch_attributes(patch));
        return feature_json(id_of(patch), geometry_json(segment.shape(patch.position), crs),
                            std::move(properties));
    }
    std::size_t total() const { return map::count_patches(*m_view); }

  private:
    const model::Division& division_of(std::int64_t id) {
        auto known = m_divisions.find(id);
        if (known == m_divisions.end()) {
            known = m_divisions.emplace(id, store::find_division(m_reader, id).value()).first;
        }
        return known->second;
    }

    store::Reader& m_reader;
    std::shared_ptr<const map::AreaView> m_view;
    segment::Lookup m_lookup;
    std::map<std::int64_t, model::Division> m_divisions;
};

class Divisions {
  public:
    Divisions(http::api::Services& services, store::Reader& reader, const Call& call)
        : m_all(store::divisions_in(reader, call.who().area)),
          m_view(services.division_shapes->view(reader, call.who().area)) {
        std::ranges::sort(m_all, {}, &model::Division::code);
        for (const auto& outline : m_view->outlines) {
            m_outlines.emplace(outline.code, &outline);
        }
    }

    std::vector<model::Division> page(const ItemsQuery& query, std::size_t count) const {
        std::vector<model::Division> found;
        for (const auto& division : m_all) {
            if (found.size() == count) {
                break;
            }
            if (id_of(division) > query.after.value_or(-1) &&
                (!query.box || meets(division.code, *query.box))) {
                found.push_back(division);
            }
        }
        return found;
    }
    std::optional<model::Division> find(std::int64_t id) const {
        const auto found = std::ranges::find(m_all, id, id_of);
        return found == m_all.end() ? std::nullopt : std::optional(*found);
    }
    /// The code's number: the row's id is beyond what doubles hold.
    static std::int64_t id_of(const model::Division& division) {
        return http::api::parse_id(division.code).value_or(0);
    }
    json feature(const model::Division& division, Crs crs) const {
        const auto shape = m_view->shapes.find(division.id);
        const auto outline = m_outlines.find(division.code);
        return feature_json(
            id_of(division),
            shape == m_view->shapes.end() ? json(nullptr) : geometry_json(shape->second, crs),
            {{"code", division.code},
             {"name", division.name},
             {"full_name", division.full_name},
             {"level", static_cast<int>(division.level)},
             {"outline",
              outline == m_outlines.end() ? json(nullptr) : json(outline->second->outline)}});
    }
    std::size_t total() const { return m_all.size(); }

  private:
    /// By the outline's own box: outlines are approximate themselves.
    bool meets(const std::string& code, const Box& box) const {
        const auto own = m_outlines.find(code);
        if (own == m_outlines.end()) {
            return false;
        }
        const auto north_west = geometry::to_lonlat(own->second->box.min);
        const auto south_east = geometry::to_lonlat(own->second->box.max);
        const auto& [south_west, north_east] = box;
        const bool is_round = south_west.lon > north_east.lon;
        const bool is_east = south_west.lon <= south_east.lon;
        const bool is_west = north_west.lon <= north_east.lon;
        return (is_round ? is_east || is_west : is_east && is_west) &&
               south_west.lat <= north_west.lat && south_east.lat <= north_east.lat;
    }

    std::vector<model::Division> m_all;
    std::shared_ptr<const map::DivisionView> m_view;
    std::map<std::string, const tiles::DivisionOutline*> m_outlines; ///< by code, in the view
};

std::string encoded(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_plain =
            std::isalnum(byte) != 0 || c == '-' || c == '.' || c == '_' || c == ',';
        result += is_plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return result;
}

/// The request's own address with `after` in place of the one it had.
std::string page_address(const Call& call, std::string_view collection,
                         std::optional<std::int64_t> after) {
    std::string query;
    for (const auto& [name, value] : call.request.query) {
        if (name != "after") {
            query +=
                fmt::format("{}{}={}", query.empty() ? "?" : "&", encoded(name), encoded(value));
        }
    }
    if (after) {
        query += fmt::format("{}after={}", query.empty() ? "?" : "&", *after);
    }
    return fmt::format("{}/collections/{}/items{}", root_of(call.request), collection, query);
}

void say_crs(Response& response, Crs crs) {
    response.set_header("Content-Crs", fmt::format("<{}>", uri_of(crs)));
}

template <typename Features>
Response page_of(Features features, const Call& call, const ItemsQuery& query) {
    const auto found = features.page(query, static_cast<std::size_t>(query.limit) + 1);
    const auto count = std::min(found.size(), static_cast<std::size_t>(query.limit));
    auto list = json::array();
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < count && bytes < max_page_bytes; ++i) {
        auto feature = features.feature(found[i], query.crs);
        bytes += feature.dump().size();
        if (bytes < max_page_bytes || list.empty()) {
            list.push_back(std::move(feature));
        }
    }
    const auto name = call.request.path_value("collection");
    const auto root = root_of(call.request);
    auto links =
        json::array({link(page_address(call, name, query.after), "self", geojson_type),
                     link(fmt::format("{}/collections/{}", root, name), "collection", json_type)});
    const auto shown = list.size();
    if (shown < found.size()) {
        links.push_back(link(page_address(call, name, Features::id_of(found[shown - 1])), "next",
                             geojson_type));
    }
    json body{{"type", "FeatureCollection"}, {"numberReturned", shown}};
    if (!query.box) {
        body["numberMatched"] = features.total();
    }
    body["links"] = std::move(links);
    body["features"] = std::move(list);
    auto response = answer(body, geojson_type);
    say_crs(response, query.crs);
    return response;
}

template <typename Features>
Response one_of(Features features, const Call& call, Crs crs) {
    const auto id = http::api::parse_id(call.request.path_value("feature"));
    const auto found = id ? features.find(*id) : std::nullopt;
    if (!found) {
        throw http::api::not_found();
    }
    auto body = features.feature(*found, crs);
    const auto collection = fmt::format("{}/collections/{}", root_of(call.request),
                                        call.request.path_value("collection"));
    body["links"] =
        json::array({link(fmt::format("{}/items/{}", collection, *id), "self", geojson_type),
                     link(collection, "collection", json_type)});
    auto response = answer(body, geojson_type);
    say_crs(response, crs);
    return response;
}

} // namespace

Response items(http::api::Services& services, const Call& call) {
    const auto wanted = collection_of(call);
    const auto query = read_items_query(call.request);
    return services.store.read_value([&](store::Reader& reader) {
        return wanted == Collection::patches
                   ? page_of(Patches(services, reader, call), call, query)
                   : page_of(Divisions(services, reader, call), call, query);
    });
}

Response item(http::api::Services& services, const Call& call) {
    const auto wanted = collection_of(call);
    const auto crs = read_feature_query(call.request);
    return services.store.read_value([&](store::Reader& reader) {
        return wanted == Collection::patches ? one_of(Patches(services, reader, call), call, crs)
                                             : one_of(Divisions(services, reader, call), call, crs);
    });
}

} // namespace tuban::ogc
