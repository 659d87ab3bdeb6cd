#include "server/http/api/body_reader.hpp"

#include "server/http/api/endpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace tuban::http::api {
namespace {

/// Code points, as limits are stated to users.
std::size_t length_of(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

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

Refused not_found() {
    return Refused(
        {404, "not_found", "没有找到", "这条记录不存在，或不在您的辖区内。请从列表重新进入。"});
}

BodyReader::BodyReader(const Request& request)
    : m_body(nlohmann::json::parse(request.body, nullptr, false)) {
    if (!m_body.is_object()) {
        throw Refused({400, "body_invalid", "提交的内容无法读取",
                       "请求正文应为 JSON 对象。请刷新页面后重试。"});
    }
}

const nlohmann::json* BodyReader::find(const char* name) {
    m_known.emplace_back(name);
    const auto found = m_body.find(name);
    return found == m_body.end() || found->is_null() ? nullptr : &*found;
}

void BodyReader::fault(const char* name, std::string code, std::string message) {
    m_errors.push_back({fmt::format("/{}", name), std::move(code), std::move(message)});
}

std::string BodyReader::text(const char* name, std::size_t max_length) {
    auto value = optional_text(name, max_length);
    if (!value) {
        fault(name, "required", "必填");
        return {};
    }
    return std::move(*value);
}

std::optional<std::string> BodyReader::optional_text(const char* name, std::size_t max_length) {
    const auto* value = find(name);
    if (value == nullptr) {
        return {};
    }
    if (!value->is_string()) {
        fault(name, "type", "应为文字");
        return std::string();
    }
    auto text = value->get<std::string>();
    if (length_of(text) > max_length) {
        fault(name, "too_long", fmt::format("最多 {} 个字", max_length));
    }
    return text;
}

std::optional<std::int64_t> BodyReader::optional_integer(const char* name, std::int64_t low,
                                                         std::int64_t high) {
    const auto* value = find(name);
    if (value == nullptr) {
        return {};
    }
    if (!value->is_number_integer() || value->get<std::int64_t>() < low ||
        value->get<std::int64_t>() > high) {
        fault(name, "range", fmt::format("应为 {} 至 {} 的整数", low, high));
        return low;
    }
    return value->get<std::int64_t>();
}

double BodyReader::number(const char* name, double low, double high) {
    const auto value = optional_number(name, low, high);
    if (!value) {
        fault(name, "required", "必填");
    }
    return value.value_or(low);
}

std::optional<double> BodyReader::optional_number(const char* name, double low, double high) {
    const auto* value = find(name);
    if (value == nullptr) {
        return {};
    }
    if (!value->is_number() || value->get<double>() < low || value->get<double>() > high) {
        fault(name, "range", fmt::format("应为 {} 至 {} 的数", low, high));
        return low;
    }
    return value->get<double>();
}

bool BodyReader::flag(const char* name) {
    const auto* value = find(name);
    if (value != nullptr && !value->is_boolean()) {
        fault(name, "type", "应为是或否");
        return false;
    }
    return value != nullptr && value->get<bool>();
}

std::vector<std::string> BodyReader::optional_texts(const char* name, std::size_t max_count) {
    const auto* value = find(name);
    if (value == nullptr) {
        return {};
    }
    const bool is_list = value->is_array() && value->size() <= max_count &&
                         std::all_of(value->begin(), value->end(),
                                     [](const auto& item) { return item.is_string(); });
    if (!is_list) {
        fault(name, "type", fmt::format("应为文字列表，最多 {} 项", max_count));
        return {};
    }
    return value->get<std::vector<std::string>>();
}

nlohmann::json BodyReader::object(const char* name) {
    if (!m_body.contains(name)) {
        fault(name, "required", "必填");
    }
    return optional_object(name);
}

nlohmann::json BodyReader::optional_object(const char* name) {
    const auto* value = find(name);
    if (value == nullptr) {
        return nlohmann::json::object();
    }
    if (!value->is_object()) {
        fault(name, "type", "应为对象");
        return nlohmann::json::object();
    }
    return *value;
}

void BodyReader::finish() {
    for (const auto& [name, value] : m_body.items()) {
        if (!is_known(m_known, name)) {
            m_errors.push_back({fmt::format("/{}", name), "unknown", "没有这一项"});
        }
    }
    if (!m_errors.empty()) {
        throw Refused({422, "fields_invalid", "有内容填写不正确", "请按提示修改后再提交。",
                       std::move(m_errors)});
    }
}

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
