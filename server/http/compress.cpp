#include "server/http/compress.hpp"

#include "server/http/field_text.hpp"

#include <algorithm>
#include <optional>

namespace tuban::http {
namespace {

/// "0", "0.", "0.000": the only weights that forbid a coding.
bool is_zero_weight(std::string_view parameter) {
    if (parameter.size() < 3 || (parameter[0] != 'q' && parameter[0] != 'Q') ||
        parameter[1] != '=') {
        return false;
    }
    return parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
}

} // namespace

bool accepts_gzip(std::string_view accept_encoding) {
    std::optional<bool> any;
    while (!accept_encoding.empty()) {
        const auto end = std::min(accept_encoding.find(','), accept_encoding.size());
        const auto item = accept_encoding.substr(0, end);
        accept_encoding.remove_prefix(std::min(end + 1, accept_encoding.size()));
        const auto semicolon = std::min(item.find(';'), item.size());
        const auto coding = trim_blanks(item.substr(0, semicolon));
        const bool is_allowed =
            !is_zero_weight(trim_blanks(item.substr(std::min(semicolon + 1, item.size()))));
        if (equals_ignoring_case(coding, "gzip")) {
            return is_allowed;
        }
        if (coding == "*") {
            any = is_allowed;
        }
    }
    return any.value_or(false);
}

} // namespace tuban::http
