#include "server/http/message.hpp"

#include "base/error.hpp"
#include "server/http/field_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace tuban::http {
namespace {

struct MethodName {
    Method method;
    std::string_view name;
};

constexpr std::array<MethodName, 7> method_names = {{
    {Method::get, "GET"},
    {Method::head, "HEAD"},
    {Method::post, "POST"},
    {Method::put, "PUT"},
    {Method::patch, "PATCH"},
    {Method::del, "DELETE"},
    {Method::options, "OPTIONS"},
}};

std::optional<std::string_view> find_header(const Fields& headers, std::string_view name) {
    const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& header) {
        return equals_ignoring_case(header.first, name);
    });
    if (found == headers.end()) {
        return std::nullopt;
    }
    return found->second;
}

} // namespace

bool is_unsafe(Method method) {
    return method == Method::post || method == Method::put || method == Method::patch ||
           method == Method::del;
}

std::string_view to_string(Method method) {
    for (const auto& entry : method_names) {
        if (entry.method == method) {
            return entry.name;
        }
    }
    throw Error("method_unknown", "a method outside the enumeration");
}

std::optional<Method> find_method(std::string_view name) {
    for (const auto& entry : method_names) {
        if (entry.name == name) {
            return entry.method;
        }
    }
    return std::nullopt;
}

std::optional<std::string_view> Request::header(std::string_view name) const {
    return find_header(headers, name);
}

std::optional<std::string_view> Request::query_value(std::string_view key) const {
    for (const auto& [name, value] : query) {
        if (name == key) {
            return value;
        }
    }
    return std::nullopt;
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
    for (const auto& [header_name, value] : headers) {
        if (!equals_ignoring_case(header_name, "cookie")) {
            continue;
        }
        std::string_view rest = value;
        while (!rest.empty()) {
            const auto end = std::min(rest.find(';'), rest.size());
            const auto pair = trim_blanks(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            const auto equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
                return pair.substr(equals + 1);
            }
        }
    }
    return std::nullopt;
}

std::string_view Request::path_value(std::string_view name) const {
    for (const auto& [key, value] : path_parameters) {
        if (key == name) {
            return value;
        }
    }
    throw Error("path_parameter_missing", "the route has no {" + std::string(name) + "}");
}

Response& Response::set_header(std::string name, std::string value) {
    if (!equals_ignoring_case(name, "set-cookie")) {
        const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& header) {
            return equals_ignoring_case(header.first, name);
        });
        if (found != headers.end()) {
            found->second = std::move(value);
            return *this;
        }
    }
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
}

std::optional<std::string_view> Response::header(std::string_view name) const {
    return find_header(headers, name);
}

Response json_response(int status, std::string body) {
    Response response;
    response.status = status;
    response.headers.emplace_back("Content-Type", "application/json");
    response.body = std::make_shared<const std::string>(std::move(body));
    return response;
}

Response empty_response(int status) {
    Response response;
    response.status = status;
    return response;
}

Response problem_response(const Problem& problem, std::string_view request_id) {
    nlohmann::ordered_json json;
    json["type"] = "/problems/" + problem.code;
    json["code"] = problem.code;
    json["title"] = problem.title;
    json["status"] = problem.status;
    if (!problem.detail.empty()) {
        json["detail"] = problem.detail;
    }
    if (!problem.errors.empty()) {
        auto errors = nlohmann::ordered_json::array();
        for (const auto& error : problem.errors) {
            nlohmann::ordered_json entry;
            entry["field"] = error.field;
            entry["code"] = error.code;
            entry["message"] = error.message;
            errors.push_back(std::move(entry));
        }
        json["errors"] = std::move(errors);
    }
    for (const auto& [name, value] : problem.members) {
        json[name] = nlohmann::ordered_json::parse(value);
    }
    json["request_id"] = request_id;

    auto response =
        json_response(problem.status,
                      json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    response.set_header("Content-Type", "application/problem+json");
    return response;
}

} // namespace tuban::http
