#include "spatial/address/detail/division_terms.hpp"

#include "spatial/address/detail/character_set.hpp"

#include <algorithm>
#include <array>

namespace tuban::address::detail {

namespace {

struct Term {
    std::u32string_view word;
    Level level;
};

/// Longer words before those that they end in or begin with.
constexpr auto terms = std::to_array<Term>({
    {U"特别行政区", Level::province},
    {U"自治区", Level::province},
    {U"省", Level::province},
    {U"市", Level::province},
    {U"自治州", Level::city},
    {U"地区", Level::city},
    {U"市", Level::city},
    {U"盟", Level::city},
    {U"自治县", Level::county},
    {U"自治旗", Level::county},
    {U"林区", Level::county},
    {U"特区", Level::county},
    {U"县", Level::county},
    {U"市", Level::county},
    {U"区", Level::county},
    {U"旗", Level::county},
    {U"街道办事处", Level::town},
    {U"街道办", Level::town},
    {U"街道", Level::town},
    {U"民族乡", Level::town},
    {U"民族镇", Level::town},
    {U"民族苏木", Level::town},
    {U"苏木", Level::town},
    {U"镇", Level::town},
    {U"乡", Level::town},
    {U"社区居民委员会", Level::village},
    {U"社区居委会", Level::village},
    {U"社区村委会", Level::village},
    {U"社区", Level::village},
    {U"村民委员会", Level::village},
    {U"村委会", Level::village},
    {U"村委", Level::village},
    {U"行政村", Level::village},
    {U"村", Level::village},
    {U"居民委员会", Level::village},
    {U"居委会", Level::village},
    {U"嘎查委员会", Level::village},
    {U"嘎查", Level::village},
    {U"生产大队", Level::village},
    {U"大队", Level::village},
    {U"里", Level::village},
});

constexpr auto committees =
    std::to_array<std::u32string_view>({U"居民委员会", U"居委会", U"民委员会", U"委员会", U"委会"});

/// Peoples whose names stand in those of autonomous places.
constexpr auto peoples = std::to_array<std::u32string_view>({
    U"蒙古族",   U"蒙古",     U"回族",     U"藏族",     U"维吾尔",   U"苗族",       U"彝族",
    U"壮族",     U"布依族",   U"朝鲜族",   U"满族",     U"侗族",     U"瑶族",       U"白族",
    U"土家族",   U"哈尼族",   U"哈萨克族", U"哈萨克",   U"傣族",     U"黎族",       U"傈僳族",
    U"佤族",     U"畲族",     U"高山族",   U"拉祜族",   U"水族",     U"东乡族",     U"纳西族",
    U"景颇族",   U"柯尔克孜", U"土族",     U"达斡尔族", U"仫佬族",   U"羌族",       U"布朗族",
    U"撒拉族",   U"毛南族",   U"仡佬族",   U"锡伯族",   U"锡伯",     U"阿昌族",     U"普米族",
    U"塔吉克族", U"塔吉克",   U"怒族",     U"乌孜别克", U"俄罗斯族", U"俄罗斯",     U"鄂温克族",
    U"德昂族",   U"保安族",   U"裕固族",   U"京族",     U"塔塔尔",   U"独龙族",     U"鄂伦春",
    U"赫哲族",   U"门巴族",   U"珞巴族",   U"基诺族",   U"各族",     U"柯尔克孜族",
});

constexpr CharacterSet first_characters = [] {
    CharacterSet set;
    for (const Term& term : terms) {
        set.add(term.word.front());
    }
    return set;
}();

bool begins_term(const FoldedText& text, std::size_t at) {
    return at < text.size() && first_characters.has(text[at]);
}

} // namespace

DivisionTerm find_division_term(const FoldedText& text, std::size_t at) {
    if (!begins_term(text, at)) {
        return {};
    }
    const char32_t first = text[at];
    DivisionTerm longest;
    for (const Term& term : terms) {
        if (term.word.front() == first && term.word.size() > longest.length &&
            text.has_at(at, term.word)) {
            longest = {term.level, term.word.size()};
        }
    }
    return longest;
}

std::size_t division_term_length(const FoldedText& text, std::size_t at, Level level) {
    if (!begins_term(text, at)) {
        return 0;
    }
    for (const Term& term : terms) {
        if (term.level == level && text.has_at(at, term.word)) {
            return term.word.size();
        }
    }
    return 0;
}

bool closes_name(const FoldedText& text, std::size_t begin, std::size_t at,
                 const DivisionTerm& term) {
    const std::size_t end = at + term.length;
    if (text.has_at(at, U"里")) {
        return end < text.size() && text.is_numeral(end) && !text.is_numeral(at - 1);
    }
    if (text.has_at(at, U"村民") && !text.has_at(at, U"村民委员会")) {
        return false;
    }
    if (text.has_at(at, U"区") && text.ends_with(begin, at, U"小")) {
        return false;
    }
    if (text.has_at(at, U"市场") || text.has_at(at, U"省道") || text.has_at(at, U"县道") ||
        text.has_at(at, U"乡道") || text.has_at(at, U"村道") || text.has_at(at, U"镇政府") ||
        text.has_at(at, U"乡政府")) {
        return false;
    }
    if (text.has_at(at, U"大队") || text.has_at(at, U"生产大队")) {
        return !text.is_numeral(at - 1);
    }
    return !text.has_at(at, U"盟") && !text.has_at(at, U"地区");
}

std::size_t committee_length(const FoldedText& text, std::size_t at) {
    for (const std::u32string_view committee : committees) {
        if (text.has_at(at, committee)) {
            return committee.size();
        }
    }
    return 0;
}

std::u32string_view stem_of(std::u32string_view name, Level level) {
    std::u32string_view stem = name;
    bool is_autonomous = false;
    for (const Term& term : terms) {
        if (term.level == level && stem.size() > term.word.size() && stem.ends_with(term.word)) {
            is_autonomous = term.word.starts_with(U"自治") || level == Level::town;
            stem.remove_suffix(term.word.size());
            break;
        }
    }
    for (bool is_shorter = is_autonomous; is_shorter;) {
        is_shorter = false;
        for (const std::u32string_view people : peoples) {
            if (stem.size() > people.size() + 1 && stem.ends_with(people)) {
                stem.remove_suffix(people.size());
                is_shorter = true;
            }
        }
    }
    return stem;
}

std::u32string_view without_committee(std::u32string_view name) {
    for (const std::u32string_view committee : committees) {
        if (name.size() > committee.size() + 1 && name.ends_with(committee)) {
            name.remove_suffix(committee.size());
            break;
        }
    }
    if (name.size() > 3 && name.ends_with(U"村村")) {
        name.remove_suffix(1);
    }
    return name;
}

} // namespace tuban::address::detail
