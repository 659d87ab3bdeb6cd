#include "server/http/api/openapi.hpp"

#include "server/http/api/shapes.hpp"
#include "tuban_api_files_embedded.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace tuban::http::api {
namespace {

json reference(const std::string& schema) {
    return {{"$ref", fmt::format("#/components/schemas/{}", schema)}};
}

json content(const char* type, const std::string& schema) {
    return {{type, {{"schema", reference(schema)}}}};
}

const char* access_text(Access access) {
    switch (access) {
    case Access::open:
        return "Open to everybody.";
    case Access::signed_in:
        return "Any signed-in account, within its area.";
    case Access::fresh_account:
        return "Any signed-in account, also one that must still change its password.";
    case Access::reader:
        return "Every role but administrators, within its area.";
    case Access::reviewer:
        return "Reviewers, within their area.";
    case Access::record_editor:
        return "Collectors and reviewers, within their area.";
    case Access::administrator:
        return "Administrators, within their area.";
    }
    return "";
}

std::vector<std::string> path_parameters(std::string_view pattern) {
    std::vector<std::string> names;
    for (auto open = pattern.find('{'); open != std::string_view::npos;
         open = pattern.find('{', open + 1)) {
        names.emplace_back(pattern.substr(open + 1, pattern.find('}', open) - open - 1));
    }
    return names;
}

json parameter(const std::string& name, const char* where, const json& known) {
    json described = known.contains(name) ? known[name] : json{{"schema", {{"type", "string"}}}};
    json result{{"name", name}, {"in", where}};
    if (std::string_view(where) == "path") {
        result["required"] = true;
    }
    result.update(described);
    return result;
}

std::string operation_id(const Route& route) {
    std::string id{to_string(route.method)};
    std::transform(id.begin(), id.end(), id.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const char c : route.pattern) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
            id += c;
        } else if (id.back() != '_') {
            id += '_';
        }
    }
    return id.back() == '_' ? id.substr(0, id.size() - 1) : id;
}

json operation(const Route& route, const json& known) {
    json result{{"operationId", operation_id(route)},
                {"summary", route.summary},
                {"description", access_text(route.access)}};
    auto parameters = json::array();
    for (const auto& name : path_parameters(route.pattern)) {
        parameters.push_back(parameter(name, "path", known));
    }
    for (const auto& name : route.query_parameters) {
        parameters.push_back(parameter(name, "query", known));
    }
    if (is_unsafe(route.method) && route.access != Access::open) {
        parameters.push_back(parameter("Idempotency-Key", "header", known));
    }
    if (!parameters.empty()) {
        result["parameters"] = std::move(parameters);
    }
    if (!route.request_schema.empty()) {
        result["requestBody"] = {{"required", true},
                                 {"content", content("application/json", route.request_schema)}};
    }
    json success{{"description", "Done"}};
    if (!route.response_schema.empty()) {
        success["content"] = content("application/json", route.response_schema);
    }
    result["responses"] = {
        {route.response_schema.empty() && is_unsafe(route.method) ? "204" : "200", success},
        {"default",
         {{"description", "RFC 9457 problem"},
          {"content", content("application/problem+json", "Problem")}}}};
    if (route.access == Access::open) {
        result["security"] = json::array();
    }
    return result;
}

} // namespace

std::string openapi_document(const std::vector<Route>& routes) {
    const auto known = json::parse(embedded_file("parameters.json"));
    auto paths = json::object();
    for (const auto& route : routes) {
        std::string method{to_string(route.method)};
        std::transform(method.begin(), method.end(), method.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        paths[route.pattern][method] = operation(route, known);
    }
    const json document{
        {"openapi", "3.1.0"},
        {"info",
         {{"title", "Tuban"},
          {"version", TUBAN_VERSION},
          {"description", "Households of the rural housing-safety programme and the houses they "
                          "live in. Texts of answers are Chinese."},
          {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
        {"paths", std::move(paths)},
        {"components",
         {{"schemas", json::parse(embedded_file("schemas.json"))},
          {"securitySchemes",
           {{"cookie", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "tuban_session"}}},
            {"bearer", {{"type", "http"}, {"scheme", "bearer"}}}}}}},
        {"security", json::array({{{"cookie", json::array()}}, {{"bearer", json::array()}}})},
    };
    return document.dump();
}

} // namespace tuban::http::api
