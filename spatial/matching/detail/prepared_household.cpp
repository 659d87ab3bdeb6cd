#include "spatial/matching/detail/prepared_household.hpp"

#include "spatial/address/place_in_village.hpp"
#include "spatial/matching/detail/periods.hpp"
#include "spatial/matching/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>

namespace tuban::matching::detail {

namespace {

/// Of the households whose address names another village than their code, those that live where
/// the address says.
constexpr double named_weight = 0.85;
constexpr std::size_t village_code_length = 12;

std::optional<Person> make_person(const std::string& text, const NameTable& names) {
    const std::u32string cleaned = clean_name(text);
    if (cleaned.empty()) {
        return std::nullopt;
    }
    return Person{make_name(cleaned), names.find(cleaned)};
}

bool is_on_earth(geometry::LonLat position) {
    constexpr double antimeridian = 180;
    constexpr double pole = 90;
    return std::abs(position.lon) <= antimeridian && std::abs(position.lat) <= pole;
}

void add_village(PreparedHousehold& household, VillageIndex village, double weight) {
    const auto found = std::ranges::find(household.villages, village, &CandidateVillage::village);
    if (found == household.villages.end()) {
        household.villages.push_back({village, weight, {}});
    } else {
        found->weight += weight;
    }
}

/// The village that the address names, where it isn't one of those coded.
VillageIndex find_other_named(const PreparedHousehold& household,
                              const address::FoldedText& address, const PreparedCounty& county,
                              std::string_view town_code, std::size_t& named_at) {
    for (std::size_t i = 0; i < household.villages.size(); ++i) {
        const VillageName& village = county.table.village(household.villages[i].village);
        if (address::find_village(address, village.names)) {
            named_at = i;
            return no_village;
        }
    }
    return county.table.find_named(address, town_code);
}

void find_villages(const HouseholdEvidence& evidence, const address::FoldedText& address,
                   const PreparedCounty& county, PreparedHousehold& household) {
    std::string town_code;
    for (const std::string& code : evidence.village_codes) {
        if (const auto village = county.table.find_code(code)) {
            add_village(household, *village, 1);
            town_code = county.table.village(*village).town_code;
        } else {
            town_code = code;
            for (const VillageIndex of_town : county.table.of_town(code)) {
                add_village(household, of_town, 1);
            }
        }
    }
    if (address.size() > 0) {
        const std::size_t none = household.villages.size();
        std::size_t named_at = none;
        const VillageIndex named =
            find_other_named(household, address, county, town_code, named_at);
        const auto count = static_cast<double>(std::max<std::size_t>(household.villages.size(), 1));
        if (named != no_village) {
            add_village(household, named, count * named_weight / (1 - named_weight));
            std::swap(household.villages.front(), household.villages.back());
            household.is_village_named = true;
        } else if (named_at < none) {
            constexpr double borne_out = 50;
            household.villages[named_at].weight *= borne_out;
            std::swap(household.villages.front(), household.villages[named_at]);
            household.is_village_named = true;
        }
    }
    household.is_coded_elsewhere =
        household.villages.empty() && !evidence.village_codes.empty() &&
        std::ranges::all_of(evidence.village_codes, [&county](const std::string& code) {
            return code.size() == village_code_length && !county.table.has_county_of(code);
        });
    double sum = 0;
    for (const CandidateVillage& village : household.villages) {
        sum += village.weight;
    }
    for (CandidateVillage& village : household.villages) {
        village.weight /= sum;
    }
}

} // namespace

std::string normalize_id(std::string_view text) {
    std::string id;
    for (const char c : text) {
        if (c == 'x') {
            id.push_back('X');
        } else if (c > ' ') {
            id.push_back(c);
        }
    }
    constexpr std::size_t old_length = 15;
    if (id.size() == old_length &&
        std::ranges::all_of(id, [](char c) { return c >= '0' && c <= '9'; })) {
        // GB 11643-1999: the century comes in, and a check character.
        id.insert(6, "19");
        constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
        int sum = 0;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            sum += (id[i] - '0') * weights[i];
        }
        id.push_back("10X98765432"[sum % 11]);
    }
    return id;
}

bool is_id_shaped(std::string_view id) {
    constexpr std::size_t length = 18;
    constexpr std::size_t masked_old_length = 15;
    const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || c == '*'; };
    return (id.size() == length && std::ranges::all_of(id.substr(0, length - 1), is_digit) &&
            (is_digit(id.back()) || id.back() == 'X')) ||
           (id.size() == masked_old_length && std::ranges::all_of(id, is_digit));
}

bool Asked::has_group() const noexcept {
    return group != 0 || std::ranges::any_of(other_groups, [](LabelId l) { return l != 0; });
}

Asked asked_of(const PreparedHousehold& household, const Place& place,
               const PreparedVillage& village, const VillageName& names) {
    Asked asked;
    if (const std::optional<int> group =
            household.stated_group ? household.stated_group : place.group) {
        const auto number = static_cast<std::uint16_t>(*group);
        asked.group = village.find_label({place.part, number, {}});
        std::size_t count = 0;
        for (std::size_t part = 0; part < names.names.size() && count < asked.other_groups.size();
             ++part) {
            if (part != place.part) {
                asked.other_groups[count++] =
                    village.find_label({static_cast<std::uint8_t>(part), number, {}});
            }
        }
    }
    if (!asked.has_group() && !place.natural_village.empty()) {
        asked.natural_village = village.find_label({0, 0, place.natural_village});
    }
    asked.number = village.has_numbers ? place.number.value_or(0) : 0;
    return asked;
}

PreparedHousehold prepare_household(const HouseholdEvidence& evidence,
                                    const PreparedCounty& county) {
    PreparedHousehold household;
    household.head = make_person(evidence.name, county.names);
    for (const std::string& member : evidence.members) {
        if (auto person = make_person(member, county.names)) {
            household.members.push_back(*person);
        }
    }
    household.id_number = normalize_id(evidence.id_number);
    household.address = evidence.address.substr(0, HouseholdEvidence::longest_address);
    address::FoldedText address;
    address.assign(household.address);
    constexpr int largest_group = 9999;
    if (evidence.group && *evidence.group > 0 && *evidence.group <= largest_group) {
        household.stated_group = evidence.group;
    }
    if (county.has_villages) { // else a village says nothing for or against any patch
        find_villages(evidence, address, county, household);
    }
    household.elsewhere = read_place(address, {});
    for (CandidateVillage& candidate : household.villages) {
        candidate.place = read_place(address, county.table.village(candidate.village).names);
    }
    const Place& first =
        household.villages.empty() ? household.elsewhere : household.villages.front().place;
    household.stated_number = first.number.value_or(0);

    if (evidence.position && is_on_earth(*evidence.position)) {
        household.has_position = true;
        for (std::size_t d = 0; d < datum_count; ++d) {
            household.places[d] =
                county.plane.of(to_wgs84(*evidence.position, static_cast<Datum>(d)));
        }
        household.accuracy_m = static_cast<float>(std::max(evidence.accuracy_m.value_or(0), 0.0));
    }
    household.floors = evidence.floors.value_or(0);
    household.floor_area_m2 = static_cast<float>(evidence.floor_area_m2.value_or(0));
    household.period =
        evidence.built_year ? period_level_of_year(*evidence.built_year) : std::uint8_t{0};
    return household;
}

} // namespace tuban::matching::detail
