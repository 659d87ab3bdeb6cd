#pragma once

#include <string>
#include <string_view>

namespace tuban::http {

/// RFC 1952. `level` 1 (fast) to 12 (small). Each thread keeps a compressor; throws Error
/// `compress_failed` when memory is short.
std::string gzip(std::string_view data, int level);

/// RFC 9110, section 12.5.3: gzip or * is named with a weight above 0.
bool accepts_gzip(std::string_view accept_encoding);

} // namespace tuban::http
