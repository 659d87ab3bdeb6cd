#pragma once

#include <cstdint>

namespace tuban::matching::detail {

/// Number of the character's toneless pinyin; 0 where it has none. Thread-safe.
std::uint16_t sound_of(char32_t character);

/// Whether one is easily written for the other: 末 未, 清 请.
bool look_alike(char32_t a, char32_t b) noexcept;

} // namespace tuban::matching::detail
