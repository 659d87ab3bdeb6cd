#include "spatial/matching/address_key.hpp"

#include "spatial/matching/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>

namespace tuban::matching {

namespace {

constexpr int largest_number = 9999;

bool is_digit(char32_t c) {
    return c >= U'0' && c <= U'9';
}

/// −1 for what is no Chinese digit.
int chinese_digit(char32_t c) {
    constexpr std::u32string_view digits = U"〇一二三四五六七八九";
    if (c == U'零') {
        return 0;
    }
    if (c == U'两') {
        return 2;
    }
    const std::size_t found = digits.find(c);
    return found == std::u32string_view::npos ? -1 : static_cast<int>(found);
}

/// 10 and 100 as they multiply, 20 and 30 as 廿 and 卅 add; 0 for everything else.
int chinese_unit(char32_t c) {
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

bool is_numeral(char32_t c) {
    return is_digit(c) || chinese_digit(c) >= 0 || chinese_unit(c) > 0;
}

/// 二十三, 一百零五, 二三 (digit by digit), 23; absent when too large for an address.
std::optional<int> read_numeral(std::u32string_view text) {
    int sum = 0;
    int digit = 0;
    for (const char32_t c : text) {
        if (const int unit = chinese_unit(c); unit >= 100 || unit == 10) {
            sum += (digit == 0 ? 1 : digit) * unit;
            digit = 0;
        } else if (unit > 0) {
            sum += unit;
        } else {
            digit = digit * 10 + (is_digit(c) ? static_cast<int>(c - U'0') : chinese_digit(c));
        }
        if (sum + digit > largest_number) {
            return std::nullopt;
        }
    }
    return sum + digit;
}

bool starts_with_any(std::u32string_view text, std::initializer_list<std::u32string_view> terms) {
    for (const std::u32string_view term : terms) {
        if (text.starts_with(term)) {
            return true;
        }
    }
    return false;
}

bool ends_with_any(std::u32string_view text, std::initializer_list<std::u32string_view> terms) {
    for (const std::u32string_view term : terms) {
        if (text.ends_with(term)) {
            return true;
        }
    }
    return false;
}

/// 附2, 12之2, 12号-2, 12-2.
bool is_sub_number(std::u32string_view before) {
    if (ends_with_any(before, {U"附", U"之", U"号"})) {
        return true;
    }
    return before.size() >= 2 && before.back() == U'-' &&
           (before[before.size() - 2] == U'号' || is_numeral(before[before.size() - 2]));
}

bool is_group_term(std::u32string_view after) {
    return starts_with_any(after, {U"组", U"小组", U"村民小组", U"村民组", U"社", U"队", U"小队",
                                   U"生产队", U"邻"}) &&
           !after.starts_with(U"社区");
}

bool is_building_term(std::u32string_view after) {
    return starts_with_any(
        after, {U"号楼", U"号院", U"楼", U"层", U"室", U"单元", U"栋", U"幢", U"米", U"座"});
}

bool is_house_number(std::u32string_view before, std::u32string_view after, bool is_arabic) {
    return starts_with_any(after, {U"号", U"户", U"之", U"#"}) ||
           ends_with_any(before, {U"门牌", U"no", U"#"}) ||
           (is_arabic && (after.empty() || starts_with_any(after, {U"附", U"-"})));
}

/// Length of the word that introduces a number.
std::size_t introduction(std::u32string_view before) {
    for (const std::u32string_view word : {U"第", U"门牌", U"no", U"#"}) {
        if (before.ends_with(word)) {
            return word.size();
        }
    }
    return 0;
}

} // namespace

AddressKey parse_address_key(std::string_view address) {
    return parse_address_key(std::u32string_view(fold(address)));
}

AddressKey parse_address_key(std::u32string_view text) {
    AddressKey key;
    key.begin = text.size();
    for (std::size_t begin = 0; begin < text.size();) {
        if (!is_numeral(text[begin])) {
            ++begin;
            continue;
        }
        const bool is_arabic = is_digit(text[begin]);
        std::size_t end = begin;
        while (end < text.size() && is_numeral(text[end]) && is_digit(text[end]) == is_arabic) {
            ++end;
        }
        const std::u32string_view before = text.substr(0, begin);
        const std::u32string_view after = text.substr(end);
        const std::optional<int> value = read_numeral(text.substr(begin, end - begin));
        begin = end;
        if (!value || *value == 0 || is_sub_number(before) || is_building_term(after)) {
            continue;
        }
        if (is_group_term(after)) {
            key.group = value;
            key.number.reset();
        } else if (is_house_number(before, after, is_arabic)) {
            key.number = value;
        } else {
            continue;
        }
        key.begin = std::min(key.begin, before.size() - introduction(before));
    }
    return key;
}

std::string chinese_number(int value) {
    static constexpr std::array<const char*, 10> digits{"",   "一", "二", "三", "四",
                                                        "五", "六", "七", "八", "九"};
    if (value <= 0 || value >= 100) {
        return std::to_string(value);
    }
    const auto tens = static_cast<std::size_t>(value / 10);
    const auto ones = static_cast<std::size_t>(value % 10);
    std::string text;
    if (tens > 0) {
        text = std::string(tens > 1 ? digits[tens] : "") + "十";
    }
    return text + digits[ones];
}

} // namespace tuban::matching
