#include "spatial/address/detail/numeral.hpp"

#include <algorithm>

namespace tuban::address::detail {

namespace {

constexpr int largest = 99999;

/// 10 and 100 as they multiply, 20 and 30 as 廿 and 卅 add; 0 for everything else.
int unit_of(char32_t c) {
    switch (c) {
    case U'十':
        return 10;
    case U'百':
        return 100;
    case U'廿':
        return 20;
    case U'卅':
        return 30;
    default:
        return 0;
    }
}

int digit_of(char32_t c) {
    switch (c) {
    case U'一':
        return 1;
    case U'二':
    case U'两':
        return 2;
    case U'三':
        return 3;
    case U'四':
        return 4;
    case U'五':
        return 5;
    case U'六':
        return 6;
    case U'七':
        return 7;
    case U'八':
        return 8;
    case U'九':
        return 9;
    default:
        return 0;
    }
}

} // namespace

Numeral read_numeral(const FoldedText& text, std::size_t at, std::size_t end) {
    Numeral numeral;
    numeral.is_arabic = text.is_digit(at);
    int sum = 0;
    int digit = 0;
    // Beyond the largest it stays there, however long the run.
    for (; at < end && text.is_numeral(at) && text.is_digit(at) == numeral.is_arabic; ++at) {
        const char32_t c = text[at];
        if (numeral.is_arabic) {
            digit = digit * 10 + static_cast<int>(c - U'0');
        } else if (const int unit = unit_of(c); unit == 0) {
            digit = digit * 10 + digit_of(c);
        } else if (unit == 20 || unit == 30) {
            sum += unit;
        } else {
            sum += std::max(digit, 1) * unit;
            digit = 0;
        }
        digit = std::min(digit, largest + 1);
        sum = std::min(sum, largest + 1);
    }
    numeral.end = at;
    if (sum + digit > 0 && sum + digit <= largest) {
        numeral.value = sum + digit;
    }
    return numeral;
}

} // namespace tuban::address::detail
