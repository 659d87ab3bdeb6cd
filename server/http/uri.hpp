#pragma once

#include "base/report.hpp"
#include "base/result.hpp"
#include "server/http/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tuban::http {

/// The decoded target of a request line.
struct Target {
    std::string path; ///< begins with '/'; a slash at the end is dropped, so "/ogc/" is "/ogc"
    Fields query;     ///< in the order received, keys may repeat; '+' stands for a space
};

/// Strict RFC 3986: printable ASCII, every % followed by two hex digits, the decoded text valid
/// UTF-8 without control characters. A path with an empty segment, ".", ".." or an encoded slash is
/// refused; so are more than 100 query pairs. Codes: target_invalid, target_encoding, path_segment,
/// query_invalid.
Result<Target, Issue> parse_target(std::string_view raw);

/// Null when an escape is cut or wrong. Does not look at what comes out.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

} // namespace tuban::http
