#include "data/forms/form.hpp"

#include "base/error.hpp"
#include "data/forms/schema_compiler.hpp"
#include "data/forms/validators.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace tuban::forms {
namespace {

using nlohmann::json;

std::vector<Condition> read_conditions(const json& property) {
    std::vector<Condition> conditions;
    const auto visible_when = property.value("x-visible-when", json::object());
    for (const auto& [field, value] : visible_when.items()) {
        Condition condition{field, {}};
        for (const auto& one : value.is_array() ? value : json::array({value})) {
            condition.values.push_back(one.dump());
        }
        conditions.push_back(std::move(condition));
    }
    return conditions;
}

Personal read_personal(const json& property) {
    static const std::map<std::string, Personal> kinds{{"", Personal::none},
                                                       {"id", Personal::id},
                                                       {"phone", Personal::phone},
                                                       {"name", Personal::name}};
    return kinds.at(property.value("x-personal", ""));
}

bool is_index(std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(),
                                        [](char digit) { return digit >= '0' && digit <= '9'; });
}

std::string path_of(std::string_view pointer) {
    std::string path;
    while (!pointer.empty()) {
        pointer.remove_prefix(1);
        const auto part = pointer.substr(0, pointer.find('/'));
        path += '/';
        path += is_index(part) ? "*" : part;
        pointer.remove_prefix(part.size());
    }
    return path;
}

std::string_view last_part(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}
std::string_view prefix_of(std::string_view path) {
    return path.substr(0, path.rfind('/'));
}

bool meets(const json& value, const Condition& condition) {
    const auto is_one_of = [&](const json& single) {
        return std::find(condition.values.begin(), condition.values.end(), single.dump()) !=
               condition.values.end();
    };
    return value.is_array() ? std::any_of(value.begin(), value.end(), is_one_of) : is_one_of(value);
}

} // namespace

Form::Form(std::string_view schema, const CodesOf& codes_of) {
    try {
        auto document = json::parse(schema);
        compile_schema(document, codes_of);
        m_name = document.at("$id").get<std::string>();
        m_version = document.at("x-version").get<int>();
        for (const auto& section : document.at("x-sections")) {
            m_sections.emplace_back(section.at("id").get<std::string>(),
                                    section.at("mark").get<std::string>() +
                                        section.at("label").get<std::string>());
        }
        read_fields(document.at("properties"), "", "");
        m_photos = std::make_unique<const json>(document.value("x-photos", json::object()));
        m_schema = document.dump();
        m_validators = std::make_unique<const Validators>(document);
    } catch (const json::exception& failure) {
        throw Error("form_damaged", failure.what());
    } catch (const std::out_of_range& failure) {
        throw Error("form_damaged", failure.what());
    }
}

Form::~Form() = default;

void Form::read_fields(const json& properties, const std::string& prefix,
                       const std::string& section) {
    std::vector<std::pair<int, std::string>> order;
    for (const auto& [name, property] : properties.items()) {
        order.emplace_back(property.at("x-order").get<int>(), name);
    }
    std::sort(order.begin(), order.end());
    for (const auto& [position, name] : order) {
        const auto& property = properties[name];
        Field field;
        field.path = prefix;
        field.path.append("/").append(name);
        field.label = property.at("x-label").get<std::string>();
        field.section = section.empty() ? property.at("x-section").get<std::string>() : section;
        field.codelist = property.value("x-codelist", "");
        field.unit = property.value("x-unit", "");
        field.from_patch = property.value("x-from-patch", "");
        field.personal = read_personal(property);
        field.is_required = property.value("x-required", false);
        field.is_yes_no = property.value("type", "") == "boolean";
        field.is_date = property.value("format", "") == "date";
        field.visible_when = read_conditions(property);
        field.max_length = property.value("maxLength", 0);
        if (property.contains("minimum")) {
            field.minimum = property["minimum"].get<double>();
            field.maximum = property.at("maximum").get<double>();
        }
        const auto items = property.value("items", json::object());
        field.is_list = items.contains("properties");
        const auto entry_section = field.section;
        const auto entry_prefix = field.path;
        m_fields.push_back(std::move(field));
        if (items.contains("properties")) {
            read_fields(items["properties"], entry_prefix + "/*", entry_section);
        } else if (property.contains("properties")) {
            read_fields(property["properties"], entry_prefix, entry_section);
        }
    }
}

const Field* Form::find_field(std::string_view pointer) const {
    const auto path = path_of(pointer);
    const auto found = std::find_if(m_fields.begin(), m_fields.end(),
                                    [&](const Field& field) { return field.path == path; });
    return found == m_fields.end() ? nullptr : &*found;
}

std::string Form::section_name(std::string_view section) const {
    const auto found = std::find_if(m_sections.begin(), m_sections.end(),
                                    [&](const auto& entry) { return entry.first == section; });
    return found == m_sections.end() ? std::string{} : found->second;
}

const Field* Form::find_beside(const Field& field, const std::string& name) const {
    return find_field(std::string(prefix_of(field.path)) + "/" + name);
}

bool Form::holds(const json& scope, const Field& field, const Condition& condition) const {
    const auto value = scope.find(condition.field);
    if (value == scope.end() || !meets(*value, condition)) {
        return false;
    }
    const auto* const other = find_beside(field, condition.field);
    return other != nullptr && is_visible_in(scope, *other);
}

bool Form::is_visible_in(const json& scope, const Field& field) const {
    return std::all_of(field.visible_when.begin(), field.visible_when.end(),
                       [&](const Condition& condition) { return holds(scope, field, condition); });
}

bool Form::is_visible(const json& body, const Field& field) const {
    return is_visible_in(body, field);
}

void Form::remove_hidden_in(json& scope, const std::string& prefix) const {
    json kept = json::object();
    for (const auto& field : m_fields) {
        if (prefix_of(field.path) != prefix) {
            continue;
        }
        const std::string name(last_part(field.path));
        const auto value = scope.find(name);
        if (value == scope.end() || !is_visible_in(scope, field)) {
            continue;
        }
        kept[name] = *value;
        if (field.is_list) {
            for (auto& entry : kept[name]) {
                remove_hidden_in(entry, field.path + "/*");
            }
        }
    }
    scope = std::move(kept);
}

void Form::remove_hidden(json& body) const {
    remove_hidden_in(body, "");
}

std::vector<std::pair<std::string, int>> Form::required_photos(const json& body) const {
    std::vector<std::pair<std::string, int>> slots;
    if (!m_photos->value("required", false)) {
        return slots;
    }
    for (const auto& slot : m_photos->at("slots")) {
        const auto conditions = read_conditions({{"x-visible-when", slot.at("visible-when")}});
        const bool is_called_for =
            std::all_of(conditions.begin(), conditions.end(), [&](const Condition& condition) {
                return body.contains(condition.field) && meets(body[condition.field], condition);
            });
        const auto least = slot.at("min").get<int>();
        if (is_called_for && least > 0) {
            slots.emplace_back(slot.at("slot").get<std::string>(), least);
        }
    }
    return slots;
}

std::optional<Form::PhotoSlot> Form::find_photo_slot(std::string_view slot) const {
    for (const auto& entry : m_photos->value("slots", json::array())) {
        if (entry.at("slot") == slot) {
            return PhotoSlot{entry.at("label").get<std::string>(), entry.at("max").get<int>()};
        }
    }
    return std::nullopt;
}

} // namespace tuban::forms
