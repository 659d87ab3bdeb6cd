#include "data/model/proposal.hpp"
#include "data/store/audit.hpp"
#include "data/store/counters.hpp"
#include "data/store/divisions.hpp"
#include "data/store/households.hpp"
#include "data/store/jobs.hpp"
#include "data/store/match_counties.hpp"
#include "data/store/match_decisions.hpp"
#include "data/store/proposals.hpp"
#include "server/http/api/area_parameter.hpp"
#include "server/http/api/body_reader.hpp"
#include "server/http/api/job_shape.hpp"
#include "server/http/api/proposal_shape.hpp"
#include "server/http/api/query_reader.hpp"
#include "server/http/api/services.hpp"
#include "server/http/api/write_request.hpp"
#include "server/jobs/match.hpp"
#include "server/workflow/proposal_state.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace tuban::http::api {
namespace {

constexpr double min_precision = 0.9;
constexpr double max_precision = 0.9999;

bool may_run(store::Reader& reader, const Call& call, const model::Division& division) {
    return call.who().account.role == model::Role::reviewer &&
           store::is_match_unit(reader, division);
}

/// A county that the caller may read. Throws Refused `not_a_county`.
model::Division get_county(store::Reader& reader, const Call& call, const std::string& code) {
    const auto place = readable_division(reader, call.who(), code);
    if (!store::is_match_unit(reader, place.division)) {
        throw Refused({422,
                       "not_a_county",
                       "请选择一个区县",
                       "人房对应按区县进行。",
                       {{"/division", "not_a_county", "请选择一个区县"}}});
    }
    return place.division;
}

json run_json(store::Reader& reader, const Call& call, const model::Division& division) {
    const auto run = store::latest_job(reader, jobs::match_kind, division.id);
    return run ? job_json(*run, call.who()) : json(nullptr);
}

json reliability_json(const store::Reliability& reliability, json& mean_gap) {
    auto bins = json::array();
    double gaps = 0;
    std::int64_t checked = 0;
    const auto width = 1.0 / static_cast<double>(reliability.bins.size());
    for (std::size_t i = 0; i < reliability.bins.size(); ++i) {
        const auto& bin = reliability.bins.at(i);
        const auto from = static_cast<double>(i) * width;
        const auto n = static_cast<double>(bin.checked);
        const auto mean = bin.checked > 0 ? bin.probability_sum / n : from + width / 2;
        bins.push_back({{"from", from},
                        {"to", from + width},
                        {"mean_probability", mean},
                        {"checked", bin.checked},
                        {"right", bin.right}});
        gaps += std::abs(bin.probability_sum - static_cast<double>(bin.right));
        checked += bin.checked;
    }
    mean_gap = checked > 0 ? json(gaps / static_cast<double>(checked)) : json(nullptr);
    return bins;
}

json queue_json(store::Reader& reader, const model::Area& area) {
    std::map<std::string, std::int64_t, std::less<>> counted;
    for (const auto& sum : store::sum_counters(reader, area, workflow::proposal_counters)) {
        counted[sum.name] = sum.value;
    }
    json queue;
    for (const auto* const name : {"auto", "review", "none"}) {
        queue[name] = counted[name];
    }
    store::HouseholdFilter filter;
    filter.list = model::HouseholdList::lookback;
    for (const auto state :
         {model::PatchState::linked, model::PatchState::not_found, model::PatchState::unlinked}) {
        filter.patch_states = {state};
        queue[model::to_string(state)] = store::count_households(reader, area, filter);
    }
    return queue;
}

Response page(Services& services, const Call& call) {
    QueryReader query(call.request);
    const auto code = query.text("division", 12);
    query.finish();
    return services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), code);
        const auto precision = store::find_match_county(reader, place.division.id).precision;
        const auto reliability = store::reliability_in(reader, place.area);
        const auto blind = store::blind_queue(reader, place.area);
        json mean_gap;
        auto bins = reliability_json(reliability, mean_gap);
        const json answer{
            {"division", division_ref(place.division)},
            {"can_run", may_run(reader, call, place.division)},
            {"run", run_json(reader, call, place.division)},
            {"precision", precision},
            {"thresholds", thresholds_json(reader, place.area, precision)},
            {"reliability", std::move(bins)},
            {"mean_gap", mean_gap},
            {"bulk_confirmed", reliability.bulk_confirmed},
            {"queue", queue_json(reader, place.area)},
            {"blind",
             {{"total", blind.total},
              {"checked", reliability.blind_checked},
              {"agreed", reliability.blind_agreed}}},
        };
        return json_response(200, answer.dump());
    });
}

Response set_precision(Services& services, const Call& call) {
    BodyReader body(call.request);
    const auto code = body.text("division", 12);
    const auto precision = body.number("precision", min_precision, max_precision);
    body.finish();
    return write_once(services.store, call, [&](store::Transaction& transaction) {
        const auto county = get_county(transaction, call, code);
        const auto before = store::find_match_county(transaction, county.id).precision;
        store::set_match_precision(transaction, county.id, precision, store::now_us());
        store::append_audit(transaction, call.actor(), "matching.settings", "division", county.code,
                            json{{"before", before}, {"after", precision}}.dump());
        return std::string();
    });
}

Response start(Services& services, const Call& call) {
    BodyReader body(call.request);
    const auto code = body.text("division", 12);
    body.finish();
    auto response = write_once(services.store, call, [&](store::Transaction& transaction) {
        const auto county = get_county(transaction, call, code);
        const auto id = jobs::enqueue_match(transaction, jobs::match_kind, county.id,
                                            call.who().account.id, store::now_us());
        store::append_audit(transaction, call.actor(), "matching.run", "division", county.code,
                            json{{"job", std::to_string(id)}}.dump());
        return job_json(store::find_job(transaction, call.who().area, id).value(), call.who())
            .dump();
    });
    services.wake_worker();
    return response;
}

} // namespace

Endpoints matching_endpoints(Services& services) {
    return {
        {{Method::get,
          "/api/v1/matching",
          Access::reader,
          Lane::pool,
          "A county's matching: latest run, thresholds, reliability, queue",
          "",
          "Matching",
          {"division"}},
         [&](const Call& call) { return page(services, call); }},
        {{Method::put,
          "/api/v1/matching/settings",
          Access::reviewer,
          Lane::pool,
          "The wanted precision of the next run",
          "MatchSettings",
          "",
          {}},
         [&](const Call& call) { return set_precision(services, call); }},
        {{Method::post,
          "/api/v1/matching/runs",
          Access::reviewer,
          Lane::pool,
          "Match a county's households with its footprints",
          "MatchStart",
          "Job",
          {}},
         [&](const Call& call) { return start(services, call); }},
    };
}

} // namespace tuban::http::api
