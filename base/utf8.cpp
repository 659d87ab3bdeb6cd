#include "base/utf8.hpp"

#include <array>

namespace tuban {

void append_code_point(std::string& text, char32_t c) {
    std::array<char, U8_MAX_LENGTH> bytes{};
    std::size_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, c);
    text.append(bytes.data(), length);
}

bool is_utf8(std::string_view bytes) noexcept {
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    for (std::size_t at = 0; at < bytes.size();) {
        UChar32 c = 0;
        U8_NEXT(data, at, bytes.size(), c);
        if (c < 0) {
            return false;
        }
    }
    return true;
}

} // namespace tuban
