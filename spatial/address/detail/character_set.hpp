#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tuban::address::detail {

/// Characters of the basic plane, one bit each: asked before words are compared.
class CharacterSet {
  public:
    constexpr void add(char32_t c) { m_bits[c / word_bits] |= std::uint64_t{1} << (c % word_bits); }
    constexpr bool has(char32_t c) const noexcept {
        return c < plane_size && (m_bits[c / word_bits] >> (c % word_bits) & 1U) != 0;
    }

    template <typename Words>
    static constexpr CharacterSet first_of(const Words& words) {
        CharacterSet set;
        for (const std::u32string_view word : words) {
            set.add(word.front());
        }
        return set;
    }
    template <typename Words>
    static constexpr CharacterSet last_of(const Words& words) {
        CharacterSet set;
        for (const std::u32string_view word : words) {
            set.add(word.back());
        }
        return set;
    }

  private:
    static constexpr std::size_t plane_size = 0x10000;
    static constexpr std::size_t word_bits = 64;
    std::array<std::uint64_t, plane_size / word_bits> m_bits{};
};

} // namespace tuban::address::detail
