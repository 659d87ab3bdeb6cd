#include "server/ogc/items_query.hpp"

#include "server/http/api/query_reader.hpp"
#include "server/http/api/refused.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tuban::ogc {
namespace {

using http::FieldError;
using http::api::QueryReader;
using http::api::Refused;

constexpr std::size_t max_text = 500;
constexpr std::int64_t max_id = (std::int64_t{1} << 53) - 1;
/// A box in metres a hair beyond the world's edge is meant as the edge.
constexpr double rounding_deg = 1e-6;

class Faults {
  public:
    void add(const char* name, std::string message) {
        m_errors.push_back({name, "invalid", std::move(message)});
    }
    void finish() {
        if (!m_errors.empty()) {
            throw Refused({400, "parameters_invalid", "请求参数不正确",
                           "请检查地址中的参数，说明见 /ogc/api。", std::move(m_errors)});
        }
    }

  private:
    std::vector<FieldError> m_errors;
};

/// Finite numbers between commas; nothing where one is none.
std::optional<std::vector<double>> numbers_of(std::string_view text) {
    std::vector<double> numbers;
    for (;;) {
        const auto comma = text.find(',');
        const auto part = text.substr(0, comma);
        double number = 0;
        const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
        if (error != std::errc() || end != part.data() + part.size() || !std::isfinite(number)) {
            return {};
        }
        numbers.push_back(number);
        if (comma == std::string_view::npos) {
            return numbers;
        }
        text.remove_prefix(comma + 1);
    }
}

Crs crs_of(const std::optional<std::string>& text, const char* name, Faults& faults) {
    const auto crs = text ? find_crs(*text) : Crs::crs84;
    if (!crs) {
        std::string known;
        for (const auto one : all_crs) {
            known += fmt::format("{}{}", known.empty() ? "" : "、", uri_of(one));
        }
        faults.add(name, fmt::format("不支持这个坐标系，可用：{}", known));
    }
    return crs.value_or(Crs::crs84);
}

void check_format(QueryReader& query, Faults& faults) {
    const auto format = query.text("f", max_text);
    if (format && *format != "json" && *format != "geojson") {
        faults.add("f", "只提供 json");
    }
}

std::optional<Box> box_of(const std::string& text, Crs crs, Faults& faults) {
    auto numbers = numbers_of(text);
    if (numbers && numbers->size() == 6) { // heights say nothing about what lies flat
        numbers->erase(numbers->begin() + 5);
        numbers->erase(numbers->begin() + 2);
    }
    if (!numbers || numbers->size() != 4) {
        faults.add("bbox",
                   "应为 4 个（或带高程的 6 个）以逗号分隔的数：西,南,东,北，轴序同 bbox-crs");
        return {};
    }
    Box box{from_crs({(*numbers)[0], (*numbers)[1]}, crs),
            from_crs({(*numbers)[2], (*numbers)[3]}, crs)};
    const auto is_place = [](geometry::LonLat p) {
        return std::abs(p.lon) <= 180 + rounding_deg && std::abs(p.lat) <= 90 + rounding_deg;
    };
    if (!is_place(box.south_west) || !is_place(box.north_east)) {
        faults.add("bbox", "超出经度 -180 至 180、纬度 -90 至 90 的范围，请核对轴序与 bbox-crs");
        return {};
    }
    if (box.south_west.lat > box.north_east.lat) {
        faults.add("bbox", "南边界在北边界以北");
        return {};
    }
    return box;
}

/// Digits alone; as large as they may be.
std::int64_t limit_of(const std::string& text, Faults& faults) {
    const bool is_number =
        !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    std::int64_t limit = 0;
    if (is_number) {
        const auto error = std::from_chars(text.data(), text.data() + text.size(), limit).ec;
        limit =
            error == std::errc() ? std::min(limit, ItemsQuery::max_limit) : ItemsQuery::max_limit;
    }
    if (limit < 1) {
        faults.add("limit", "应为 1 以上的整数");
    }
    return limit;
}

/// RFC 3339 instants and intervals (7.15.4). Nothing here has a time of its own, so all match.
bool is_time(std::string_view text) {
    const auto is_instant = [](std::string_view one) {
        constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd";
        if (one.empty() || one == "..") {
            return true;
        }
        if (one.size() != 10 && one.size() < shape.size() + 1) {
            return false;
        }
        for (std::size_t i = 0; i < std::min(one.size(), shape.size()); ++i) {
            const bool is_digit = one[i] >= '0' && one[i] <= '9';
            if (shape[i] == 'd' ? !is_digit : one[i] != shape[i]) {
                return false;
            }
        }
        return true;
    };
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) {
        return !text.empty() && text != ".." && is_instant(text);
    }
    return is_instant(text.substr(0, slash)) && is_instant(text.substr(slash + 1));
}

} // namespace

ItemsQuery read_items_query(const http::Request& request) {
    QueryReader query(request);
    Faults faults;
    ItemsQuery wanted;
    const auto bbox = query.text("bbox", max_text);
    const auto bbox_crs = query.text("bbox-crs", max_text);
    const auto crs = query.text("crs", max_text);
    const auto limit = query.text("limit", max_text);
    const auto time = query.text("datetime", max_text);
    const auto after = query.integer("after", -1, 0, max_id);
    check_format(query, faults);
    query.finish();
    wanted.crs = crs_of(crs, "crs", faults);
    const auto box_crs = crs_of(bbox_crs, "bbox-crs", faults);
    if (bbox) {
        wanted.box = box_of(*bbox, box_crs, faults);
    }
    if (limit) {
        wanted.limit = limit_of(*limit, faults);
    }
    if (time && !is_time(*time)) {
        faults.add("datetime", "应为 RFC 3339 的时刻或“起/止”");
    }
    if (after >= 0) {
        wanted.after = after;
    }
    faults.finish();
    return wanted;
}

Crs read_feature_query(const http::Request& request) {
    QueryReader query(request);
    Faults faults;
    const auto crs = query.text("crs", max_text);
    check_format(query, faults);
    query.finish();
    const auto found = crs_of(crs, "crs", faults);
    faults.finish();
    return found;
}

void read_no_query(const http::Request& request) {
    QueryReader query(request);
    Faults faults;
    check_format(query, faults);
    query.finish();
    faults.finish();
}

} // namespace tuban::ogc
