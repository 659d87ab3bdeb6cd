#include "data/model/identifiers.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/divisions.hpp"
#include "data/store/documents.hpp"
#include "data/store/households.hpp"
#include "data/store/store.hpp"
#include "server/http/api/area_parameter.hpp"
#include "server/http/api/body_reader.hpp"
#include "server/http/api/household_filter.hpp"
#include "server/http/api/household_shape.hpp"
#include "server/http/api/patch_shape.hpp"
#include "server/http/api/query_reader.hpp"
#include "server/http/api/services.hpp"
#include "server/map/candidates.hpp"
#include "server/map/scopes.hpp"

namespace tuban::http::api {
namespace {

constexpr std::int64_t default_page = 50;
constexpr std::int64_t max_page = 200;
constexpr std::int64_t max_page_number = 10'000'000;

Response page_response(Services& services, const Call& call, const std::optional<std::string>& code,
                       const store::HouseholdFilter& filter, store::HouseholdOrder order,
                       std::int64_t page, std::int64_t size) {
    return services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), code);
        const auto found =
            store::list_households(reader, place.area, filter, order, {size, (page - 1) * size});
        auto items = json::array();
        for (const auto& row : found.rows) {
            items.push_back(household_row(row, call.who()));
        }
        json answer{
            {"total", found.total}, {"page", page}, {"size", size}, {"items", std::move(items)}};
        if (found.is_total_minimum) {
            answer["total_is_minimum"] = true;
        }
        return json_response(200, answer.dump());
    });
}

Response list(Services& services, const Call& call) {
    QueryReader query(call.request);
    const auto division = query.text("division", 12);
    HouseholdChoices choices;
    choices.statuses = query.list("status");
    choices.grades = query.list("grade");
    choices.patch_states = query.list("patch_state");
    choices.housings = query.list("housing");
    choices.resubmitted = query.text("resubmitted", 5).value_or("");
    choices.own = query.text("own", 5).value_or("");
    choices.sort = query.text("sort", 20).value_or("");
    const auto queue = query.text("queue", 10);
    const auto page = query.integer("page", 1, 1, max_page_number);
    const auto size = query.integer("size", default_page, 1, max_page);
    query.finish();
    auto order = to_order(choices);
    if (queue == "review") {
        order = store::HouseholdOrder::review_queue;
        if (choices.statuses.empty()) {
            choices.statuses = {"submitted"};
        }
    }
    return page_response(services, call, division, to_filter(choices), order, page, size);
}

/// Names, ids and phones come in the body: they never stand in a URL.
Response search(Services& services, const Call& call) {
    BodyReader body(call.request);
    const auto division = body.optional_text("division", 12);
    HouseholdChoices choices;
    choices.statuses = body.optional_texts("status");
    choices.grades = body.optional_texts("grade");
    choices.patch_states = body.optional_texts("patch_state");
    choices.housings = body.optional_texts("housing");
    choices.resubmitted = body.optional_text("resubmitted", 5).value_or("");
    choices.own = body.optional_text("own", 5).value_or("");
    choices.sort = body.optional_text("sort", 20).value_or("");
    const auto id_number = body.optional_text("id_number", 40);
    const auto phone = body.optional_text("phone", 40);
    const auto name = body.optional_text("name", 50);
    const auto text = body.optional_text("text", 100);
    const auto page = body.optional_integer("page", 1, max_page_number).value_or(1);
    const auto size = body.optional_integer("size", 1, max_page).value_or(default_page);
    body.finish();

    auto filter = to_filter(choices);
    if (id_number) {
        filter.id_hash = services.sealer.lookup_hash(model::normalize_id(*id_number));
    }
    if (phone) {
        filter.phone_hash = services.sealer.lookup_hash(model::normalize_phone(*phone));
    }
    filter.name = name.value_or("");
    filter.text = text.value_or("");
    return page_response(services, call, division, filter, to_order(choices), page, size);
}

model::Household get_household(store::Reader& reader, const Call& call) {
    auto household = store::find_household(reader, call.who().area, household_id(call.request));
    if (!household) {
        throw not_found();
    }
    return std::move(household).value();
}

