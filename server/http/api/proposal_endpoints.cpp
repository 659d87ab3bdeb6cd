#include "data/model/proposal.hpp"
#include "data/store/counters.hpp"
#include "data/store/households.hpp"
#include "data/store/match_counties.hpp"
#include "data/store/proposals.hpp"
#include "server/http/api/area_parameter.hpp"
#include "server/http/api/body_reader.hpp"
#include "server/http/api/household_shape.hpp"
#include "server/http/api/patch_shape.hpp"
#include "server/http/api/proposal_shape.hpp"
#include "server/http/api/query_reader.hpp"
#include "server/http/api/services.hpp"
#include "server/http/api/write_request.hpp"
#include "server/workflow/proposal_state.hpp"
#include "server/workflow/proposals.hpp"

#include <algorithm>
#include <limits>

namespace tuban::http::api {
namespace {

constexpr std::int64_t default_page = 50;
constexpr std::int64_t max_page = 200;
constexpr std::int64_t max_page_number = 1'000'000;
constexpr std::size_t max_ids = 1000;
constexpr std::size_t max_skips_shown = 100;

/// The identifiers of a query parameter. Throws Refused `parameters_invalid`.
template <typename Enum>
std::vector<Enum> read_set(const std::vector<std::string>& identifiers,
                           std::optional<Enum> (*from)(std::string_view)) {
    std::vector<Enum> set;
    for (const auto& identifier : identifiers) {
        const auto value = from(identifier);
        if (!value) {
            throw Refused({400, "parameters_invalid", "查询条件不正确",
                           "没有“" + identifier + "”这个选项。"});
        }
        set.push_back(*value);
    }
    return set;
}

json proposal_json(store::Reader& reader, const Call& call, const map::AreaView& view,
                   const model::Proposal& proposal) {
    const auto household =
        store::find_household_row(reader, call.who().area, proposal.household_id);
    return {
        {"household", household_row(household.value(), call.who())},
        {"decision", to_string(proposal.decision)},
        {"state", to_string(proposal.state)},
        {"candidates", proposed_patches(proposal, view, call.who())},
        {"reasons", json::parse(proposal.reasons)},
        {"none_probability", proposal.none_probability},
        {"evaluated_at", utc_text(proposal.evaluated_at_us)},
        {"decided_at", time_or_null(proposal.decided_at_us)},
        {"action", proposal.action_id ? json(std::to_string(*proposal.action_id)) : json(nullptr)}};
}

json counts_json(store::Reader& reader, const model::Area& area) {
    std::int64_t open = 0;
    std::int64_t confirmed = 0;
    std::int64_t rejected = 0;
    for (const auto& sum : store::sum_counters(reader, area, workflow::proposal_counters)) {
        if (sum.name == "confirmed") {
            confirmed += sum.value;
        } else if (sum.name == "rejected") {
            rejected += sum.value;
        } else if (sum.name != "blind") {
            open += sum.value;
        }
    }
    return {{"open", open}, {"confirmed", confirmed}, {"rejected", rejected}};
}

Response list(Services& services, const Call& call) {
    QueryReader query(call.request);
    const auto code = query.text("division", 12);
    store::ProposalFilter filter;
    filter.states = read_set(query.list("state"), model::proposal_state_from);
    filter.decisions = read_set(query.list("decision"), model::match_decision_from);
    const auto page = query.integer("page", 1, 1, max_page_number);
    const auto size = query.integer("size", default_page, 1, max_page);
    query.finish();
    return services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), code);
        const auto view = services.scopes.view(reader, call.who().area);
        const auto found =
            store::list_proposals(reader, place.area, filter, {size, (page - 1) * size});
        auto items = json::array();
        for (const auto& proposal : found.rows) {
            items.push_back(proposal_json(reader, call, *view, proposal));
        }
        return json_response(
            200, json{{"total", found.total},
                      {"page", page},
                      {"size", size},
                      {"items", std::move(items)},
                      {"counts", counts_json(reader, place.area)},
                      {"thresholds", thresholds_json(reader, place.area, store::default_precision)},
                      {"sure", sure_threshold_json(reader, place.division)}}
                     .dump());
    });
}

std::vector<std::int64_t> read_ids(BodyReader& body, const char* name) {
    std::vector<std::int64_t> ids;
    for (const auto& text : body.optional_texts(name, max_ids)) {
        const auto id = parse_id(text);
        if (!id) {
            throw Refused({422,
                           "fields_invalid",
                           "有内容填写不正确",
                           "户编号应为数字。",
                           {{std::string("/") + name, "bad_id", "户编号应为数字"}}});
        }
        ids.push_back(*id);
    }
    return ids;
}

