#include "base/utf8.hpp"
#include "server/http/compress.hpp"
#include "server/http/response_policy.hpp"
#include "server/http/uri.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace tuban::http {
namespace {

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void check_target(std::string_view text) {
    const auto target = parse_target(text);
    if (!target) {
        require(!target.refusal().code.empty());
        return;
    }
    const auto& path = target.value().path;
    require(!path.empty() && path.front() == '/' && is_utf8(path));
    require(path == "/" || path.back() != '/');
    require(path.find('\0') == std::string::npos && path.find("//") == std::string::npos);
    require((path + "/").find("/../") == std::string::npos);
    for (const auto& [key, value] : target.value().query) {
        require(!key.empty() && is_utf8(key) && is_utf8(value));
    }
}

void check_cookie(std::string_view text) {
    Request request;
    request.headers = {{"Cookie", std::string(text)}};
    if (const auto value = request.cookie("a")) {
        require(value->find(';') == std::string_view::npos);
    }
}

} // namespace
} // namespace tuban::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    tuban::http::check_target(text);
    tuban::http::check_cookie(text);
    tuban::http::accepts_gzip(text);
    tuban::http::is_etag_listed(text, "\"a\"");
    return 0;
}
