#include "spatial/matching/text.hpp"

#include "spatial/address/folded_text.hpp"
#include "spatial/matching/detail/han.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace tuban::matching {

namespace {

constexpr auto placeholders = std::to_array<std::u32string_view>(
    {U"不详", U"无", U"无名", U"未知", U"户主", U"待核实", U"待核", U"村集体", U"集体", U"空",
     U"暂无", U"无户主", U"不明", U"产权人", U"户主不详", U"无人"});

/// Endings of institutions, which are nobody's names.
constexpr auto institutions = std::to_array<std::u32string_view>(
    {U"委员会", U"村委会", U"小学", U"学校", U"居委会", U"政府", U"公司"});

constexpr auto suffixes = std::to_array<std::u32string_view>(
    {U"已故", U"已亡", U"户主", U"故", U"亡", U"家", U"户", U"等人", U"等"});

/// Last characters of all these words; few names end in one.
constexpr auto last_characters = [] {
    std::array<char32_t, placeholders.size() + institutions.size() + suffixes.size()> last{};
    std::size_t count = 0;
    const auto add = [&](std::span<const std::u32string_view> words) {
        for (const std::u32string_view word : words) {
            last[count++] = word.back();
        }
    };
    add(placeholders);
    add(institutions);
    add(suffixes);
    return last;
}();

/// Written for a character that isn't shown: 张*明, 张××.
constexpr auto masks = std::to_array<std::string_view>({"*", "＊", "×", "●", "○"});

void append_masks(std::u32string& name, std::string_view gap) {
    for (const std::string_view mask : masks) {
        for (auto at = gap.find(mask); at != gap.npos; at = gap.find(mask, at + mask.size())) {
            name.push_back(masked_character);
        }
    }
}

/// Takes the suffixes off; empty for what is no person's name.
std::u32string clean(std::u32string name) {
    std::ranges::replace(name, U'某', masked_character);
    if (std::ranges::all_of(name, [](char32_t c) { return c == masked_character; })) {
        return {};
    }
    if (std::ranges::find(last_characters, name.back()) == last_characters.end()) {
        return name;
    }
    for (const std::u32string_view suffix : suffixes) {
        if (name.size() >= suffix.size() + 2 && name.ends_with(suffix)) {
            name.resize(name.size() - suffix.size());
        }
    }
    if (std::ranges::find(placeholders, std::u32string_view(name)) != placeholders.end()) {
        return {};
    }
    for (const std::u32string_view ending : institutions) {
        if (name.ends_with(ending)) {
            return {};
        }
    }
    return name;
}

/// Where the first of the marks stands; the text's size where none does.
std::size_t first_of(std::string_view text, std::span<const std::string_view> marks) {
    std::size_t first = text.size();
    for (const std::string_view mark : marks) {
        first = std::min(first, text.find(mark));
    }
    return first;
}

/// A space parts two names only where both sides are whole ones: `王 峰` is one name.
bool parts_names(const address::FoldedText& text, std::size_t at) {
    constexpr char32_t first_ideograph = 0x3400;
    return at >= 2 && at + 1 < text.size() && !text.is_parted(at - 1) && !text.is_parted(at + 1) &&
           text[at - 2] >= first_ideograph && text[at - 1] >= first_ideograph &&
           text[at] >= first_ideograph && text[at + 1] >= first_ideograph;
}

/// Calls take(name) for each name in the field, remarks in brackets cut off.
template <typename Take>
void for_each_name(std::string_view field, bool may_be_several, Take take) {
    static constexpr auto brackets = std::to_array<std::string_view>({"(", "（"});
    static constexpr auto separators =
        std::to_array<std::string_view>({"/", "、", ",", ";", "，", "；", "／"});
    address::FoldedText text;
    text.assign(field);
    std::u32string name;
    bool is_in_brackets = false;
    std::size_t behind = 0; // the character before
    for (std::size_t at = 0; at < text.size(); ++at) {
        const address::Span span = text.span(at, at + 1);
        if (text.is_parted(at)) {
            const std::string_view gap = field.substr(behind, span.begin - behind);
            const std::size_t bracket = first_of(gap, brackets);
            const std::size_t separator = may_be_several ? first_of(gap, separators) : gap.size();
            const bool has_bracket = bracket < gap.size();
            const bool is_spaced = may_be_several && !has_bracket && parts_names(text, at) &&
                                   gap.find_first_not_of(" \xe3\x80") == std::string_view::npos;
            if (!is_in_brackets) {
                append_masks(name, gap.substr(0, std::min(bracket, separator)));
            }
            if (separator < gap.size() || is_spaced) {
                take(std::exchange(name, {}));
                is_in_brackets = false;
                append_masks(name, gap.substr(separator));
            }
            is_in_brackets = is_in_brackets || has_bracket;
        }
        if (!is_in_brackets) {
            name.push_back(text[at]);
        }
        behind = span.end;
    }
    if (const auto rest = field.substr(behind); !is_in_brackets) {
        append_masks(name, rest.substr(0, first_of(rest, brackets)));
    }
    take(std::move(name));
}

} // namespace

std::u32string clean_name(std::string_view name) {
    std::u32string cleaned;
    for_each_name(name, false, [&](std::u32string one) { cleaned = clean(std::move(one)); });
    return cleaned;
}

bool names_deceased(std::string_view owner_name) {
    if (owner_name.find("故") == std::string_view::npos &&
        owner_name.find("亡") == std::string_view::npos) {
        return false;
    }
    for (const std::string_view mark : {"故）", "故)", "亡）", "亡)", "已故", "已亡"}) {
        if (owner_name.find(mark) != std::string_view::npos) {
            return true;
        }
    }
    return false;
}

std::vector<std::u32string> split_owners(std::string_view owner_name) {
    std::vector<std::u32string> owners;
    for_each_name(owner_name, true, [&owners](std::u32string one) {
        if (std::u32string name = clean(std::move(one)); !name.empty()) {
            owners.push_back(std::move(name));
        }
    });
    return owners;
}

void load_tables() {
    detail::sound_of(U'一');
    clean_name("一");
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
