#include "server/http/request_parser.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::http {
namespace {

/// Paths and bodies of all requests in the bytes, then the status of the refusal, if any.
std::vector<std::string> read_all(std::string_view bytes, std::size_t step) {
    RequestParser parser(512, 256);
    std::vector<std::string> seen;
    while (!bytes.empty() && parser.state() != RequestParser::State::refused) {
        const auto piece = bytes.substr(0, step);
        bytes.remove_prefix(piece.size());
        parser.feed(piece);
        while (parser.state() == RequestParser::State::complete) {
            const bool keep_alive = parser.is_keep_alive();
            const auto request = parser.take();
            seen.push_back(request.path + '\n' + request.body);
            if (!keep_alive) {
                return seen;
            }
        }
    }
    if (parser.state() == RequestParser::State::refused) {
        seen.push_back(std::to_string(parser.refusal().status));
    }
    return seen;
}

} // namespace
} // namespace tuban::http

/// However the bytes are cut, the same requests come out.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto whole = tuban::http::read_all(bytes, std::max<std::size_t>(size, 1));
    if (whole != tuban::http::read_all(bytes, 1) || whole != tuban::http::read_all(bytes, 7)) {
        std::abort();
    }
    return 0;
}
