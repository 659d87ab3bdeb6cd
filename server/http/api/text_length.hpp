#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace tuban::http::api {

/// Code points, as limits are stated to users.
inline std::size_t length_of(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

} // namespace tuban::http::api
