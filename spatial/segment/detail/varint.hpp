#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tuban::segment::detail {

inline constexpr std::ptrdiff_t max_varint_length = 5;

inline void write_varint(std::vector<std::byte>& out, std::uint32_t value) {
    while (value >= 0x80) {
        out.push_back(static_cast<std::byte>(value | 0x80U));
        value >>= 7U;
    }
    out.push_back(static_cast<std::byte>(value));
}

/// Reads at most 5 bytes; the caller has made sure of them. Bits above the 32nd are dropped.
inline std::uint32_t read_varint_unchecked(const std::byte*& next) noexcept {
    auto byte = static_cast<std::uint32_t>(*next++);
    if (byte < 0x80) [[likely]] {
        return byte;
    }
    std::uint32_t value = byte & 0x7FU;
    byte = static_cast<std::uint32_t>(*next++);
    value |= (byte & 0x7FU) << 7U;
    for (unsigned shift = 14; byte >= 0x80 && shift < 35; shift += 7) {
        byte = static_cast<std::uint32_t>(*next++);
        value |= (byte & 0x7FU) << shift;
    }
    return value;
}

/// False when the bytes end within the number.
inline bool read_varint(const std::byte*& next, const std::byte* end,
                        std::uint32_t& value) noexcept {
    value = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
        if (next == end) {
            return false;
        }
        const auto byte = static_cast<std::uint32_t>(*next++);
        value |= (byte & 0x7FU) << shift;
        if (byte < 0x80) {
            break;
        }
    }
    return true;
}

constexpr std::uint32_t zigzag(std::uint32_t difference) noexcept {
    return (difference << 1U) ^ (0U - (difference >> 31U));
}
constexpr std::uint32_t unzigzag(std::uint32_t value) noexcept {
    return (value >> 1U) ^ (0U - (value & 1U));
}

} // namespace tuban::segment::detail
