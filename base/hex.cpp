#include "base/hex.hpp"

#include <charconv>

namespace tuban {

std::string to_hex(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    hex.reserve(2 * bytes.size());
    for (const auto byte : bytes) {
        hex += digits[byte >> 4U];
        hex += digits[byte & 15U];
    }
    return hex;
}

std::vector<std::uint8_t> from_hex(std::string_view hex) {
    std::vector<std::uint8_t> bytes;
    for (; hex.size() >= 2; hex.remove_prefix(2)) {
        std::uint8_t byte = 0;
        if (std::from_chars(hex.data(), hex.data() + 2, byte, 16).ptr != hex.data() + 2) {
            break;
        }
        bytes.push_back(byte);
    }
    return bytes;
}

} // namespace tuban
