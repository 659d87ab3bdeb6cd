#include "server/ogc/links.hpp"

#include <fmt/format.h>

namespace tuban::ogc {

std::string root_of(const http::Request& request) {
    return fmt::format("{}://{}/ogc", request.header("X-Forwarded-Proto").value_or("http"),
                       request.header("Host").value_or("localhost"));
}

json link(std::string_view href, std::string_view rel, std::string_view type,
          std::string_view title) {
    json made{{"href", href}, {"rel", rel}, {"type", type}};
    if (!title.empty()) {
        made["title"] = title;
    }
    return made;
}

Response answer(const json& body, std::string_view type) {
    auto response = http::json_response(200, body.dump());
    response.set_header("Content-Type", std::string(type));
    response.set_header("Cache-Control", "private, no-cache");
    response.set_header("ETag", http::api::etag_of(*response.body));
    return response;
}

} // namespace tuban::ogc
