#include "spatial/address/detail/division_terms.hpp"

#include "spatial/address/detail/character_set.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

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

/// The terms by their first character, else in their order.
constexpr auto terms_by_first = [] {
    auto sorted = terms;
    for (std::size_t i = 1; i < sorted.size(); ++i) { // std::stable_sort is not constexpr
        for (std::size_t k = i; k > 0 && sorted[k].word.front() < sorted[k - 1].word.front(); --k) {
            std::swap(sorted[k], sorted[k - 1]);
        }
    }
    return sorted;
}();

constexpr auto first_of_terms = [] {
    std::array<char32_t, terms_by_first.size()> firsts{};
    std::ranges::transform(terms_by_first, firsts.begin(),
                           [](const Term& term) { return term.word.front(); });
    return firsts;
}();

/// Those that begin with the character that stands there.
std::span<const Term> terms_at(const FoldedText& text, std::size_t at) {
    if (at >= text.size() || !first_characters.has(text[at])) {
        return {};
    }
    const auto [begin, end] =
        std::equal_range(first_of_terms.begin(), first_of_terms.end(), text[at]);
    return std::span(terms_by_first)
        .subspan(static_cast<std::size_t>(begin - first_of_terms.begin()),
                 static_cast<std::size_t>(end - begin));
}

} // namespace

DivisionTerm find_division_term(const FoldedText& text, std::size_t at) {
    DivisionTerm longest;
    for (const Term& term : terms_at(text, at)) {
        if (term.word.size() > longest.length && text.has_at(at, term.word)) {
            longest = {term.level, term.word.size()};
        }
    }
    return longest;
}

std::size_t division_term_length(const FoldedText& text, std::size_t at, Level level) {
    for (const Term& term : terms_at(text, at)) {
        if (term.level == level && text.has_at(at, term.word)) {
            return term.word.size();
        }
    }
    return 0;
}

bool closes_name(const FoldedText& text, std::size_t begin, std::size_t at,
                 const DivisionTerm& term) {
    const auto is_any = [&](auto... words) { return (text.has_at(at, words) || ...); };
    const std::size_t end = at + term.length;
    switch (text[at]) {
    case U'里':
        return end < text.size() && text.is_numeral(end) && !text.is_numeral(at - 1);
    case U'村':
        return (!is_any(U"村民") || is_any(U"村民委员会")) && !is_any(U"村道");
    case U'区':
        return !text.ends_with(begin, at, U"小");
    case U'市':
        return !is_any(U"市场");
    case U'省':
        return !is_any(U"省道");
    case U'县':
        return !is_any(U"县道");
    case U'乡':
        return !is_any(U"乡道", U"乡政府");
    case U'镇':
        return !is_any(U"镇政府");
    case U'大':
    case U'生':
        return !is_any(U"大队", U"生产大队") || !text.is_numeral(at - 1);
    case U'盟':
        return false;
    case U'地':
        return !is_any(U"地区");
    default:
        return true;
    }
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
