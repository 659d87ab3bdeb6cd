#include "spatial/matching/detail/place.hpp"

#include "spatial/matching/address_key.hpp"

#include <algorithm>
#include <array>

namespace tuban::matching::detail {

namespace {

/// What follows a village's name and belongs to it.
constexpr auto village_terms = std::to_array<std::u32string_view>(
    {U"村民委员会", U"居民委员会", U"村委会", U"居委会", U"委会", U"社区", U"嘎查", U"村"});

/// What follows a name that is a town's or a county's, not the village's.
constexpr auto other_levels = std::to_array<std::u32string_view>(
    {U"镇", U"乡", U"街道", U"街办", U"县", U"市", U"区", U"旗"});

constexpr std::size_t shortest_natural = 2;
constexpr std::size_t longest_natural = 5;

template <std::size_t size>
std::size_t length_of_term(std::u32string_view text,
                           const std::array<std::u32string_view, size>& terms) {
    for (const std::u32string_view term : terms) {
        if (text.starts_with(term)) {
            return term.size();
        }
    }
    return 0;
}

/// 村 of 村民小组 belongs to the group.
bool starts_group(std::u32string_view text) {
    return text.starts_with(U"村民小组") || text.starts_with(U"村民组");
}

/// Behind the last 镇, 乡, 街道, 村, …, where no name of the village is found.
std::size_t behind_levels(std::u32string_view address) {
    std::size_t end = 0;
    for (std::size_t i = 2; i < address.size(); ++i) {
        const std::u32string_view rest = address.substr(i);
        std::size_t term = length_of_term(rest, other_levels);
        if (term == 0) {
            term = length_of_term(rest, village_terms);
        }
        if (term > 0 && !starts_group(rest)) {
            end = i + term;
        }
    }
    return end;
}

} // namespace

bool is_village_term(std::u32string_view text) {
    return !starts_group(text) && length_of_term(text, village_terms) > 0;
}

NamedPart find_part(std::u32string_view address, std::span<const std::u32string> names) {
    NamedPart best;
    std::size_t best_begin = 0;
    for (std::size_t k = 0; k < names.size(); ++k) {
        const std::u32string& name = names[k];
        const std::size_t begin = address.rfind(name);
        if (begin == std::u32string_view::npos) {
            continue;
        }
        const std::u32string_view rest = address.substr(begin + name.size());
        if (length_of_term(rest, other_levels) > 0) {
            continue;
        }
        const std::size_t term = starts_group(rest) ? 0 : length_of_term(rest, village_terms);
        const bool is_better = !best.is_found || begin > best_begin ||
                               (begin == best_begin && begin + name.size() + term > best.end);
        if (is_better) {
            best = {true, static_cast<std::uint8_t>(std::min<std::size_t>(k, 254)),
                    begin + name.size() + term};
            best_begin = begin;
        }
    }
    return best;
}

Place read_place(std::u32string_view folded_address, std::span<const std::u32string> names) {
    Place place;
    const NamedPart named = find_part(folded_address, names);
    place.names_village = named.is_found;
    place.part = named.part;
    const std::u32string_view tail =
        folded_address.substr(named.is_found ? named.end : behind_levels(folded_address));
    const AddressKey key = parse_address_key(tail);
    place.group = key.group;
    place.number = key.number;
    const std::u32string_view natural = tail.substr(0, key.begin);
    if (natural.size() >= shortest_natural && natural.size() <= longest_natural) {
        place.natural_village = natural;
    }
    return place;
}

} // namespace tuban::matching::detail
