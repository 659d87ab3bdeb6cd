#include "data/forms/form.hpp"
#include "data/forms/validators.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace tuban::forms {
namespace {

/// "产权人" 第 2 项的: where in a list a pointer stands; empty outside lists.
std::string place_in_list(std::string_view pointer, const Field* list) {
    if (list == nullptr) {
        return {};
    }
    const auto rest = pointer.substr(list->path.size() + 1);
    const auto index = std::stoul(std::string(rest.substr(0, rest.find('/'))));
    return fmt::format("“{}”第 {} 项的", list->label, index + 1);
}

std::string ask_for(const Field& field, const std::string& name) {
    if (field.is_yes_no) {
        return fmt::format("{}请选“是”或“否”", name);
    }
    if (field.is_list) {
        return fmt::format("请添加{}，至少一项", name);
    }
    return fmt::format("请{}{}", field.codelist.empty() ? "填写" : "选择", name);
}

std::string range_of(const Field& field) {
    return field.minimum
               ? fmt::format("应在 {} 到 {} 之间", *field.minimum, field.maximum.value_or(0))
               : std::string("超出范围");
}

std::string say(const std::string& code, const Field& field, const std::string& name) {
    if (code == "required") {
        return ask_for(field, name);
    }
    if (code == "unknown_code") {
        return fmt::format("{}不在可选项中，请重新选择", name);
    }
    if (code == "out_of_range") {
        return name + range_of(field);
    }
    if (code == "bad_date") {
        return fmt::format("{}不是有效日期，请按“年-月-日”填写，如 2024-09-03", name);
    }
    if (code == "too_long") {
        return fmt::format("{}最多 {} 个字", name, field.max_length);
    }
    if (code == "too_many") {
        return fmt::format("{}的项数太多", name);
    }
    if (code == "repeated") {
        return fmt::format("{}有重复的项，请去掉", name);
    }
    return fmt::format("{}格式不对，请重新填写", name);
}

} // namespace

const Field* Form::find_list_of(std::string_view pointer) const {
    const auto second = pointer.find('/', 1);
    if (second == std::string_view::npos) {
        return nullptr;
    }
    const auto* const field = find_field(pointer.substr(0, second));
    return field != nullptr && field->is_list ? field : nullptr;
}

Issue Form::to_issue(const std::string& pointer, const std::string& code) const {
    if (code == "unknown_field") {
        return {code, pointer, pointer, "表中没有这一项，请刷新页面后重试。"};
    }
    const auto* field = find_field(pointer);
    for (auto outer = pointer; field == nullptr && !outer.empty();) {
        outer.erase(outer.rfind('/'));
        field = find_field(outer); // an entry of a list is named by its list
    }
    if (field == nullptr) {
        return {code, "", pointer, "档案内容格式不对，请刷新页面后重试。"};
    }
    const auto* const list = find_list_of(pointer);
    const auto name =
        place_in_list(pointer, list == field ? nullptr : list) + fmt::format("“{}”", field->label);
    return {code, field->label, pointer,
            fmt::format("{}：{}。", section_name(field->section), say(code, *field, name))};
}

Issues Form::validate(const nlohmann::json& body, Mode mode) const {
    std::vector<std::pair<std::size_t, Issue>> found;
    for (const auto& finding : m_validators->check(body, mode)) {
        const auto* const field = find_field(finding.pointer);
        const auto position =
            field == nullptr ? m_fields.size() : static_cast<std::size_t>(field - m_fields.data());
        found.emplace_back(position, to_issue(finding.pointer, finding.code));
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& left, const auto& right) { return left.first < right.first; });
    Issues issues;
    for (auto& [position, issue] : found) {
        issues.push_back(std::move(issue));
    }
    return issues;
}

} // namespace tuban::forms
