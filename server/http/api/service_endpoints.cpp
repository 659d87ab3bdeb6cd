#include "data/codelists/code_lists.hpp"
#include "data/forms/form.hpp"
#include "data/store/divisions.hpp"
#include "data/store/store.hpp"
#include "server/http/api/openapi.hpp"
#include "server/http/api/services.hpp"
#include "server/http/api/shapes.hpp"

namespace tuban::http::api {
namespace {

Response text_response(int status, std::string body, const char* type) {
    Response response = empty_response(status);
    response.set_header("Content-Type", type);
    response.body = std::make_shared<const std::string>(std::move(body));
    return response;
}

/// What changes with the program only.
Response revalidated(std::string body) {
    auto response = json_response(200, std::move(body));
    response.set_header("Cache-Control", "private, no-cache");
    response.set_header("ETag", etag_of(*response.body));
    return response;
}

/// CodeLists of schemas.json: entries by list.
std::string code_lists() {
    const auto document = json::parse(codelists::CodeLists::embedded().json());
    auto lists = json::object();
    for (const auto& [name, list] : document["lists"].items()) {
        auto& entries = lists[name] = json::array();
        for (const auto& entry : list["entries"]) {
            json shown{{"id", entry["id"]}, {"label", entry["label"]}};
            for (const auto* optional : {"code", "short"}) {
                if (entry.contains(optional)) {
                    shown[optional] = entry[optional];
                }
            }
            entries.push_back(std::move(shown));
        }
    }
    return lists.dump();
}

Response readiness(Services& services, const Request& request) {
    if (!services.is_ready()) {
        return problem_response({503, "draining", "服务正在停止", "请稍后重试。"}, request.id);
    }
    services.store.read([](store::Reader& reader) { store::tree_version(reader); });
    return text_response(200, "ok\n", "text/plain; charset=utf-8");
}

Response info(const Services& services) {
    return json_response(200, json{{"name", "农村住房安全信息系统"},
                                   {"version", TUBAN_VERSION},
                                   {"sample", services.is_sample},
                                   {"sample_accounts", services.is_sample}}
                                  .dump());
}

} // namespace

Endpoints service_endpoints(Services& services) {
    return {
        {{Method::get, "/healthz", Access::open, Lane::memory, "The process answers", "", "", {}},
         [](const Call&) { return text_response(200, "ok\n", "text/plain; charset=utf-8"); }},
        {{Method::get,
          "/readyz",
          Access::open,
          Lane::pool,
          "The store answers and no stop is under way",
          "",
          "",
          {}},
         [&](const Call& call) { return readiness(services, call.request); }},
        {{Method::get,
          "/metrics",
          Access::open,
          Lane::memory,
          "Counters in Prometheus' text format",
          "",
          "",
          {}},
         [&](const Call&) {
             return text_response(200, services.metrics(),
                                  "text/plain; version=0.0.4; charset=utf-8");
         }},
        {{Method::get,
          "/api/v1/info",
          Access::open,
          Lane::memory,
          "What is served here",
          "",
          "ServiceInfo",
          {}},
         [&](const Call&) { return info(services); }},
        {{Method::get,
          "/api/v1/forms/lookback",
          Access::signed_in,
          Lane::pool,
          "The lookback form as JSON Schema",
          "",
          "FormSchema",
          {}},
         [](const Call&) { return revalidated(forms::Form::lookback().schema()); }},
        {{Method::get,
          "/api/v1/codelists",
          Access::signed_in,
          Lane::pool,
          "All code lists",
          "",
          "CodeLists",
          {}},
         [](const Call&) { return revalidated(code_lists()); }},
    };
}

Endpoints all_endpoints(Services& services) {
    Endpoints all;
    for (auto group : {session_endpoints, division_endpoints, patch_endpoints, patch_edit_endpoints,
                       lost_link_endpoints, household_endpoints, record_endpoints, photo_endpoints,
                       statistics_endpoints, tile_endpoints, matching_endpoints, proposal_endpoints,
                       job_endpoints, export_endpoints, user_endpoints, audit_endpoints,
                       base_map_endpoints, service_endpoints}) {
        for (auto& endpoint : group(services)) {
            all.push_back(std::move(endpoint));
        }
    }
    std::vector<Route> routes;
    for (const auto& endpoint : all) {
        routes.push_back(endpoint.route);
    }
    Route route{
        Method::get, "/api/v1/openapi.json", Access::open, Lane::memory, "This document", "", "",
        {}};
    routes.push_back(route);
    auto document = std::make_shared<const std::string>(openapi_document(routes));
    all.push_back({std::move(route), [document](const Call&) {
                       auto response = json_response(200, "");
                       response.body = document;
                       return response;
                   }});
    return all;
}

} // namespace tuban::http::api
