#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::address {

/// Bytes [begin, end) of the text as it was given.
struct Span {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    bool is_empty() const noexcept { return begin == end; }
    std::string_view of(std::string_view text) const noexcept {
        return text.substr(begin, end - begin);
    }
    bool operator==(const Span&) const = default;
};

/// A text in the one spelling in which addresses and names are compared: compatibility forms
/// (NFKC, character by character) and CJK radicals made plain, traditional characters simplified,
/// letters small, hyphens of every kind `-`; of everything that is no letter, digit or ideograph
/// only `-` and `#` stay. Ill-formed UTF-8 parts like a space. Keeps its memory from text to text.
class FoldedText {
  public:
    /// Texts of 4 GiB and more are cut there.
    void assign(std::string_view text);

    std::size_t size() const noexcept { return m_size; }
    char32_t operator[](std::size_t i) const noexcept { return m_characters[i] & character_mask; }

    /// 0–9.
    bool is_digit(std::size_t i) const noexcept { return has(i, digit_flag); }
    /// 0–9, 〇 to 九, 零, 两, 十, 百, 廿, 卅.
    bool is_numeral(std::size_t i) const noexcept { return has(i, digit_flag | numeral_flag); }
    /// Something was left out before this character.
    bool is_parted(std::size_t i) const noexcept { return has(i, parted_flag); }

    bool has_at(std::size_t i, std::u32string_view term) const noexcept {
        if (size() < term.size() || i > size() - term.size()) {
            return false;
        }
        for (std::size_t k = 0; k < term.size(); ++k) {
            if ((*this)[i + k] != term[k]) {
                return false;
            }
        }
        return true;
    }
    /// Whether characters [begin, end) close with `term`.
    bool ends_with(std::size_t begin, std::size_t end, std::u32string_view term) const noexcept {
        return end - begin >= term.size() && has_at(end - term.size(), term);
    }

    /// Where characters [begin, end), of which there is at least one, stand in the text given.
    Span span(std::size_t begin, std::size_t end) const noexcept {
        return {m_places[begin].begin, m_places[end - 1].end};
    }

    std::u32string str() const;

  private:
    static constexpr std::uint32_t character_mask = 0x1FFFFF;
    static constexpr std::uint32_t digit_flag = 1U << 21U;
    static constexpr std::uint32_t numeral_flag = 1U << 22U;
    static constexpr std::uint32_t parted_flag = 1U << 23U;
    friend class FoldTable;

    bool has(std::size_t i, std::uint32_t flags) const noexcept {
        return (m_characters[i] & flags) != 0;
    }

    std::size_t m_size = 0;
    std::vector<std::uint32_t> m_characters; ///< at least m_size, like m_places
    std::vector<Span> m_places;
};

std::u32string fold(std::string_view text);

} // namespace tuban::address
