#include "spatial/address/place_in_village.hpp"

#include "spatial/address/detail/division_terms.hpp"
#include "spatial/address/detail/house_tail.hpp"

namespace tuban::address {

namespace {

/// Longer ones are no names of natural villages.
constexpr std::size_t longest_natural_village = 5;

/// Behind the last 镇, 乡, 街道, 村, … that may close a name.
std::size_t behind_divisions(const FoldedText& text) {
    std::size_t end = 0;
    for (std::size_t at = 2; at < text.size(); ++at) {
        const detail::DivisionTerm term = detail::find_division_term(text, at);
        if (term.length > 0 && detail::closes_name(text, 0, at, term)) {
            end = at + term.length;
        }
    }
    return end;
}

} // namespace

std::size_t village_term_length(const FoldedText& text, std::size_t at) {
    const detail::DivisionTerm term = detail::find_division_term(text, at);
    if (term.level != Level::village) {
        return detail::committee_length(text, at);
    }
    return at > 0 && detail::closes_name(text, 0, at, term) ? term.length : 0;
}

std::optional<VillageNamed> find_village(const FoldedText& text,
                                         std::span<const std::u32string> names) {
    std::optional<VillageNamed> last;
    std::size_t last_begin = 0;
    for (std::size_t k = 0; k < names.size(); ++k) {
        const std::u32string& name = names[k];
        std::size_t begin = text.size();
        while (begin > 0 && !text.has_at(begin - 1, name)) {
            --begin;
        }
        if (begin-- == 0) {
            continue;
        }
        const std::size_t behind = begin + name.size();
        const Level level = detail::find_division_term(text, behind).level;
        if (level != Level::none && level < Level::village) {
            continue;
        }
        const std::size_t end = behind + village_term_length(text, behind);
        if (!last || begin > last_begin || (begin == last_begin && end > last->end)) {
            last = VillageNamed{k, end};
            last_begin = begin;
        }
    }
    return last;
}

PlaceInVillage read_place_in_village(const FoldedText& text,
                                     std::span<const std::u32string> names) {
    PlaceInVillage place;
    place.village = find_village(text, names);
    const detail::Tail tail = detail::read_tail(
        text, place.village ? place.village->end : behind_divisions(text), text.size());
    place.group = tail.group;
    place.number = tail.number;
    if (tail.natural_village.size() <= longest_natural_village) {
        for (std::size_t i = tail.natural_village.begin; i < tail.natural_village.end; ++i) {
            place.natural_village.push_back(text[i]);
        }
    }
    return place;
}

std::optional<int> read_group(std::string_view text) {
    FoldedText folded;
    folded.assign(text);
    const detail::Tail tail = detail::read_tail(folded, 0, folded.size());
    return tail.group || !tail.is_bare ? tail.group : tail.number;
}

} // namespace tuban::address
