#include "server/http/api/query_reader.hpp"

#include "server/http/api/refused.hpp"
#include "server/http/api/text_length.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace tuban::http::api {
namespace {

bool is_known(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto comma = text.find(',');
        parts.push_back(text.substr(0, comma));
        if (comma == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(comma + 1);
    }
}

template <typename Number>
std::optional<Number> parse(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
        return {};
    }
    return value;
}

} // namespace

std::optional<std::string_view> QueryReader::find(const char* name) {
    m_known.emplace_back(name);
    return m_request.query_value(name);
}

void QueryReader::fault(const char* name, std::string message) {
    m_errors.push_back({name, "invalid", std::move(message)});
}

std::optional<std::string> QueryReader::text(const char* name, std::size_t max_length) {
    const auto value = find(name);
    if (!value || value->empty()) {
        return {};
    }
    if (length_of(*value) > max_length) {
        fault(name, fmt::format("最多 {} 个字", max_length));
    }
    return std::string(*value);
}

std::int64_t QueryReader::integer(const char* name, std::int64_t fallback, std::int64_t low,
                                  std::int64_t high) {
    const auto value = find(name);
    if (!value || value->empty()) {
        return fallback;
    }
    const auto number = parse<std::int64_t>(*value);
    if (!number || *number < low || *number > high) {
        fault(name, fmt::format("应为 {} 至 {} 的整数", low, high));
        return fallback;
    }
    return *number;
}

std::vector<std::string> QueryReader::list(const char* name) {
    const auto value = find(name);
    if (!value || value->empty()) {
        return {};
    }
    const auto parts = split(*value);
    return {parts.begin(), parts.end()};
}

std::vector<double> QueryReader::numbers(const char* name, std::size_t count) {
    const auto value = find(name);
    if (!value || value->empty()) {
        return {};
    }
    std::vector<double> numbers;
    for (const auto part : split(*value)) {
        const auto number = parse<double>(part);
        if (number && std::isfinite(*number)) {
            numbers.push_back(*number);
        }
    }
    if (numbers.size() != count) {
        fault(name, fmt::format("应为 {} 个以逗号分隔的数", count));
        return {};
    }
    return numbers;
}

void QueryReader::finish() {
    std::vector<std::string_view> seen;
    for (const auto& [name, value] : m_request.query) {
        if (!is_known(m_known, name)) {
            m_errors.push_back({name, "unknown", "没有这个参数"});
        } else if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
            m_errors.push_back({name, "repeated", "参数重复"});
        }
        seen.push_back(name);
    }
    if (!m_errors.empty()) {
        throw Refused({400, "parameters_invalid", "请求参数不正确", "请检查地址栏中的参数。",
                       std::move(m_errors)});
    }
}

} // namespace tuban::http::api
