#include "data/codelists/spelling.hpp"

#include <array>
#include <cctype>
#include <charconv>

namespace tuban::codelists {
namespace {

/// Full-width forms are U+FF01 … U+FF5E: EF BC 81 … EF BD 9E in UTF-8.
std::string to_half_width(std::string_view text) {
    std::string half;
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
        if (i + 2 < text.size() && byte(i) == 0xEF &&
            (byte(i + 1) == 0xBC || byte(i + 1) == 0xBD)) {
            const unsigned low = byte(i + 2) - 0x80U;
            const unsigned code = (byte(i + 1) == 0xBC ? 0U : 0x40U) + low;
            if (code >= 0x01 && code <= 0x5E) {
                half += static_cast<char>(code + 0x20);
                i += 3;
                continue;
            }
        }
        half += text[i++];
    }
    return half;
}

constexpr std::array<std::string_view, 8> ignored{"\u3000", "\u00A0", "\u2013", "\u2014",
                                                  "\u2212", "\u301C", "\u3001", "\u00B7"};

std::size_t ignored_length(std::string_view text) {
    for (const auto sign : ignored) {
        if (text.starts_with(sign)) {
            return sign.size();
        }
    }
    return 0;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

} // namespace

std::string fold_spelling(std::string_view text) {
    const std::string half = to_half_width(text);
    std::string folded;
    for (std::size_t i = 0; i < half.size();) {
        if (const std::size_t length = ignored_length(std::string_view(half).substr(i))) {
            i += length;
            continue;
        }
        const auto byte = static_cast<unsigned char>(half[i++]);
        if (byte >= 0x80) {
            folded += static_cast<char>(byte);
        } else if (std::isalnum(byte) != 0) {
            folded += static_cast<char>(std::tolower(byte));
        }
    }
    return folded;
}

std::optional<int> find_year(std::string_view text) {
    constexpr std::size_t year_length = 4;
    constexpr int earliest = 1500;
    constexpr int latest = 2100;
    const std::string half = to_half_width(text);
    const auto start = half.find_first_not_of(' ');
    if (start == std::string::npos || half.size() - start < year_length) {
        return std::nullopt;
    }
    const std::string_view rest = std::string_view(half).substr(start);
    int year = 0;
    const auto read = std::from_chars(rest.data(), rest.data() + year_length, year);
    if (read.ptr != rest.data() + year_length || year < earliest || year > latest) {
        return std::nullopt;
    }
    // A second year makes a range of it, which is not one year.
    std::size_t digits = 0;
    for (const char c : rest.substr(year_length)) {
        digits = is_digit(c) ? digits + 1 : 0;
        if (digits == year_length && !is_digit(rest[year_length])) {
            return std::nullopt;
        }
    }
    return year;
}

} // namespace tuban::codelists
