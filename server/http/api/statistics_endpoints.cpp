#include "data/model/proposal.hpp"
#include "data/store/counters.hpp"
#include "data/store/documents.hpp"
#include "data/store/households.hpp"
#include "data/store/store.hpp"
#include "server/http/api/area_parameter.hpp"
#include "server/http/api/query_reader.hpp"
#include "server/http/api/services.hpp"
#include "server/http/api/shapes.hpp"
#include "server/http/api/workbook.hpp"
#include "server/workflow/calendar.hpp"
#include "server/workflow/proposal_state.hpp"
#include "server/workflow/statistics_store.hpp"

#include <fmt/format.h>

#include <array>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace tuban::http::api {
namespace {

using workflow::Counter;
using workflow::Counts;
using workflow::StatisticsRow;

constexpr const char* list_name = "lookback";
constexpr std::int64_t days_shown = 84;
constexpr std::int64_t most_days = 400;

/// A figure of a table: its name in JSON and its heading, as the screens have it.
struct Column {
    const char* name;
    const char* heading;
    std::int64_t (*value)(const Counts& counts);
};

template <Counter counter>
std::int64_t value_of(const Counts& counts) {
    return counts[counter];
}

constexpr std::array progress_columns{
    Column{"total", "总户数", value_of<Counter::total>},
    Column{"not_started", "未录入", value_of<Counter::not_started>},
    Column{"draft", "已录入", value_of<Counter::draft>},
    Column{"submitted", "待审核", value_of<Counter::submitted>},
    Column{"approved", "审核通过", value_of<Counter::approved>},
    Column{"returned", "退回补正", value_of<Counter::returned>},
};

constexpr std::array combined_columns{
    Column{"total", "总户数", value_of<Counter::total>},
    Column{"approved", "审核通过", value_of<Counter::approved>},
    Column{"own_rural", "自有农村住房",
           [](const Counts& counts) { return counts.approved_own_rural(); }},
    Column{"grade_a", "A级 未发现隐患", value_of<Counter::approved_grade_a>},
    Column{"grade_b", "B级 未发现隐患", value_of<Counter::approved_grade_b>},
    Column{"grade_c", "C级 一定隐患", value_of<Counter::approved_grade_c>},
    Column{"grade_d", "D级 严重隐患", value_of<Counter::approved_grade_d>},
    Column{"other_safe", "其他安全住房", value_of<Counter::approved_other_safe>},
    Column{"deceased", "死亡销户", value_of<Counter::approved_deceased>},
};

/// One of the two tables of SPEC 5.6.
struct Table {
    const char* title;
    std::span<const Column> columns;
};

constexpr Table progress_table{"进度统计", progress_columns};
constexpr Table combined_table{"综合统计", combined_columns};

json row_json(const Table& table, const StatisticsRow& row) {
    json shaped{{"division", division_ref(row.division)}, {"own", row.is_own}};
    for (const auto& column : table.columns) {
        shaped[column.name] = column.value(row.counts);
    }
    return shaped;
}

std::vector<Cell> row_cells(const Table& table, const StatisticsRow& row, std::string name) {
    std::vector<Cell> cells{std::move(name), row.division.code};
    for (const auto& column : table.columns) {
        cells.emplace_back(column.value(row.counts));
    }
    return cells;
}

/// "2024-10-18 11:26" of China.
std::string china_text(std::int64_t time_us) {
    constexpr std::int64_t china_ahead_us = 8LL * 3600 * 1'000'000;
    auto text = utc_text(time_us + china_ahead_us).substr(0, 16);
    text[10] = ' ';
    return text;
}

Response workbook_response(const Table& table, const workflow::StatisticsTable& figures) {
    Sheet sheet;
    sheet.name = table.title;
    sheet.title = figures.total.division.full_name + table.title;
    sheet.note = "截至 " + china_text(store::now_us());
    sheet.headings = {"区划", "区划代码"};
    for (const auto& column : table.columns) {
        sheet.headings.emplace_back(column.heading);
    }
    sheet.rows.push_back(row_cells(table, figures.total, "合计"));
    for (const auto& row : figures.rows) {
        sheet.rows.push_back(
            row_cells(table, row, row.is_own ? "本级（未落到村）" : row.division.name));
    }
    Response response;
    response.body = std::make_shared<const std::string>(workbook(sheet));
    response.set_header("Content-Type",
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    response.set_header("Content-Disposition", fmt::format("attachment; filename=\"{}.xlsx\"",
                                                           figures.total.division.code));
    return response;
}

Response answer_table(Services& services, const Call& call, const Table& table) {
    QueryReader query(call.request);
    const auto division = query.text("division", 12);
    const auto format = query.text("format", 4);
    query.finish();
    if (format && *format != "xlsx") {
        throw Refused({400, "parameters_invalid", "请求参数不正确", "format 应为 xlsx。"});
    }
    const auto figures = services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), division);
        return workflow::statistics_table(reader, place.area, place.division, list_name);
    });
    if (format) {
        return workbook_response(table, figures);
    }
    auto rows = json::array();
    for (const auto& row : figures.rows) {
        rows.push_back(row_json(table, row));
    }
    return json_response(200, json{{"as_of", utc_text(store::now_us())},
                                   {"total", row_json(table, figures.total)},
                                   {"rows", std::move(rows)}}
                                  .dump());
}

