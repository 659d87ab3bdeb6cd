#include "spatial/io/detail/utf8.hpp"

namespace tuban::io {
namespace {

struct Decoded {
    char32_t code_point = replacement_character;
    std::size_t length = 1;
    bool is_valid = false;
};

Decoded decode(std::string_view text) noexcept {
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x80) {
        return {first, 1, true};
    }
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < length) {
        return {};
    }
    char32_t c = first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xC0U) != 0x80U) {
            return {};
        }
        c = (c << 6U) | (next & 0x3FU);
    }
    const bool is_overlong = (length == 3 && c < 0x800) || (length == 4 && c < 0x10000);
    const bool is_surrogate = c >= 0xD800 && c <= 0xDFFF;
    if (is_overlong || is_surrogate || c > 0x10FFFF) {
        return {};
    }
    return {c, length, true};
}

} // namespace

char32_t next_code_point(std::string_view text, std::size_t& at) noexcept {
    const Decoded decoded = decode(text.substr(at));
    at += decoded.length;
    return decoded.code_point;
}

void append_code_point(std::string& text, char32_t c) {
    const auto add = [&](char32_t byte) { text += static_cast<char>(byte); };
    if (c < 0x80) {
        add(c);
    } else if (c < 0x800) {
        add(0xC0U | (c >> 6U));
        add(0x80U | (c & 0x3FU));
    } else if (c < 0x10000) {
        add(0xE0U | (c >> 12U));
        add(0x80U | ((c >> 6U) & 0x3FU));
        add(0x80U | (c & 0x3FU));
    } else {
        add(0xF0U | (c >> 18U));
        add(0x80U | ((c >> 12U) & 0x3FU));
        add(0x80U | ((c >> 6U) & 0x3FU));
        add(0x80U | (c & 0x3FU));
    }
}

bool is_utf8(std::string_view bytes) noexcept {
    const auto byte = [&bytes](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
    const auto follows = [&byte](std::size_t at) { return (byte(at) & 0xC0U) == 0x80U; };
    for (std::size_t at = 0; at < bytes.size();) {
        // ASCII, and U+1000 to U+CFFF: nearly every character.
        if (byte(at) < 0x80) {
            ++at;
            continue;
        }
        if (byte(at) >= 0xE1 && byte(at) <= 0xEC && bytes.size() - at >= 3 && follows(at + 1) &&
            follows(at + 2)) {
            at += 3;
            continue;
        }
        const Decoded decoded = decode(bytes.substr(at));
        if (!decoded.is_valid) {
            return false;
        }
        at += decoded.length;
    }
    return true;
}

} // namespace tuban::io
