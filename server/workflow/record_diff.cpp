#include "server/workflow/record_diff.hpp"

#include "server/workflow/personal_fields.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <map>
#include <utility>

namespace tuban::workflow {
namespace {

using forms::Field;
using nlohmann::json;

/// Position of the top-level field, entry of its list, position of the field: fields of one entry
/// stay together.
using Place = std::array<std::size_t, 3>;

struct Leaf { // NOLINT(bugprone-exception-escape): json moves without one
    std::string pointer;
    const Field* field = nullptr;
    json value;
    std::string label;
};
using Leaves = std::map<Place, Leaf>;

struct Parent {
    const Field* field = nullptr;
    std::size_t entry = 0;
    std::string label_prefix;
};

void add_leaf(Leaves& leaves, const forms::Form& form, const Parent& parent,
              const std::string& pointer, const json& value) {
    const auto* const field = form.find_field(pointer);
    if (field == nullptr) {
        return;
    }
    const auto position_of = [&](const Field* one) {
        return static_cast<std::size_t>(one - form.fields().data());
    };
    leaves[{position_of(parent.field), parent.entry, position_of(field)}] = {
        pointer, field, value, parent.label_prefix + field->label};
}

Leaves leaves_of(const forms::Form& form, const json& body) {
    Leaves leaves;
    for (const auto& [name, value] : body.items()) {
        const auto pointer = "/" + name;
        const auto* const field = form.find_field(pointer);
        if (field == nullptr) {
            continue;
        }
        if (field->is_list) {
            for (std::size_t i = 0; i < value.size(); ++i) {
                const Parent parent{field, i, fmt::format("{} {} · ", field->label, i + 1)};
                for (const auto& [inner, inner_value] : value[i].items()) {
                    add_leaf(leaves, form, parent, fmt::format("{}/{}/{}", pointer, i, inner),
                             inner_value);
                }
            }
        } else if (value.is_object() && !is_sealed(value)) {
            for (const auto& [inner, inner_value] : value.items()) {
                add_leaf(leaves, form, {field, 0, ""}, fmt::format("{}/{}", pointer, inner),
                         inner_value);
            }
        } else {
            add_leaf(leaves, form, {field, 0, ""}, pointer, value);
        }
    }
    return leaves;
}

bool is_same(const json& left, const json& right) {
    return is_sealed(left) && is_sealed(right) ? left["hash"] == right["hash"] : left == right;
}

json shown(const json& value) {
    return is_sealed(value) ? value["masked"] : value;
}

std::string text_of(const Field& field, const LabelOf& label_of, const json& value) {
    if (value.is_null()) {
        return {};
    }
    if (value.is_boolean()) {
        return value.get<bool>() ? "是" : "否";
    }
    if (value.is_array()) {
        std::string text;
        for (const auto& entry : value) {
            text += (text.empty() ? "" : "、") + text_of(field, label_of, entry);
        }
        return text;
    }
    if (value.is_string()) {
        const auto& code = value.get_ref<const std::string&>();
        return field.codelist.empty() ? code : label_of(field.codelist, code);
    }
    return field.unit.empty() ? value.dump() : fmt::format("{} {}", value.dump(), field.unit);
}

} // namespace

RecordDiff compare_bodies(const forms::Form& form, const LabelOf& label_of, const json& before,
                          const json& after) {
    const auto old_leaves = leaves_of(form, before);
    const auto new_leaves = leaves_of(form, after);
    std::map<Place, std::pair<const Leaf*, const Leaf*>> both;
    for (const auto& [place, leaf] : old_leaves) {
        both[place].first = &leaf;
    }
    for (const auto& [place, leaf] : new_leaves) {
        both[place].second = &leaf;
    }
    RecordDiff diff;
    auto changes = json::array();
    for (const auto& [place, pair] : both) {
        const auto& [old_leaf, new_leaf] = pair;
        if (old_leaf != nullptr && new_leaf != nullptr &&
            is_same(old_leaf->value, new_leaf->value)) {
            ++diff.unchanged_count;
            continue;
        }
        const auto& either = new_leaf != nullptr ? *new_leaf : *old_leaf;
        const auto old_value = old_leaf != nullptr ? shown(old_leaf->value) : json();
        const auto new_value = new_leaf != nullptr ? shown(new_leaf->value) : json();
        changes.push_back({{"field", either.pointer},
                           {"section", either.field->section},
                           {"label", either.label},
                           {"before", old_value},
                           {"after", new_value},
                           {"before_text", text_of(*either.field, label_of, old_value)},
                           {"after_text", text_of(*either.field, label_of, new_value)}});
        diff.changed.push_back(either.pointer);
    }
    diff.changed_count = static_cast<int>(diff.changed.size());
    diff.changes_json = changes.dump();
    return diff;
}

} // namespace tuban::workflow
