#include "spatial/address/detail/numeral.hpp"

#include <algorithm>

namespace tuban::address::detail {

namespace {

constexpr int largest = 99999;

/// 10 to 10,000 as they multiply, 20 and 30 as 廿 and 卅 add; 0 for everything else.
int unit_of(char32_t c) {
    switch (c) {
    case U'十':
        return 10;
    case U'百':
        return 100;
    case U'千':
        return 1000;
    case U'万':
        return 10000;
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

/// 千 and 万 begin too many names (千佛, 万安) to be numerals but behind one: 二千, 一万.
bool is_large_unit(const FoldedText& text, std::size_t at, std::size_t begin) {
    return at > begin && (text[at] == U'千' || text[at] == U'万');
}

} // namespace

Numeral read_numeral(const FoldedText& text, std::size_t at, std::size_t end) {
    Numeral numeral;
    numeral.is_arabic = text.is_digit(at);
    const std::size_t begin = at;
    int sum = 0;
    int digit = 0;
    int place = 1; // of one digit right behind a unit: 一百二 is 120
    // Beyond the largest it stays there, however long the run.
    for (; at < end; ++at) {
        const char32_t c = text[at];
        if (numeral.is_arabic
                ? !text.is_digit(at)
                : (!text.is_numeral(at) || text.is_digit(at)) && !is_large_unit(text, at, begin)) {
            break;
        }
        const int unit = numeral.is_arabic ? 0 : unit_of(c);
        if (unit == 0) {
            const int one = numeral.is_arabic ? static_cast<int>(c - U'0') : digit_of(c);
            place = one == 0 || digit > 0 ? 1 : place;
            digit = digit * 10 + one;
        } else if (unit == 20 || unit == 30) {
            sum += unit;
        } else {
            sum = unit == 10000 ? (sum + digit) * unit : sum + std::max(digit, 1) * unit;
            digit = 0;
            place = unit / 10;
        }
        digit = std::min(digit, largest + 1);
        sum = std::min(sum, largest + 1);
    }
    numeral.end = at;
    if (const int value = sum + digit * place; value > 0 && value <= largest) {
        numeral.value = value;
    }
    return numeral;
}

} // namespace tuban::address::detail