/// The path from the caller's own division on: what lies above is not his.
json path_in_area(store::Reader& reader, const Call& call, std::int64_t division_id) {
    auto path = store::division_path(reader, division_id);
    std::erase_if(path, [&](const model::Division& step) {
        return !call.who().area.contains(step.first_label);
    });
    return division_refs(path);
}

json linked_patch(store::Reader& reader, Services& services, const Call& call,
                  const model::Household& household) {
    if (!household.patch_number) {
        return nullptr;
    }
    const auto view = services.scopes.view(reader, call.who().area);
    const auto patch = segment::Lookup(view->scope).find_number(*household.patch_number);
    return patch ? patch_json(reader, services, call.who(), *patch) : json(nullptr);
}

Response one(Services& services, const Call& call) {
    return services.store.read_value([&](store::Reader& reader) {
        const auto household = get_household(reader, call);
        const auto division = store::find_division(reader, household.division_id).value();
        const auto document =
            store::find_document(reader, call.who().area, household.id, "lookback");
        const json answer{
            {"id", std::to_string(household.id)},
            {"list", model::to_string(household.list)},
            {"head_name", shown_name(household.head_name, call.who())},
            {"id_masked", household.id_masked},
            {"phone_masked", household.phone_masked},
            {"division", division_ref(division)},
            {"path", path_in_area(reader, call, household.division_id)},
            {"address", household.address},
            {"village_group", household.village_group},
            {"kind", household.kind},
            {"family_size", household.family_size ? json(*household.family_size) : json(nullptr)},
            {"point", point_of(household)},
            {"patch_state", model::to_string(household.patch_state)},
            {"patch", linked_patch(reader, services, call, household)},
            {"status", model::to_string(household.status)},
            {"grade", household.grade},
            {"housing", household.housing},
            {"record_version", document ? document->version : 0},
        };
        return json_response(200, answer.dump());
    });
}

Response candidates(Services& services, const Call& call) {
    return services.store.read_value([&](store::Reader& reader) {
        const auto household = get_household(reader, call);
        const auto view = services.scopes.view(reader, call.who().area);
        const auto ranking = map::rank_candidates(reader, services.scopes, services.sealer, *view,
                                                  call.who().area, household);
        auto list = json::array();
        for (const auto& candidate : ranking.candidates) {
            auto reasons = json::array();
            for (const auto& reason : candidate.reasons) {
                reasons.push_back(
                    {{"code", reason.code}, {"text", reason.text}, {"weight", reason.weight}});
            }
            json entry{{"rank", list.size() + 1},
                       {"patch", patch_json(reader, services, call.who(), candidate.patch,
                                            candidate.distance_m)},
                       {"probability", candidate.probability},
                       {"reasons", std::move(reasons)}};
            if (candidate.distance_m) {
                entry["distance_m"] = *candidate.distance_m;
            }
            list.push_back(std::move(entry));
        }
        return json_response(200, json{{"candidates", std::move(list)},
                                       {"none_probability", ranking.none_probability}}
                                      .dump());
    });
}

} // namespace

Endpoints household_endpoints(Services& services) {
    return {
        {{Method::get,
          "/api/v1/households",
          Access::reader,
          Lane::pool,
          "Households of an area, by page",
          "",
          "HouseholdPage",
          {"division", "status", "grade", "patch_state", "housing", "resubmitted", "own", "sort",
           "queue", "page", "size"}},
         [&](const Call& call) { return list(services, call); }},
        {{Method::post,
          "/api/v1/households/search",
          Access::reader,
          Lane::pool,
          "The same by name, id, phone or any text",
          "HouseholdSearch",
          "HouseholdPage",
          {}},
         [&](const Call& call) { return search(services, call); }},
        {{Method::get,
          "/api/v1/households/{id}",
          Access::reader,
          Lane::pool,
          "One household",
          "",
          "Household",
          {}},
         [&](const Call& call) { return one(services, call); }},
        {{Method::get,
          "/api/v1/households/{id}/candidates",
          Access::reader,
          Lane::pool,
          "Footprints that may be its house, best first",
          "",
          "Candidates",
          {}},
         [&](const Call& call) { return candidates(services, call); }},
    };
}

} // namespace tuban::http::api
