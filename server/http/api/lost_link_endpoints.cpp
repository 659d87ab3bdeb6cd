#include "data/model/identifiers.hpp"
#include "data/store/divisions.hpp"
#include "data/store/patch_lineage.hpp"
#include "server/http/api/area_parameter.hpp"
#include "server/http/api/body_reader.hpp"
#include "server/http/api/services.hpp"
#include "server/http/api/shapes.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace tuban::http::api {
namespace {

constexpr std::int64_t max_page = 200;

json lost_link(store::Reader& reader, const store::LostLink& link, bool is_named) {
    const auto division = store::find_division(reader, link.division_id);
    return {{"household_id", std::to_string(link.household_id)},
            {"head_name", is_named ? link.head_name : model::mask_name(link.head_name)},
            {"division", division ? division_ref(*division) : json(nullptr)},
            {"number", link.lineage.number},
            {"fate", link.lineage.fate},
            {"suggestions", json::parse(link.lineage.successors)},
            {"overlap", link.lineage.overlap},
            {"at", utc_text(link.lineage.at_us)}};
}

Response list_lost_links(Services& services, const Call& call) {
    QueryReader query(call.request);
    const auto division = query.text("division", 12);
    const auto page = query.integer("page", 1, 1, 1'000'000);
    const auto size = query.integer("size", 50, 1, max_page);
    query.finish();
    const auto role = call.who().account.role;
    const bool is_named = role == model::Role::collector || role == model::Role::reviewer;
    return services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), division);
        const auto links = store::list_lost_links(reader, place.area, size + 1, (page - 1) * size);
        auto items = json::array();
        for (const auto& link : links) {
            if (std::cmp_less(items.size(), size)) {
                items.push_back(lost_link(reader, link, is_named));
            }
        }
        json answer{{"items", std::move(items)}, {"page", page}, {"size", size}};
        answer["has_more"] = std::cmp_greater(links.size(), size);
        return json_response(200, answer.dump());
    });
}

} // namespace

Endpoints lost_link_endpoints(Services& services) {
    return {
        {{Method::get,
          "/api/v1/lost-links",
          Access::reader,
          Lane::pool,
          "Households whose footprint a newer batch knows no more, with what stands there now",
          "",
          "LostLinkPage",
          {"division", "page", "size"}},
         [&](const Call& call) { return list_lost_links(services, call); }},
    };
}

} // namespace tuban::http::api
