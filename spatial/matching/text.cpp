#include "spatial/matching/text.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tuban::matching {

namespace {

/// Radicals that NFKC leaves alone and traditional forms that addresses are full of.
constexpr auto folds = std::to_array<std::pair<char32_t, char32_t>>({
    {U'⻄', U'西'}, {U'⻓', U'长'}, {U'⻔', U'门'}, {U'⻋', U'车'}, {U'⻢', U'马'}, {U'⻩', U'黄'},
    {U'⻰', U'龙'}, {U'組', U'组'}, {U'號', U'号'}, {U'隊', U'队'}, {U'門', U'门'}, {U'戶', U'户'},
    {U'鄰', U'邻'}, {U'樓', U'楼'}, {U'層', U'层'}, {U'單', U'单'}, {U'棟', U'栋'}, {U'鄉', U'乡'},
    {U'鎮', U'镇'}, {U'縣', U'县'}, {U'屬', U'属'},
});

constexpr auto placeholders = std::to_array<std::u32string_view>(
    {U"不详", U"无", U"无名", U"未知", U"户主", U"待核实", U"待核", U"村集体", U"集体", U"空",
     U"暂无", U"无户主", U"不明", U"产权人", U"户主不详", U"无人"});

/// Endings of institutions, which are nobody's names.
constexpr auto institutions = std::to_array<std::u32string_view>(
    {U"委员会", U"村委会", U"小学", U"学校", U"居委会", U"政府", U"公司"});

constexpr auto suffixes = std::to_array<std::u32string_view>(
    {U"已故", U"已亡", U"户主", U"故", U"亡", U"家", U"户", U"等人", U"等"});

/// Hyphens stay: they part a house's number from its sub-number.
bool is_dropped(char32_t c) {
    const auto code = static_cast<UChar32>(c);
    return c != U'-' && c != U'#' &&
           (u_isspace(code) != 0 || u_ispunct(code) != 0 || u_iscntrl(code) != 0);
}

std::u32string normalize(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(status);
    const icu::UnicodeString raw = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    const icu::UnicodeString normal = nfkc->normalize(raw, status);
    std::u32string result;
    result.reserve(static_cast<std::size_t>(normal.length()));
    for (std::int32_t i = 0; i < normal.length(); i = normal.moveIndex32(i, 1)) {
        auto c = static_cast<char32_t>(u_tolower(normal.char32At(i)));
        const auto* found = std::ranges::find(folds, c, &std::pair<char32_t, char32_t>::first);
        result.push_back(found == folds.end() ? c : found->second);
    }
    return result;
}

std::u32string without_dropped(std::u32string text) {
    std::erase_if(text, is_dropped);
    return text;
}

/// Cuts the bracketed tail and the suffixes off; empty for what is no person's name.
std::u32string clean(std::u32string name) {
    if (const std::size_t bracket = name.find(U'('); bracket != std::u32string::npos) {
        name.resize(bracket);
    }
    name = without_dropped(std::move(name));
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

bool is_han(char32_t c) {
    return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_IDEOGRAPHIC);
}

/// A space parts two names only where both sides are whole ones: `王 峰` is one name.
bool parts_names(const std::u32string& text, std::size_t space) {
    return space >= 2 && space + 2 < text.size() && is_han(text[space - 1]) &&
           is_han(text[space - 2]) && is_han(text[space + 1]) && is_han(text[space + 2]);
}

} // namespace

std::u32string fold(std::string_view text) {
    return without_dropped(normalize(text));
}

std::u32string clean_name(std::string_view name) {
    return clean(normalize(name));
}

bool names_deceased(std::string_view owner_name) {
    for (const std::string_view mark : {"故）", "故)", "亡）", "亡)", "已故", "已亡"}) {
        if (owner_name.find(mark) != std::string_view::npos) {
            return true;
        }
    }
    return false;
}

std::vector<std::u32string> split_owners(std::string_view owner_name) {
    const std::u32string text = normalize(owner_name);
    std::vector<std::u32string> owners;
    std::u32string part;
    const auto finish = [&] {
        if (std::u32string name = clean(std::exchange(part, {})); !name.empty()) {
            owners.push_back(std::move(name));
        }
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char32_t c = text[i];
        if (c == U'/' || c == U'、' || c == U',' || c == U';' ||
            (c == U' ' && parts_names(text, i))) {
            finish();
        } else {
            part.push_back(c);
        }
    }
    finish();
    return owners;
}

} // namespace tuban::matching
