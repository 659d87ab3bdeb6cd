#include "server/http/response_policy.hpp"

#include "base/error.hpp"
#include "base/gzip.hpp"
#include "server/http/compress.hpp"
#include "server/http/field_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tuban::http {
namespace {

constexpr std::size_t min_gzip_bytes = 1024;
// Fast enough for the I/O threads (about 5 ms for the largest body allowed).
constexpr int gzip_level = 4;

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> default_headers = {{
    {"Content-Security-Policy",
     "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; worker-src 'self' blob:; "
     "connect-src 'self'; object-src 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Cache-Control", "no-store"},
}};

void require_sendable(const Response& response) {
    if (response.status < 200 || response.status > 599) {
        throw Error("response_invalid", fmt::format("status {}", response.status));
    }
    for (const auto& [name, value] : response.headers) {
        if (!is_token(name) || !is_field_value(value)) {
            throw Error("response_invalid", is_token(name) ? fmt::format("value of header {}", name)
                                                           : std::string("name of a header"));
        }
    }
}

void add_vary(Response& response) {
    const std::string vary(response.header("vary").value_or(""));
    if (vary.empty()) {
        response.set_header("Vary", "Accept-Encoding");
    } else if (!has_list_item(vary, "accept-encoding")) {
        response.set_header("Vary", vary + ", Accept-Encoding");
    }
}

void compress(const Request& request, Response& response) {
    if (!response.body || response.header("content-encoding") ||
        !is_compressible(response.header("content-type").value_or(""))) {
        return;
    }
    add_vary(response);
    if (response.body->size() < min_gzip_bytes ||
        !accepts_gzip(request.header("accept-encoding").value_or(""))) {
        return;
    }
    auto packed = gzip(*response.body, gzip_level);
    if (packed.size() < response.body->size()) {
        response.body = std::make_shared<const std::string>(std::move(packed));
        response.set_header("Content-Encoding", "gzip");
    }
}

bool is_fresh(const Request& request, const Response& response) {
    if ((request.method != Method::get && request.method != Method::head) ||
        response.status != 200) {
        return false;
    }
    const auto etag = response.header("etag");
    const auto condition = request.header("if-none-match");
    return etag && condition && is_etag_listed(*condition, *etag);
}

void make_not_modified(Response& response) {
    response.status = 304;
    response.body.reset();
    response.file.reset();
    response.headers.erase(
        std::remove_if(response.headers.begin(), response.headers.end(),
                       [](const auto& header) {
                           return equals_ignoring_case(header.first, "content-type") ||
                                  equals_ignoring_case(header.first, "content-encoding");
                       }),
        response.headers.end());
}

std::string_view opaque_tag(std::string_view etag) {
    return etag.substr(0, 2) == "W/" ? etag.substr(2) : etag;
}

} // namespace

bool is_etag_listed(std::string_view if_none_match, std::string_view etag) {
    const auto wanted = opaque_tag(etag);
    if (if_none_match == "*") {
        return true;
    }
    while (!if_none_match.empty()) {
        const auto begin = if_none_match.find('"');
        if (begin == std::string_view::npos) {
            return false;
        }
        const auto end = if_none_match.find('"', begin + 1);
        if (end == std::string_view::npos) {
            return false;
        }
        if (if_none_match.substr(begin, end - begin + 1) == wanted) {
            return true;
        }
        if_none_match.remove_prefix(end + 1);
    }
    return false;
}

bool is_compressible(std::string_view content_type) {
    const auto type = content_type.substr(0, content_type.find(';'));
    return type.substr(0, 5) == "text/" || type == "application/json" ||
           (type.size() > 5 && type.substr(type.size() - 5) == "+json") ||
           type == "application/javascript" || type == "application/wasm" ||
           type == "image/svg+xml" || type == "application/manifest+json";
}

Response finish_response(const Request& request, Response response,
                         std::size_t max_response_bytes) {
    require_sendable(response);
    if (response.body && response.body->size() > max_response_bytes) {
        throw Error("response_too_large", fmt::format("{} bytes of {} allowed",
                                                      response.body->size(), max_response_bytes));
    }
    if (is_fresh(request, response)) {
        if (is_compressible(response.header("content-type").value_or(""))) {
            add_vary(response);
        }
        make_not_modified(response);
    } else {
        compress(request, response);
    }
    for (const auto& [name, value] : default_headers) {
        if (!response.header(name)) {
            response.headers.emplace_back(name, value);
        }
    }
    response.set_header("X-Request-Id", request.id);
    return response;
}

} // namespace tuban::http
