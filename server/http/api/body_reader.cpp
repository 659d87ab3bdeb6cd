#include "server/http/api/body_reader.hpp"

#include "server/http/api/refused.hpp"
#include "server/http/api/text_length.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tuban::http::api {
namespace {

/// As records have it: line breaks and tabs are all that a text may hold of them.
bool has_control_character(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t';
    });
}

bool is_known(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

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

std::string BodyReader::filled_text(const char* name, std::size_t max_length) {
    auto value = optional_text(name, max_length);
    constexpr std::string_view blanks = " \t\r\n\u3000";
    if (!value || value->find_first_not_of(blanks) == std::string::npos) {
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
    } else if (has_control_character(text)) {
        fault(name, "bad_text", "含有不能显示的控制字符，请删去后重试");
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
    auto texts = value->get<std::vector<std::string>>();
    if (std::any_of(texts.begin(), texts.end(), has_control_character)) {
        fault(name, "bad_text", "含有不能显示的控制字符，请删去后重试");
    }
    return texts;
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

} // namespace tuban::http::api
