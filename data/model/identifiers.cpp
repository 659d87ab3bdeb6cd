#include "data/model/identifiers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace tuban::model {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), is_digit);
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

/// U+FF01 … U+FF5E stand for ! … ~; U+3000 for a space.
std::string half_width(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = [&](std::size_t at) {
            return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
        };
        if (byte(i) == 0xEFU && (byte(i + 1) == 0xBCU || byte(i + 1) == 0xBDU)) {
            const unsigned code = ((byte(i + 1) & 0x3FU) << 6U) | (byte(i + 2) & 0x3FU);
            // 0xF01 … 0xF5E are the low 12 bits of U+FF01 … U+FF5E.
            if (code >= 0xF01U && code <= 0xF5EU) {
                result += static_cast<char>(code - 0xF01U + '!');
                i += 2;
                continue;
            }
        }
        result += text[i];
    }
    replace_all(result, "\u3000", " ");
    return result;
}

void drop(std::string& text, std::string_view characters) {
    std::erase_if(text, [&](char c) { return characters.find(c) != std::string_view::npos; });
}

int number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) {
        value = value * 10 + (c - '0');
    }
    return value;
}

bool is_day(int year, int month, int day) {
    constexpr std::array<int, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12) {
        return false;
    }
    const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    const int last =
        lengths.at(static_cast<std::size_t>(month - 1)) + (month == 2 && is_leap ? 1 : 0);
    return day >= 1 && day <= last;
}

} // namespace

std::string normalize_id(std::string_view text) {
    auto result = half_width(text);
    drop(result, " \t-'");
    std::replace(result.begin(), result.end(), 'x', 'X');
    return result;
}

std::string normalize_phone(std::string_view text) {
    auto result = half_width(text);
    drop(result, " \t-()'");
    return result;
}

std::string normalize_name(std::string_view text) {
    std::string result(text);
    for (const auto* dot : {"\u2022", "\uFF0E", "\u2027", "\u30FB"}) {
        replace_all(result, dot, "\u00B7");
    }
    replace_all(result, "\u3000", "");
    drop(result, " \t");
    return result;
}

IdFault check_id_number(std::string_view number_text, int today) {
    if (number_text.size() == 15 && all_digits(number_text)) {
        return IdFault::old_form;
    }
    if (number_text.size() != 18 || !all_digits(number_text.substr(0, 17)) ||
        (!is_digit(number_text[17]) && number_text[17] != 'X')) {
        return IdFault::malformed;
    }
    const int year = number(number_text.substr(6, 4));
    const int birth = number(number_text.substr(6, 8));
    if (year < 1850 || birth > today || !is_day(year, birth / 100 % 100, birth % 100)) {
        return IdFault::birth_date;
    }
    constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        sum += weights.at(i) * (number_text[i] - '0');
    }
    return number_text[17] == "10X98765432"[sum % 11] ? IdFault::none : IdFault::check;
}

bool is_citizen_id(std::string_view number_text) {
    constexpr int end_of_time = 99991231;
    return check_id_number(number_text, end_of_time) == IdFault::none;
}

std::string_view sex_of_citizen(std::string_view number) {
    constexpr std::size_t order_digit = 16; // odd for men, GB 11643-1999, 4.3
    return (number[order_digit] - '0') % 2 == 1 ? "male" : "female";
}

const char* explain(IdFault fault) {
    switch (fault) {
    case IdFault::none:
        return "";
    case IdFault::old_form:
        return "15 位旧身份证号不能使用，请填 18 位号码";
    case IdFault::malformed:
        return "身份证号应为 18 位：17 位数字加一位校验码（数字或 X）";
    case IdFault::birth_date:
        return "身份证号中的出生日期不存在，请核对第 7 至 14 位";
    case IdFault::check:
        return "身份证号校验位不符，请逐位核对";
    }
    return "";
}

bool is_credit_code(std::string_view code) {
    constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    if (code.size() != 18) {
        return false;
    }
    std::size_t sum = 0;
    std::size_t weight = 1;
    for (std::size_t i = 0; i < 17; ++i) {
        const auto value = alphabet.find(code[i]);
        if (value == std::string_view::npos) {
            return false;
        }
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    return code[17] == alphabet[(31 - sum % 31) % 31];
}

bool is_phone(std::string_view phone) {
    if (!all_digits(phone)) {
        return false;
    }
    const bool is_mobile = phone.size() == 11 && phone[0] == '1' && phone[1] >= '3';
    const bool is_landline = phone.size() >= 10 && phone.size() <= 12 && phone[0] == '0';
    return is_mobile || is_landline;
}

bool is_name(std::string_view name) {
    std::size_t length = 0;
    for (const char c : name) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            return false;
        }
        length += (c & 0xC0) != 0x80 ? 1 : 0;
    }
    return length >= 1 && length <= 50;
}

std::string mask_id(std::string_view number_text) {
    if (number_text.size() != 18) {
        return std::string(number_text.size(), '*');
    }
    return fmt::format("{}********{}", number_text.substr(0, 6), number_text.substr(14));
}

std::string mask_phone(std::string_view phone) {
    if (phone.size() < 9) {
        return std::string(phone.size(), '*');
    }
    return fmt::format("{}{}{}", phone.substr(0, 3), std::string(phone.size() - 7, '*'),
                       phone.substr(phone.size() - 4));
}

std::string mask_name(std::string_view name) {
    std::vector<std::string_view> characters;
    for (std::size_t begin = 0; begin < name.size();) {
        std::size_t end = begin + 1;
        while (end < name.size() && (name[end] & 0xC0) == 0x80) {
            ++end;
        }
        characters.push_back(name.substr(begin, end - begin));
        begin = end;
    }
    std::string masked;
    for (std::size_t i = 0; i < characters.size(); ++i) {
        const bool is_shown = i == 0 || (characters.size() > 2 && i + 1 == characters.size());
        masked += is_shown ? characters[i] : "*";
    }
    return masked;
}

} // namespace tuban::model
