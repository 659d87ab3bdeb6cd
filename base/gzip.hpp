#pragma once

#include <string>
#include <string_view>

namespace tuban {

/// RFC 1952. `level` 1 (fast) to 12 (small). Each thread keeps a compressor; throws Error
/// `compress_failed` when memory is short.
std::string gzip(std::string_view data, int level);

} // namespace tuban
