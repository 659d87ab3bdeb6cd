#include "data/model/proposal.hpp"
#include "data/store/counters.hpp"
#include "data/store/division_facts.hpp"
#include "data/store/households.hpp"
#include "data/store/store.hpp"
#include "server/http/api/area_parameter.hpp"
#include "server/http/api/body_reader.hpp"
#include "server/http/api/services.hpp"
#include "server/http/api/shapes.hpp"
#include "server/workflow/calendar.hpp"
#include "server/workflow/proposal_state.hpp"
#include "server/workflow/statistics_store.hpp"

namespace tuban::http::api {
namespace {

using workflow::Counter;
using workflow::StatisticsRow;

constexpr const char* list_name = "lookback";
constexpr std::int64_t days_shown = 84;
constexpr std::int64_t most_days = 400;

json progress_row(const StatisticsRow& row) {
    return {{"division", division_ref(row.division)},
            {"own", row.is_own},
            {"total", row.counts[Counter::total]},
            {"not_started", row.counts[Counter::not_started]},
            {"draft", row.counts[Counter::draft]},
            {"submitted", row.counts[Counter::submitted]},
            {"approved", row.counts[Counter::approved]},
            {"returned", row.counts[Counter::returned]}};
}

json combined_row(const StatisticsRow& row) {
    return {{"division", division_ref(row.division)},
            {"own", row.is_own},
            {"total", row.counts[Counter::total]},
            {"approved", row.counts[Counter::approved]},
            {"own_rural", row.counts.approved_own_rural()},
            {"grade_a", row.counts[Counter::approved_grade_a]},
            {"grade_b", row.counts[Counter::approved_grade_b]},
            {"grade_c", row.counts[Counter::approved_grade_c]},
            {"grade_d", row.counts[Counter::approved_grade_d]},
            {"other_safe", row.counts[Counter::approved_other_safe]},
            {"deceased", row.counts[Counter::approved_deceased]}};
}

template <typename RowShape>
Response table(Services& services, const Call& call, RowShape shape) {
    QueryReader query(call.request);
    const auto division = query.text("division", 12);
    query.finish();
    return services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), division);
        const auto figures =
            workflow::statistics_table(reader, place.area, place.division, list_name);
        auto rows = json::array();
        for (const auto& row : figures.rows) {
            rows.push_back(shape(row));
        }
        return json_response(200, json{{"as_of", utc_text(store::now_us())},
                                       {"total", shape(figures.total)},
                                       {"rows", std::move(rows)}}
                                      .dump());
    });
}

json series_point(const workflow::StatisticsPoint& point) {
    return {{"day", workflow::date_text_of_day(point.day)},
            {"total", point.counts[Counter::total]},
            {"not_started", point.counts[Counter::not_started]},
            {"draft", point.counts[Counter::draft]},
            {"submitted", point.counts[Counter::submitted]},
            {"approved", point.counts[Counter::approved]},
            {"returned", point.counts[Counter::returned]}};
}

Response series(Services& services, const Call& call) {
    QueryReader query(call.request);
    const auto division = query.text("division", 12);
    const auto days = query.integer("days", days_shown, 1, most_days);
    query.finish();
    return services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), division);
        const auto now = store::now_us();
        const auto last = store::day_of(now);
        auto points = json::array();
        for (const auto& point : workflow::statistics_series(reader, place.division, list_name,
                                                             last - days + 1, last)) {
            points.push_back(series_point(point));
        }
        return json_response(200, json{{"as_of", utc_text(now)},
                                       {"division", division_ref(place.division)},
                                       {"points", std::move(points)}}
                                      .dump());
    });
}

/// How many fit, and the first in the order of work.
struct Waiting {
    std::int64_t count = 0;
    std::optional<std::int64_t> first;
};

Waiting waiting(store::Reader& reader, const model::Area& area,
                const store::HouseholdFilter& filter, store::HouseholdOrder order) {
    const auto page = store::list_households(reader, area, filter, order, {1, 0});
    Waiting found{page.total, {}};
    if (!page.rows.empty()) {
        found.first = page.rows.front().household.id;
    }
    return found;
}

/// Proposals of the bulk run that a person is to confirm.
std::int64_t open_proposals(store::Reader& reader, const model::Area& area) {
    std::int64_t open = 0;
    for (const auto& sum : store::sum_counters(reader, area, workflow::proposal_counters)) {
        if (sum.name == to_string(model::MatchDecision::automatic) ||
            sum.name == to_string(model::MatchDecision::review)) {
            open += sum.value;
        }
    }
    return open;
}

Response desk(Services& services, const Call& call) {
    return services.store.read_value([&](store::Reader& reader) {
        const auto& who = call.who();
        const auto figures = workflow::statistics_table(reader, who.area, who.division, list_name);
        const auto& counts = figures.total.counts;
        const bool is_reviewer = who.account.role == model::Role::reviewer;

        store::HouseholdFilter in_state;
        in_state.list = model::HouseholdList::lookback;
        in_state.statuses = {model::Status::submitted};
        const auto to_review =
            waiting(reader, who.area, in_state, store::HouseholdOrder::review_queue);
        auto graver = in_state;
        graver.grades = {"C", "D"};
        auto backfill = in_state;
        backfill.statuses.clear();
        backfill.patch_states = {model::PatchState::not_found};
        auto to_fill = in_state;
        to_fill.statuses = {model::Status::returned};
        auto first = waiting(reader, who.area, to_fill, store::HouseholdOrder::place);
        if (!first.first) {
            to_fill.statuses = {model::Status::draft, model::Status::not_started};
            first = waiting(reader, who.area, to_fill, store::HouseholdOrder::place);
        }
        const auto begin_with = is_reviewer ? to_review.first : first.first;

        const json answer{
            {"as_of", utc_text(store::now_us())},
            {"to_fill", counts[Counter::not_started]},
            {"drafts", counts[Counter::draft]},
            {"returned", counts[Counter::returned]},
            {"to_review", to_review.count},
            {"resubmitted", store::count_resubmitted(reader, who.area)},
            {"to_review_cd", store::count_households(reader, who.area, graver)},
            {"proposals", open_proposals(reader, who.area)},
            {"backfill", store::count_households(reader, who.area, backfill)},
            {"progress", progress_row(figures.total)},
            {"combined", combined_row(figures.total)},
            {"first", begin_with ? json(std::to_string(*begin_with)) : json(nullptr)},
        };
        return json_response(200, answer.dump());
    });
}

} // namespace

Endpoints statistics_endpoints(Services& services) {
    return {
        {{Method::get,
          "/api/v1/statistics/progress",
          Access::reader,
          Lane::pool,
          "Households by state, division by division",
          "",
          "Progress",
          {"division"}},
         [&](const Call& call) { return table(services, call, progress_row); }},
        {{Method::get,
          "/api/v1/statistics/combined",
          Access::reader,
          Lane::pool,
          "Approved households by housing and grade",
          "",
          "Combined",
          {"division"}},
         [&](const Call& call) { return table(services, call, combined_row); }},
        {{Method::get,
          "/api/v1/statistics/series",
          Access::reader,
          Lane::pool,
          "Households by state at the end of each of the last days",
          "",
          "Series",
          {"division", "days"}},
         [&](const Call& call) { return series(services, call); }},
        {{Method::get,
          "/api/v1/desk",
          Access::reader,
          Lane::pool,
          "What waits for the caller, and the figures of his area",
          "",
          "Desk",
          {}},
         [&](const Call& call) { return desk(services, call); }},
    };
}

} // namespace tuban::http::api
