#include "data/forms/form.hpp"
#include "data/store/patch_lineage.hpp"
#include "server/http/api/area_parameter.hpp"
#include "server/http/api/household_shape.hpp"
#include "server/http/api/query_reader.hpp"
#include "server/http/api/services.hpp"
#include "server/http/api/shapes.hpp"
#include "server/workflow/review.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace tuban::http::api {
namespace {

constexpr std::int64_t max_page = 200;

/// Why the caller may not put another patch in the lost one's place; null where he may.
json choice_refusal(const workflow::RecordState& state, const workflow::Caller& caller) {
    const auto status = state.document.status;
    const auto action = workflow::link_action(state.household.patch_state, true);
    if (workflow::may_change_link(status, action, caller.role,
                                  workflow::is_filling_in(state, caller))) {
        return nullptr;
    }
    return workflow::link_refusal(status, action);
}

json lost_link(store::Reader& reader, const Call& call, const model::Area& area,
               const store::LostLink& link) {
    const auto state =
        workflow::find_record(reader, area, link.household_id, forms::Form::lookback().name());
    return {{"household_id", std::to_string(link.household_id)},
            {"head_name", shown_name(link.head_name, call.who())},
            {"division", state ? division_ref(state->division) : json(nullptr)},
            {"number", link.lineage.number},
            {"fate", link.lineage.fate},
            {"suggestions", json::parse(link.lineage.successors)},
            {"choice_refusal", state ? choice_refusal(*state, caller_of(call)) : json(nullptr)},
            {"overlap", link.lineage.overlap},
            {"at", utc_text(link.lineage.at_us)}};
}

Response list_lost_links(Services& services, const Call& call) {
    QueryReader query(call.request);
    const auto division = query.text("division", 12);
    const auto page = query.integer("page", 1, 1, 1'000'000);
    const auto size = query.integer("size", 50, 1, max_page);
    query.finish();
    return services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), division);
        const auto links = store::list_lost_links(reader, place.area, size + 1, (page - 1) * size);
        auto items = json::array();
        for (const auto& link : links) {
            if (std::cmp_less(items.size(), size)) {
                items.push_back(lost_link(reader, call, place.area, link));
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
