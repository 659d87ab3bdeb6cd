#include "spatial/io/detail/field_values.hpp"

#include "base/utf8.hpp"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

namespace tuban::io {
namespace {

template <typename Map>
std::string map_code_points(std::string_view text, Map map) {
    std::string mapped;
    mapped.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        append_code_point(mapped, map(next_code_point(text, at)));
    }
    return mapped;
}

/// ASCII without blanks and controls, and U+4000 to U+9FFF, nearly all Han: nearly every text, and
/// nothing in it to clean.
bool is_clean(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
        if (byte(0) > 0x20 && byte(0) < 0x7F) {
            ++at;
        } else if (byte(0) >= 0xE4 && byte(0) <= 0xE9 && text.size() - at >= 3 &&
                   (byte(1) & 0xC0U) == 0x80U && (byte(2) & 0xC0U) == 0x80U) {
            at += 3;
        } else {
            return false;
        }
    }
    return true;
}

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    return first == std::string_view::npos
               ? std::string()
               : std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// The number at the first digit; a comma between thousands is passed over.
std::optional<double> first_number(std::string_view text) {
    std::string kept(text);
    std::erase(kept, ',');
    const auto start = std::ranges::find_if(kept, is_digit);
    if (start == kept.end()) {
        return std::nullopt;
    }
    const bool is_negative = start != kept.begin() && *std::prev(start) == '-';
    const char* begin = kept.data() + (start - kept.begin());
    double value = 0;
    const auto result = std::from_chars(begin, kept.data() + kept.size(), value);
    if (result.ec != std::errc()) {
        return std::nullopt;
    }
    return is_negative ? -value : value;
}

std::optional<std::uint16_t> chinese_count(std::string_view text) {
    constexpr std::array<std::string_view, 13> words{"一", "二", "三", "四",   "五",   "六", "七",
                                                     "八", "九", "十", "十一", "十二", "两"};
    std::optional<std::uint16_t> found;
    std::size_t longest = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (text.starts_with(words[i]) && words[i].size() > longest) {
            longest = words[i].size();
            found = static_cast<std::uint16_t>(i == 12 ? 2 : i + 1);
        }
    }
    const bool is_alone = text.size() == longest || text.substr(longest).starts_with("层");
    return is_alone ? found : std::nullopt;
}

} // namespace

std::string to_half_width(std::string_view text) {
    return map_code_points(text, [](char32_t c) -> char32_t {
        if (c >= 0xFF01 && c <= 0xFF5E) {
            return c - 0xFEE0;
        }
        return c == 0x3000 ? char32_t{' '} : c;
    });
}

std::string clean_text(std::string_view text) {
    const auto blank = [](char32_t c) -> char32_t {
        const bool is_mark = c == 0xFEFF || c == 0x200B || c == 0x200E || c == 0x200F ||
                             (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        return is_mark || u_isUWhiteSpace(static_cast<UChar32>(c)) != 0 ||
                       u_iscntrl(static_cast<UChar32>(c)) != 0
                   ? char32_t{' '}
                   : c;
    };
    std::string cleaned =
        is_clean(text) ? std::string(text) : trimmed(map_code_points(text, blank));
    static constexpr std::array<std::string_view, 9> nothing{
        "/", "-", "NULL", "null", "Null", "<NULL>", "<Null>", "<null>", "<空>"};
    return std::ranges::find(nothing, cleaned) == nothing.end() ? cleaned : std::string();
}

std::optional<std::string> parse_division_code(std::string_view text) {
    constexpr std::size_t full_length = 12;
    std::string code = to_half_width(text);
    if (const auto dot = code.find('.');
        dot != std::string::npos && code.find_first_not_of('0', dot + 1) == std::string::npos) {
        code.resize(dot);
    }
    if (code.size() < 2 || code.size() > full_length || !std::ranges::all_of(code, is_digit)) {
        return std::nullopt;
    }
    code.resize(full_length, '0');
    return code;
}

std::optional<std::uint16_t> parse_floors(std::string_view text) {
    const std::string half = to_half_width(text);
    if (const auto counted = chinese_count(half)) {
        return counted;
    }
    const auto value = first_number(half);
    if (!value || *value < 1 || *value > 200) {
        return std::nullopt;
    }
    return static_cast<std::uint16_t>(std::floor(*value));
}

std::optional<float> parse_measure(std::string_view text, double greatest) {
    const auto value = first_number(to_half_width(text));
    if (!value || !std::isfinite(*value) || *value <= 0 || *value > greatest) {
        return std::nullopt;
    }
    return static_cast<float>(*value);
}

std::string parse_owner_id(std::string_view text) {
    std::string id = to_half_width(text);
    std::erase(id, ' ');
    std::ranges::replace(id, 'x', 'X');
    return id;
}

} // namespace tuban::io
