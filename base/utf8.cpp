#include "base/utf8.hpp"

#include <array>
#include <cstring>

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
        std::uint64_t word = 0;
        constexpr std::uint64_t beyond_ascii = 0x8080808080808080;
        if (bytes.size() - at >= sizeof(word)) {
            std::memcpy(&word, data + at, sizeof(word));
            if ((word & beyond_ascii) == 0) {
                at += sizeof(word);
                continue;
            }
        }
        UChar32 c = 0;
        U8_NEXT(data, at, bytes.size(), c);
        if (c < 0) {
            return false;
        }
    }
    return true;
}

} // namespace tuban
