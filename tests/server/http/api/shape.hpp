#pragma once

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <string>

namespace tuban::http::api {

inline bool has_json_type(const std::string& type, const nlohmann::json& value) {
    return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
           (type == "string" && value.is_string()) ||
           (type == "integer" && value.is_number_integer()) ||
           (type == "number" && value.is_number()) || (type == "boolean" && value.is_boolean()) ||
           (type == "null" && value.is_null());
}

/// Where a value differs from a schema of the OpenAPI document: types, enums, required and unknown
/// members. Empty when it doesn't.
inline std::string shape_fault(const nlohmann::json& document, const nlohmann::json& schema,
                               const nlohmann::json& value, const std::string& where = "") {
    if (schema.contains("$ref")) {
        const auto name = schema["$ref"].get<std::string>();
        return shape_fault(document, document.at(nlohmann::json::json_pointer(name.substr(1))),
                           value, where);
    }
    if (schema.contains("oneOf")) {
        std::string fault;
        for (const auto& one : schema["oneOf"]) {
            fault = shape_fault(document, one, value, where);
            if (fault.empty()) {
                return "";
            }
        }
        return fault;
    }
    if (schema.contains("type")) {
        const auto types =
            schema["type"].is_array() ? schema["type"] : nlohmann::json::array({schema["type"]});
        bool fits = false;
        for (const auto& type : types) {
            fits = fits || has_json_type(type.get<std::string>(), value);
        }
        if (!fits) {
            return where + ": not of type " + types.dump();
        }
    }
    if (schema.contains("enum") &&
        std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end()) {
        return where + ": not in " + schema["enum"].dump();
    }
    if (value.is_array() && schema.contains("items")) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            auto fault =
                shape_fault(document, schema["items"], value[i], fmt::format("{}/{}", where, i));
            if (!fault.empty()) {
                return fault;
            }
        }
    }
    if (value.is_object() && schema.contains("properties")) {
        for (const auto& name : schema.value("required", nlohmann::json::array())) {
            if (!value.contains(name.get<std::string>())) {
                return fmt::format("{}: no {}", where, name.get<std::string>());
            }
        }
        for (const auto& [name, member] : value.items()) {
            if (!schema["properties"].contains(name)) {
                if (schema.value("additionalProperties", true)) {
                    continue;
                }
                return fmt::format("{}: unknown {}", where, name);
            }
            auto fault = shape_fault(document, schema["properties"][name], member,
                                     fmt::format("{}/{}", where, name));
            if (!fault.empty()) {
                return fault;
            }
        }
    }
    return "";
}

inline std::string shape_fault(const nlohmann::json& document, const char* schema,
                               const nlohmann::json& value) {
    return shape_fault(document, document["components"]["schemas"][schema], value);
}

} // namespace tuban::http::api
