#include "spatial/matching/comparison.hpp"

#include "spatial/matching/text.hpp"
#include "spatial/matching/weights.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

namespace tuban::matching {

namespace {

using segment::CodeColumn;

template <std::size_t size>
std::vector<double> as_vector(const std::array<double, size>& values) {
    return {values.begin(), values.end()};
}

std::string_view code(const BlockPatch& entry, CodeColumn column) {
    return entry.patch.source->segment->code(column, entry.patch.position);
}

std::optional<float> floor_area(const BlockPatch& entry) {
    return entry.patch.source->segment->floor_area_m2(entry.patch.position);
}

bool is_dwelling(const BlockPatch& entry) {
    return code(entry, CodeColumn::use) == "residential" &&
           code(entry, CodeColumn::dwelling_kind) != "auxiliary";
}

/// Position of the built_period identifier in time; absent for unknown ones.
std::optional<int> period_of(std::string_view identifier) {
    constexpr std::array<std::string_view, 6> periods{"le1980",     "y1981_1990", "y1991_2000",
                                                      "y2001_2010", "y2011_2015", "ge2016"};
    const auto* found = std::ranges::find(periods, identifier);
    if (found == periods.end()) {
        return std::nullopt;
    }
    return static_cast<int>(found - periods.begin());
}

int period_of_year(int year) {
    constexpr std::array<int, 5> last_years{1980, 1990, 2000, 2010, 2015};
    return static_cast<int>(std::ranges::lower_bound(last_years, year) - last_years.begin());
}

bool is_one_character_off(std::u32string_view a, std::u32string_view b) {
    if (a.size() != b.size() || a.size() < 2) {
        return false;
    }
    std::size_t differing = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        differing += a[i] != b[i] ? 1 : 0;
    }
    // Of a name of two characters, one is the surname alone or the given name alone.
    return differing == 1 && a.size() >= 3;
}

std::size_t compare_owner(const std::u32string& head, const std::vector<std::u32string>& members,
                          const std::vector<std::u32string>& owners) {
    std::size_t best = owner::other;
    for (const std::u32string& name : owners) {
        if (name == head) {
            return owner::head;
        }
        const auto has_surname_of_owner = [&name](const std::u32string& person) {
            return !person.empty() && person.front() == name.front();
        };
        std::size_t outcome = owner::other;
        if (std::ranges::find(members, name) != members.end()) {
            outcome = owner::member;
        } else if (is_one_character_off(head, name)) {
            outcome = owner::similar;
        } else if (has_surname_of_owner(head) ||
                   std::ranges::any_of(members, has_surname_of_owner)) {
            outcome = owner::surname;
        }
        best = std::min(best, outcome);
    }
    return best;
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

} // namespace

Comparison::Comparison(std::vector<double> of_own_house, std::vector<std::size_t> kind_sizes)
    : m_of_own_house(std::move(of_own_house)), m_kind_sizes(std::move(kind_sizes)) {}

std::vector<double> Comparison::weights() const {
    std::vector<double> counts(m_of_own_house.size());
    for (const std::size_t outcome : m_outcomes) {
        if (outcome != no_outcome) {
            ++counts[outcome];
        }
    }
    // The block holds the own house too, so its share is taken off; what chance never showed here
    // it may still show, as half a patch.
    constexpr double unseen = 0.5;
    std::vector<double> logs(counts.size());
    std::size_t begin = 0;
    for (const std::size_t kind_size : m_kind_sizes) {
        double sum = 0;
        std::vector<double> by_chance(kind_size);
        for (std::size_t i = 0; i < kind_size; ++i) {
            by_chance[i] = std::max(counts[begin + i] - m_of_own_house[begin + i], 0.0) + unseen;
            sum += by_chance[i];
        }
        for (std::size_t i = 0; i < kind_size; ++i) {
            const double own = std::max(m_of_own_house[begin + i], 1e-4);
            logs[begin + i] =
                std::clamp(std::log(own * sum / by_chance[i]), -weights::largest, weights::largest);
        }
        begin += kind_size;
    }
    return logs;
}

Comparison compare_owners(const HouseholdEvidence& household, std::span<const BlockPatch> block) {
    const std::u32string head = clean_name(household.name);
    std::vector<std::u32string> members;
    for (const std::string& member : household.members) {
        if (std::u32string name = clean_name(member); !name.empty()) {
            members.push_back(std::move(name));
        }
    }
    Comparison comparison(
        as_vector(members.empty() ? weights::owner_without_members : weights::owner_with_members),
        {weights::owner_with_members.size()});
    for (const BlockPatch& entry : block) {
        const std::vector<std::u32string> owners = split_owners(entry.patch.source->segment->text(
            segment::TextColumn::owner_name, entry.patch.position));
        comparison.add(head.empty() || owners.empty() ? Comparison::no_outcome
                                                      : compare_owner(head, members, owners));
    }
    return comparison;
}

Comparison compare_addresses(const AddressKey& household, std::span<const AddressKey> keys) {
    namespace outcome = place_in_village;
    std::vector<double> own = as_vector(weights::group_and_number);
    own.insert(own.end(), weights::group_alone.begin(), weights::group_alone.end());
    own.insert(own.end(), weights::number_alone.begin(), weights::number_alone.end());
    Comparison comparison(std::move(own),
                          {weights::group_and_number.size(), weights::group_alone.size(),
                           weights::number_alone.size()});
    for (const AddressKey& key : keys) {
        const bool has_group = household.group && key.group;
        const bool has_number = household.number && key.number;
        const bool is_group = household.group == key.group;
        const bool is_number = household.number == key.number;
        if (has_group && has_number) {
            comparison.add(is_group
                               ? (is_number ? outcome::group_and_number : outcome::group_not_number)
                               : (is_number ? outcome::number_not_group : outcome::neither));
        } else if (has_group) {
            comparison.add(is_group ? outcome::group_alone : outcome::other_group_alone);
        } else if (has_number) {
            comparison.add(is_number ? outcome::number_alone : outcome::other_number_alone);
        } else {
            comparison.add(Comparison::no_outcome);
        }
    }
    return comparison;
}

Comparison compare_use(std::span<const BlockPatch> block) {
    Comparison comparison(as_vector(weights::use), {weights::use.size()});
    for (const BlockPatch& entry : block) {
        const bool is_known = !code(entry, CodeColumn::use).empty();
        comparison.add(!is_known ? Comparison::no_outcome : is_dwelling(entry) ? 0 : 1);
    }
    return comparison;
}

Comparison compare_size(std::span<const BlockPatch> block) {
    Comparison comparison(as_vector(weights::size), {weights::size.size()});
    std::vector<double> areas;
    for (const BlockPatch& entry : block) {
        if (is_dwelling(entry)) {
            areas.push_back(entry.patch.source->segment->ground_area_m2(entry.patch.position));
        }
    }
    const double usual = areas.empty() ? 0 : median(std::move(areas));
    for (const BlockPatch& entry : block) {
        const double area = entry.patch.source->segment->ground_area_m2(entry.patch.position);
        comparison.add(area < usual * weights::small_part ? 1 : 0);
    }
    return comparison;
}

Comparison compare_floors(const HouseholdEvidence& household, std::span<const BlockPatch> block) {
    Comparison comparison(as_vector(weights::floors), {weights::floors.size()});
    for (const BlockPatch& entry : block) {
        const auto floors = entry.patch.source->segment->floors(entry.patch.position);
        const bool is_known = household.floors && floors;
        comparison.add(!is_known ? Comparison::no_outcome : *household.floors == *floors ? 0 : 1);
    }
    return comparison;
}

Comparison compare_area(const HouseholdEvidence& household, std::span<const BlockPatch> block) {
    constexpr double tenth = 0.1;
    constexpr double quarter = 0.25;
    Comparison comparison(as_vector(weights::area), {weights::area.size()});
    for (const BlockPatch& entry : block) {
        const std::optional<float> area = floor_area(entry);
        if (!household.floor_area_m2 || *household.floor_area_m2 <= 0 || !area || *area <= 0) {
            comparison.add(Comparison::no_outcome);
            continue;
        }
        const double apart = std::abs(std::log(*household.floor_area_m2 / *area));
        comparison.add(apart <= tenth ? 0 : apart <= quarter ? 1 : 2);
    }
    return comparison;
}

Comparison compare_built(const HouseholdEvidence& household, std::span<const BlockPatch> block) {
    Comparison comparison(as_vector(weights::built), {weights::built.size()});
    for (const BlockPatch& entry : block) {
        const std::optional<int> period = period_of(code(entry, CodeColumn::built_period));
        if (!household.built_year || !period) {
            comparison.add(Comparison::no_outcome);
            continue;
        }
        const int apart = std::abs(period_of_year(*household.built_year) - *period);
        comparison.add(static_cast<std::size_t>(std::min(apart, 2)));
    }
    return comparison;
}

} // namespace tuban::matching
