#include "data/forms/form.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>

namespace tuban::forms {
namespace {

using nlohmann::json;

constexpr std::size_t most_bytes = 65'536;
constexpr int deepest_level = 6;
constexpr std::size_t longest_string = 1000; // characters

std::size_t character_count(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char unit) { return (unit & 0xC0) != 0x80; }));
}

std::string trimmed(const std::string& text) {
    static constexpr std::string_view ideographic_space = "\u3000";
    std::string_view view = text;
    const auto is_space = [](char unit) { return unit == ' ' || (unit >= '\t' && unit <= '\r'); };
    for (bool changed = true; changed && !view.empty();) {
        const auto before = view.size();
        if (is_space(view.front())) {
            view.remove_prefix(1);
        } else if (view.starts_with(ideographic_space)) {
            view.remove_prefix(ideographic_space.size());
        } else if (is_space(view.back())) {
            view.remove_suffix(1);
        } else if (view.ends_with(ideographic_space)) {
            view.remove_suffix(ideographic_space.size());
        }
        changed = view.size() != before;
    }
    return std::string(view);
}

bool has_too_long_string(const json& value) {
    if (value.is_string()) {
        return character_count(value.get_ref<const std::string&>()) > longest_string;
    }
    return value.is_structured() && std::any_of(value.begin(), value.end(), has_too_long_string);
}

bool has_control_character(const json& value) {
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        return std::any_of(text.begin(), text.end(), [](char unit) {
            return static_cast<unsigned char>(unit) < 0x20 && unit != '\n' && unit != '\t';
        });
    }
    return value.is_structured() && std::any_of(value.begin(), value.end(), has_control_character);
}

bool is_nothing(const json& value) {
    return value.is_null() || (value.is_structured() && value.empty()) ||
           (value.is_string() && value.get_ref<const std::string&>().empty());
}

void leave_out_nothing(json& value) {
    if (value.is_string()) {
        value = trimmed(value.get_ref<const std::string&>());
    } else if (value.is_array()) {
        for (auto& entry : value) {
            leave_out_nothing(entry);
        }
        value.erase(std::remove_if(value.begin(), value.end(), is_nothing), value.end());
    } else if (value.is_object()) {
        for (auto entry = value.begin(); entry != value.end();) {
            leave_out_nothing(*entry);
            const bool is_left_out = !entry->is_object() && is_nothing(*entry);
            entry = is_left_out ? value.erase(entry) : std::next(entry);
        }
    }
}

Result<json, Issues> refused(const char* code, std::string message) {
    return Result<json, Issues>::refuse({Issue{code, "", "", std::move(message)}});
}

} // namespace

Result<json, Issues> Form::parse(std::string_view text) const {
    if (text.size() > most_bytes) {
        return refused("body_too_large",
                       fmt::format("档案内容超过 {} KB，请减少文字后重试。", most_bytes / 1024));
    }
    bool is_too_deep = false;
    const auto within_depth = [&](int depth, json::parse_event_t, json&) {
        is_too_deep = is_too_deep || depth > deepest_level;
        return !is_too_deep;
    };
    auto body = json::parse(text, within_depth, false);
    if (is_too_deep) {
        return refused("body_too_deep", "档案内容的层次太多，请刷新页面后重试。");
    }
    if (!body.is_object()) {
        return refused("body_not_json", "档案内容不是有效的 JSON 对象，请刷新页面后重试。");
    }
    if (has_too_long_string(body)) {
        return refused("text_too_long",
                       fmt::format("有一项文字超过 {} 字，请缩短后重试。", longest_string));
    }
    if (has_control_character(body)) {
        return refused("bad_text", "有一项文字含有不能显示的控制字符，请删去后重试。");
    }
    leave_out_nothing(body);
    return body;
}

} // namespace tuban::forms
