#include "data/store/audit.hpp"
#include "data/store/store.hpp"
#include "server/http/api/area_parameter.hpp"
#include "server/http/api/query_reader.hpp"
#include "server/http/api/services.hpp"
#include "server/http/api/shapes.hpp"

#include <charconv>
#include <chrono>
#include <limits>

namespace tuban::http::api {
namespace {

constexpr std::int64_t default_page = 50;
constexpr std::int64_t max_page = 200;

/// Start of a day "2024-10-18" in UTC+8, in UTC microseconds.
std::optional<std::int64_t> start_of_day(std::string_view text) {
    const auto number = [&](std::size_t at, std::size_t length) {
        unsigned value = 0;
        const auto* end = text.data() + at + length;
        const auto read = std::from_chars(text.data() + at, end, value);
        return read.ec == std::errc() && read.ptr == end ? std::optional(value) : std::nullopt;
    };
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return {};
    }
    const auto year = number(0, 4);
    const auto month = number(5, 2);
    const auto day = number(8, 2);
    if (!year || !month || !day) {
        return {};
    }
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                           std::chrono::month(*month), std::chrono::day(*day)};
    if (!date.ok()) {
        return {};
    }
    const auto start = std::chrono::sys_days(date).time_since_epoch() - std::chrono::hours(8);
    return std::chrono::duration_cast<std::chrono::microseconds>(start).count();
}

std::optional<std::int64_t> day_parameter(QueryReader& query, const char* name) {
    const auto text = query.text(name, 10);
    const auto start = text ? start_of_day(*text) : std::nullopt;
    if (text && !start) {
        throw Refused({400,
                       "parameters_invalid",
                       "请求参数不正确",
                       "请检查地址栏中的参数。",
                       {{name, "invalid", "应为日期，例如 2024-10-18"}}});
    }
    return start;
}

/// AuditEntry of schemas.json.
json entry_json(const store::AuditRow& row) {
    const auto& entry = row.entry;
    auto change = json::parse(entry.change, nullptr, false);
    return {{"id", std::to_string(entry.id)},
            {"at", utc_text(entry.at_us)},
            {"account", row.login.empty() ? json(nullptr) : json(row.login)},
            {"name", row.login.empty() ? json(nullptr) : json(row.account_name)},
            {"remote_address", entry.remote_address},
            {"action", entry.action},
            {"subject", entry.subject},
            {"subject_id", entry.subject_id},
            {"change", change.is_object() ? std::move(change) : json::object()}};
}

Response list(Services& services, const Call& call) {
    constexpr std::int64_t day_us = std::int64_t{24} * 3600 * 1'000'000;
    QueryReader query(call.request);
    const auto division = query.text("division", 12);
    store::AuditSearch search;
    search.subject = query.text("subject", 40).value_or("");
    search.subject_id = query.text("subject_id", 100).value_or("");
    search.action = query.text("action", 40).value_or("");
    search.login = query.text("account", 64).value_or("");
    search.from_us = day_parameter(query, "from");
    if (const auto last = day_parameter(query, "to")) {
        search.until_us = *last + day_us;
    }
    constexpr auto end_of_ids = std::numeric_limits<std::int64_t>::max();
    search.before_id = query.integer("before", end_of_ids, 1, end_of_ids);
    const auto size = query.integer("size", default_page, 1, max_page);
    query.finish();
    return services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), division);
        // What no account did lies in no area: for those above whom there is nobody.
        const bool sees_all = !place.division.parent_id.has_value();
        auto rows = store::search_audit(reader, sees_all ? std::nullopt : std::optional(place.area),
                                        search, size + 1);
        const bool has_more = rows.size() > static_cast<std::size_t>(size);
        if (has_more) {
            rows.pop_back();
        }
        auto items = json::array();
        for (const auto& row : rows) {
            items.push_back(entry_json(row));
        }
        const json next = has_more ? items.back()["id"] : json(nullptr);
        return json_response(200, json{{"items", std::move(items)}, {"next", next}}.dump());
    });
}

} // namespace

Endpoints audit_endpoints(Services& services) {
    return {
        {{Method::get,
          "/api/v1/audit",
          Access::administrator,
          Lane::pool,
          "Who did what in an area, latest first",
          "",
          "AuditPage",
          {"division", "subject", "subject_id", "action", "account", "from", "to", "before",
           "size"}},
         [&](const Call& call) { return list(services, call); }},
    };
}

} // namespace tuban::http::api
