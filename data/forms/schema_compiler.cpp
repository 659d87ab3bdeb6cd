#include "data/forms/schema_compiler.hpp"

#include "base/error.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <map>
#include <string>

namespace tuban::forms {
namespace {

using nlohmann::json;
using Conditions = std::map<std::string, json>; // field → value, or list of values

constexpr int deepest_condition = 10;

json one_of(const json& values) {
    return values.is_array() ? json{{"enum", values}} : json{{"const", values}};
}

void add_conditions(const json& properties, const json& conditions, Conditions& all, int depth) {
    if (depth > deepest_condition) {
        throw Error("form_damaged", "conditions depend on each other in a circle");
    }
    for (const auto& [field, values] : conditions.items()) {
        if (!properties.contains(field)) {
            throw Error("form_damaged", "condition on unknown field " + field);
        }
        all[field] = values;
        const auto& property = properties[field];
        add_conditions(properties, property.value("x-visible-when", json::object()), all,
                       depth + 1);
    }
}

json if_schema(const json& properties, const Conditions& conditions) {
    json tests = json::object();
    json present = json::array();
    for (const auto& [field, values] : conditions) {
        const bool is_array = properties[field].value("type", "") == "array";
        tests[field] = is_array ? json{{"contains", one_of(values)}} : one_of(values);
        present.push_back(field);
    }
    return {{"properties", tests}, {"required", present}};
}

void inject_codes(json& property, const CodesOf& codes_of) {
    if (!property.contains("x-codelist")) {
        return;
    }
    const json codes = property.contains("x-codes")
                           ? property["x-codes"]
                           : json(codes_of(property["x-codelist"].get<std::string>()));
    if (codes.empty()) {
        throw Error("form_damaged", "empty code list " + property["x-codelist"].dump());
    }
    (property.contains("items") ? property["items"] : property)["enum"] = codes;
}

void compile_object(json& object, const CodesOf& codes_of) {
    auto& properties = object["properties"];
    json required = json::array();
    std::map<Conditions, json> conditional;
    for (auto& [name, property] : properties.items()) {
        inject_codes(property, codes_of);
        const bool when = property.contains("x-required-when");
        if (when || property.value("x-required", false)) {
            Conditions conditions;
            add_conditions(properties, property.value("x-visible-when", json::object()), conditions,
                           0);
            add_conditions(properties, property.value("x-required-when", json::object()),
                           conditions, 0);
            (conditions.empty() ? required : conditional[conditions]).push_back(name);
        }
        if (property.contains("items") && property["items"].contains("properties")) {
            compile_object(property["items"], codes_of);
        }
    }
    if (!required.empty()) {
        object["required"] = required;
    }
    for (const auto& [conditions, names] : conditional) {
        object["allOf"].push_back(
            {{"if", if_schema(properties, conditions)}, {"then", {{"required", names}}}});
    }
}

} // namespace

void compile_schema(json& schema, const CodesOf& codes_of) {
    try {
        compile_object(schema, codes_of);
    } catch (const json::exception& failure) {
        throw Error("form_damaged", failure.what());
    }
}

json draft_schema(const json& compiled) {
    static constexpr std::array for_submission{"required", "allOf",  "minItems", "minLength",
                                               "pattern",  "format", "minimum",  "maximum"};
    json draft = compiled;
    for (const auto* const word : for_submission) {
        draft.erase(word);
    }
    if (draft.contains("items")) {
        draft["items"] = draft_schema(compiled["items"]);
    }
    if (draft.contains("properties")) {
        for (auto& [name, property] : draft["properties"].items()) {
            property = draft_schema(property);
        }
    }
    return draft;
}

} // namespace tuban::forms