json series_point(const workflow::StatisticsPoint& point) {
    json shaped{{"day", workflow::date_text_of_day(point.day)}};
    for (const auto& column : progress_columns) {
        shaped[column.name] = column.value(point.counts);
    }
    return shaped;
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

std::optional<std::int64_t> first_of(store::Reader& reader, const model::Area& area,
                                     const store::HouseholdFilter& filter,
                                     store::HouseholdOrder order) {
    const auto page = store::list_households(reader, area, filter, order, {1, 0});
    return page.rows.empty() ? std::nullopt : std::optional(page.rows.front().household.id);
}

/// The household that the caller's work begins with; who neither fills in nor reviews has none.
std::optional<std::int64_t> first_to_do(store::Reader& reader, const auth::Principal& who) {
    store::HouseholdFilter filter;
    filter.list = model::HouseholdList::lookback;
    if (who.account.role == model::Role::reviewer) {
        filter.statuses = {model::Status::submitted};
        return first_of(reader, who.area, filter, store::HouseholdOrder::review_queue);
    }
    if (who.account.role != model::Role::collector) {
        return {};
    }
    filter.statuses = {model::Status::returned};
    const auto returned = first_of(reader, who.area, filter, store::HouseholdOrder::place);
    if (returned) {
        return returned;
    }
    filter.statuses = {model::Status::draft, model::Status::not_started};
    return first_of(reader, who.area, filter, store::HouseholdOrder::place);
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
        const auto total = workflow::statistics_total(reader, who.division, list_name);
        const auto& counts = total.counts;
        const auto first = first_to_do(reader, who);

        store::HouseholdFilter graver;
        graver.list = model::HouseholdList::lookback;
        graver.statuses = {model::Status::submitted};
        graver.grades = {"C", "D"};
        store::HouseholdFilter backfill;
        backfill.list = model::HouseholdList::lookback;
        backfill.patch_states = {model::PatchState::not_found};

        const json answer{
            {"as_of", utc_text(store::now_us())},
            {"to_fill", counts[Counter::not_started]},
            {"drafts", counts[Counter::draft]},
            {"returned", counts[Counter::returned]},
            {"to_review", counts[Counter::submitted]},
            {"resubmitted", store::count_resubmitted(reader, who.area, list_name)},
            {"to_review_cd", store::count_households(reader, who.area, graver)},
            {"proposals", open_proposals(reader, who.area)},
            {"backfill", store::count_households(reader, who.area, backfill)},
            {"progress", row_json(progress_table, total)},
            {"combined", row_json(combined_table, total)},
            {"first", first ? json(std::to_string(*first)) : json(nullptr)},
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
          {"division", "format"}},
         [&](const Call& call) { return answer_table(services, call, progress_table); }},
        {{Method::get,
          "/api/v1/statistics/combined",
          Access::reader,
          Lane::pool,
          "Approved households by housing and grade",
          "",
          "Combined",
          {"division", "format"}},
         [&](const Call& call) { return answer_table(services, call, combined_table); }},
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