std::string result_json(const workflow::ActionResult& result) {
    auto skipped = json::array();
    for (const auto& one : result.skipped) {
        if (skipped.size() == max_skips_shown) {
            break;
        }
        skipped.push_back({{"household", std::to_string(one.household_id)},
                           {"reason", workflow::to_string(one.reason)},
                           {"detail", workflow::explain(one.reason)}});
    }
    return json{{"action", std::to_string(result.action_id)},
                {"changed", result.changed},
                {"skipped", std::move(skipped)},
                {"skipped_total", result.skipped.size()}}
        .dump();
}

std::vector<std::int64_t> all_above(store::Reader& reader, const model::Area& area, double above) {
    const auto found =
        store::list_proposals(reader, area,
                              {{model::ProposalState::open},
                               {model::MatchDecision::automatic, model::MatchDecision::review},
                               above},
                              {workflow::max_decided_at_once, 0});
    if (found.total > workflow::max_decided_at_once) {
        throw Refused({422, "too_many", "一次确认得太多",
                       "一次最多确认 " + std::to_string(workflow::max_decided_at_once) +
                           " 户，请按镇或按村确认。"});
    }
    std::vector<std::int64_t> ids;
    for (const auto& proposal : found.rows) {
        if (proposal.has_likely_patch()) {
            ids.push_back(proposal.household_id);
        }
    }
    return ids;
}

Response confirm(Services& services, const Call& call) {
    BodyReader body(call.request);
    const auto code = body.text("division", 12);
    const auto ids = read_ids(body, "households");
    const auto above = body.optional_number("above", 0, 1);
    body.finish();
    if (ids.empty() == !above.has_value()) {
        throw Refused(
            {422, "fields_invalid", "请选择要确认的户", "households 与 above 二者选一。"});
    }
    const auto view = services.store.read_value(
        [&](store::Reader& reader) { return services.scopes.view(reader, call.who().area); });
    const segment::Lookup lookup(view->scope);
    return write_once(services.store, call, [&](store::Transaction& transaction) {
        const auto place = readable_division(transaction, call.who(), code);
        return result_json(workflow::confirm_proposals(
            transaction, caller_of(call), place.area,
            above ? all_above(transaction, place.area, *above) : ids,
            [&](const std::string& number) { return lookup.find_number(number).has_value(); },
            store::now_us()));
    });
}

Response reject(Services& services, const Call& call) {
    BodyReader body(call.request);
    const auto code = body.text("division", 12);
    const auto ids = read_ids(body, "households");
    body.finish();
    return write_once(services.store, call, [&](store::Transaction& transaction) {
        const auto place = readable_division(transaction, call.who(), code);
        return result_json(workflow::reject_proposals(transaction, caller_of(call), place.area, ids,
                                                      store::now_us()));
    });
}

Response undo(Services& services, const Call& call) {
    BodyReader body(call.request);
    const auto action = parse_id(body.text("action", 19));
    body.finish();
    return write_once(services.store, call, [&](store::Transaction& transaction) {
        return result_json(workflow::undo_proposals(transaction, caller_of(call), call.who().area,
                                                    action.value_or(0), store::now_us()));
    });
}

/// The candidates of a blind check: by number, so that their order tells nothing.
json blind_candidates(store::Reader& reader, Services& services, const Call& call,
                      const model::Proposal& proposal) {
    std::vector<std::string> numbers;
    for (const auto& candidate : json::parse(proposal.candidates)) {
        numbers.push_back(candidate["number"]);
    }
    std::sort(numbers.begin(), numbers.end());
    const auto view = services.scopes.view(reader, call.who().area);
    const segment::Lookup lookup(view->scope);
    auto list = json::array();
    for (const auto& number : numbers) {
        if (const auto patch = lookup.find_number(number)) {
            list.push_back(patch_json(reader, services, call.who(), *patch));
        }
    }
    return list;
}

Response next_blind(Services& services, const Call& call) {
    QueryReader query(call.request);
    const auto code = query.text("division", 12);
    query.finish();
    return services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), code);
        const auto queue = store::blind_queue(reader, place.area);
        json answer{{"remaining", queue.waiting},
                    {"household", nullptr},
                    {"address", ""},
                    {"point", nullptr},
                    {"candidates", json::array()}};
        if (queue.next) {
            const auto id = queue.next->household_id;
            const auto row = store::find_household_row(reader, call.who().area, id).value();
            answer["household"] = household_row(row, call.who());
            answer["address"] = row.household.address;
            answer["point"] = point_of(row.household);
            answer["candidates"] = blind_candidates(reader, services, call, *queue.next);
        }
        return json_response(200, answer.dump());
    });
}

Response answer_blind(Services& services, const Call& call) {
    BodyReader body(call.request);
    const auto id = parse_id(body.text("household", 19));
    const auto said = body.text("answer", 10);
    const auto number = body.optional_text("number", 32);
    body.finish();
    const bool is_patch = said == "patch";
    if (!id || (!is_patch && said != "not_found" && said != "unsure") ||
        is_patch != number.has_value()) {
        throw Refused({422, "fields_invalid", "请选择一个图斑，或选“未发现图斑”“不能确定”",
                       "answer 为 patch 时要有 number，为 not_found、unsure 时没有。"});
    }
    if (number) {
        require_patch(services, call, *number);
    }
    return write_once(services.store, call, [&](store::Transaction& transaction) {
        const workflow::BlindAnswer answer{*id, said == "unsure", number};
        if (!store::find_household_row(transaction, call.who().area, *id)) {
            throw not_found();
        }
        if (!workflow::answer_blindly(transaction, caller_of(call), call.who().area, answer,
                                      store::now_us())) {
            throw Refused({409, "not_allowed_now", "现在不能这样做",
                           "这一户已经核对过，或不在抽查样本中。请取下一户。"});
        }
        return std::string();
    });
}

Response backfill(Services& services, const Call& call) {
    QueryReader query(call.request);
    const auto code = query.text("division", 12);
    const auto likely = query.text("likely", 5);
    const auto page = query.integer("page", 1, 1, max_page_number);
    const auto size = query.integer("size", default_page, 1, max_page);
    query.finish();
    if (likely && likely != "true" && likely != "false") {
        throw Refused({400, "parameters_invalid", "查询条件不正确", "likely 应为 true 或 false。"});
    }
    const auto wanted = likely ? std::optional(*likely == "true") : std::nullopt;
    return services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), code);
        const auto view = services.scopes.view(reader, call.who().area);
        const auto found =
            store::list_backfill(reader, place.area, wanted, {size, (page - 1) * size});
        auto items = json::array();
        for (const auto& row : found.rows) {
            const auto* const open =
                row.proposal && row.proposal->state == model::ProposalState::open ? &*row.proposal
                                                                                  : nullptr;
            const json candidates =
                open ? proposed_patches(*open, *view, call.who()) : json::array();
            items.push_back(
                {{"household", household_row(row.household, call.who())},
                 {"likely", row.has_likely_patch() ? candidates.front() : json(nullptr)},
                 {"candidates", candidates},
                 {"reasons", open ? json::parse(open->reasons) : json::array()},
                 {"none_probability", open ? json(open->none_probability) : json(nullptr)},
                 {"evaluated_at",
                  row.proposal ? json(utc_text(row.proposal->evaluated_at_us)) : json(nullptr)},
                 {"checked_at", time_or_null(row.household.household.patch_at_us)}});
        }
        return json_response(200, json{{"total", found.total},
                                       {"page", page},
                                       {"size", size},
                                       {"likely_total", found.likely_total},
                                       {"items", std::move(items)}}
                                      .dump());
    });
}

} // namespace

Endpoints proposal_endpoints(Services& services) {
    return {
        {{Method::get,
          "/api/v1/proposals",
          Access::reader,
          Lane::pool,
          "What the latest run proposes, likeliest first",
          "",
          "ProposalPage",
          {"division", "state", "decision", "page", "size"}},
         [&](const Call& call) { return list(services, call); }},
        {{Method::post,
          "/api/v1/proposals/confirm",
          Access::record_editor,
          Lane::pool,
          "Link households to the patches proposed for them",
          "ProposalConfirm",
          "ProposalsDecided",
          {}},
         [&](const Call& call) { return confirm(services, call); }},
        {{Method::post,
          "/api/v1/proposals/reject",
          Access::record_editor,
          Lane::pool,
          "Say that proposed patches are not the houses",
          "ProposalReject",
          "ProposalsDecided",
          {}},
         [&](const Call& call) { return reject(services, call); }},
        {{Method::post,
          "/api/v1/proposals/undo",
          Access::record_editor,
          Lane::pool,
          "Take back what an action of the caller decided",
          "ProposalUndo",
          "ProposalsDecided",
          {}},
         [&](const Call& call) { return undo(services, call); }},
        {{Method::get,
          "/api/v1/proposals/blind",
          Access::record_editor,
          Lane::pool,
          "The next household of the blind check",
          "",
          "BlindItem",
          {"division"}},
         [&](const Call& call) { return next_blind(services, call); }},
        {{Method::post,
          "/api/v1/proposals/blind",
          Access::record_editor,
          Lane::pool,
          "What a blind check found",
          "BlindAnswer",
          "",
          {}},
         [&](const Call& call) { return answer_blind(services, call); }},
        {{Method::get,
          "/api/v1/backfill",
          Access::reader,
          Lane::pool,
          "Households without a patch, those with a likely one first",
          "",
          "BackfillPage",
          {"division", "likely", "page", "size"}},
         [&](const Call& call) { return backfill(services, call); }},
    };
}

} // namespace tuban::http::api
