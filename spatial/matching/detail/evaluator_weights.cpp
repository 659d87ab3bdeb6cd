#include "spatial/matching/detail/evaluator.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tuban::matching::detail {

namespace {

/// Patches behind the county's share of a level when the village's own is counted.
constexpr double county_patches = 20;
constexpr double county_names = 60;
/// Levels that are met less often say that something agrees; what agrees is chosen of a large
/// village.
constexpr double rare_level = 0.05;
/// Of the houses that are there, those about which everything known is of no use: moved numbers,
/// another's papers, a wrong list. Keeps several faults at once from making a missing house
/// certain.
constexpr double useless_evidence = 0.02;

using LevelCount = std::array<std::uint32_t, most_levels + 1>;

/// How often each level is met. Counted four by four, since a count waits for the one before.
template <typename LevelAt>
LevelCount count_each(std::size_t size, LevelAt level_at) {
    std::array<LevelCount, 4> counts{};
    std::size_t i = 0;
    for (; i + counts.size() <= size; i += counts.size()) {
        for (std::size_t k = 0; k < counts.size(); ++k) {
            ++counts[k][level_at(i + k)];
        }
    }
    for (; i < size; ++i) {
        ++counts[0][level_at(i)];
    }
    for (std::size_t level = 0; level < counts[0].size(); ++level) {
        counts[0][level] += counts[1][level] + counts[2][level] + counts[3][level];
    }
    return counts[0];
}

} // namespace

/// Of a village each patch's level is measured by the village's other patches; of single patches
/// outside by the county.
void Evaluator::weigh(const PreparedHousehold& household, Block& block) {
    weigh_owners(household, block);
    for (std::size_t f = index_of(Field::owner_deceased) + 1; f < field_count; ++f) {
        if (!block.is_used[f]) {
            continue;
        }
        block.ratios[f] = &m_county_ratios[f];
        if (block.is_outside || f == index_of(Field::id) || f == index_of(Field::building)) {
            continue;
        }
        const std::vector<Level>& levels = block.levels[f];
        const LevelCount counts =
            count_each(levels.size(), [&levels](std::size_t i) { return levels[i]; });
        const double all = static_cast<double>(levels.size()) - counts[no_level];
        if (all == 0) {
            block.is_used[f] = false;
            continue;
        }
        Ratios& ratios = block.own_ratios[f];
        block.ratios[f] = &ratios;
        ratios[no_level] = 1;
        const double others =
            (block.is_part ? static_cast<double>(m_county.villages[block.village].size()) : all) -
            1;
        for (std::size_t level = 0; level < level_counts[f]; ++level) {
            if (counts[level] > 0) {
                const double in_county = m_model.u[f][level];
                const double in_village =
                    (counts[level] - 1 + county_patches * in_county) / (others + county_patches);
                double by_chance = in_county;
                if (block.is_part && in_county < rare_level) {
                    by_chance = in_village;
                } else if (block.is_whole()) {
                    by_chance = std::max(in_village, in_county);
                }
                ratios[level] = clamped(m_model.m[f][level] / by_chance);
            }
        }
    }
}

double Evaluator::name_share(const Person& person, double surname_share) const {
    const double total = static_cast<double>(m_county.names.total()) + 1;
    const double by_characters = surname_share * m_county.names.given_name_share(person.name);
    const double by_count =
        person.id ? (static_cast<double>(m_county.names.count(*person.id)) - 1) / total : 0;
    return std::max({by_characters, by_count, 0.1 / total});
}

/// As name_share, with the given names that are frequent among the village's own of that surname:
/// brothers and cousins share a character.
double Evaluator::head_share(const Person& head, double surname_share, const Block* block) const {
    const double share = name_share(head, surname_share);
    if (block == nullptr || head.name.length < 3) {
        return share;
    }
    const PreparedVillage& village = m_county.villages[block->village];
    double kin = 0;
    double same_generation = 0;
    for (std::size_t set = 1; set < village.owner_sets.size(); ++set) {
        const OwnerKey& key = village.owner_keys[set];
        if (key.first == head.name.surname() && village.owner_sets[set][0] != head.id) {
            ++kin;
            same_generation += key.second == head.name.characters[1] ? 1 : 0;
        }
    }
    constexpr double pseudo_count = 5;
    return std::max(share, surname_share * same_generation / (kin + pseudo_count) *
                               m_county.names.character_share(2, head.name.characters[2]));
}

/// By chance the village's other owners are met, living or not, each of them once however many
/// buildings they have.
void Evaluator::weigh_owners(const PreparedHousehold& household, Block& block) {
    if (!household.head) {
        return;
    }
    constexpr std::size_t fields = index_of(Field::owner_deceased) + 1;
    if (block.is_whole()) {
        weigh_names(household, &block, std::span(block.own_ratios).first(fields));
    } else if (!m_are_names_weighed) {
        weigh_names(household, nullptr, std::span(m_county_ratios).first(fields));
        m_are_names_weighed = true;
    }
    for (std::size_t f = 0; f < fields; ++f) {
        block.ratios[f] = block.is_whole() ? &block.own_ratios[f] : &m_county_ratios[f];
    }
}

/// By the names of the village, where there is one, and of the county.
void Evaluator::weigh_names(const PreparedHousehold& household, const Block* village,
                            std::span<Ratios> ratios_of) const {
    LevelCount counts{};
    for (std::size_t f = 0; village != nullptr && f < ratios_of.size(); ++f) {
        if (village->is_used[f]) {
            const std::vector<Level>& levels = village->levels[f];
            const std::vector<Level>& buildings = village->levels[index_of(Field::building)];
            const LevelCount some = count_each(levels.size(), [&](std::size_t i) {
                return standing_of(buildings[i]) == Standing::best ? levels[i] : no_level;
            });
            for (std::size_t level = 0; level < owner_level::count; ++level) {
                counts[level] += some[level];
            }
        }
    }
    const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
    const double total = static_cast<double>(m_county.names.total()) + 1;
    const auto others = [](double count) { return std::max(count - 1, 0.0); };
    const auto county_share = [&](const Person& person) {
        return (m_county.names.surname_count(person.name.surname()) + 0.5) / total;
    };
    const double own_kin = counts[owner_level::head] + counts[owner_level::head_alike] +
                           counts[owner_level::head_one_off] + counts[owner_level::surname];
    const double surname =
        village != nullptr ? (others(own_kin) + county_patches * county_share(*household.head)) /
                                 (others(all) + county_patches)
                           : county_share(*household.head);
    double member = 0;
    for (const Person& person : household.members) {
        member += name_share(person, county_share(person));
    }
    std::array<double, owner_level::count> expected{};
    expected[owner_level::head] = head_share(*household.head, surname, village);
    expected[owner_level::member] = member;
    expected[owner_level::surname] = surname;
    for (std::size_t field = 0; field < ratios_of.size(); ++field) {
        for (const std::size_t level : {owner_level::head_alike, owner_level::head_one_off,
                                        owner_level::member_alike, owner_level::other}) {
            expected[level] = m_model.u[field][level];
        }
        Ratios& ratios = ratios_of[field];
        ratios[no_level] = 1;
        for (std::size_t level = 0; level < owner_level::count; ++level) {
            const double by_chance =
                village != nullptr
                    ? std::max((others(counts[level]) + county_names * expected[level]) /
                                   (others(all) + county_names),
                               expected[level])
                    : expected[level];
            ratios[level] = clamped(m_model.m[field][level] / std::max(by_chance, 1e-7));
        }
    }
}

/// Of the patches that weren't compared, which are far away and bear none of the household's rare
/// names.
double Evaluator::elsewhere_ratio(const PreparedHousehold& household) const {
    double bearing = 0; // share of the households whose patch bears one of those names
    const LevelTable& m = m_model.m;
    const auto is_rare = [this](const Person& person) {
        return !person.id || m_county.names.count(*person.id) <= rare_name;
    };
    if (household.head && is_rare(*household.head)) {
        bearing = m[index_of(household.members.empty() ? Field::owner_alone : Field::owner)]
                   [owner_level::head];
    }
    if (household.head && !household.members.empty() &&
        std::ranges::all_of(household.members, is_rare)) {
        bearing += m[index_of(Field::owner)][owner_level::member];
    }
    const double named =
        std::min(1.0, static_cast<double>(m_county.names.total()) /
                          static_cast<double>(std::max<std::size_t>(m_county.patches.size(), 1)));
    return (1 - useless_evidence) * m_far_ratio * (1 - named * bearing) + useless_evidence;
}

/// Shares from the ratios of all evidence. What speaks for a patch speaks as well for its being
/// another building of the household, whose house is elsewhere or missing; only id, size and the
/// like tell the two apart.
void Evaluator::multiply(Block& block) {
    const std::size_t count = block.patches.size();
    block.shares = block.places;
    m_own.assign(count, 1);
    for (std::size_t f = 0; f < field_count; ++f) {
        if (!block.is_used[f]) {
            continue;
        }
        std::vector<double>& product = f >= index_of(Field::building) ? m_own : block.shares;
        const std::vector<Level>& levels = block.levels[f];
        const Ratios& ratios = *block.ratios[f];
        for (std::size_t i = 0; i < count; ++i) {
            product[i] *= ratios[levels[i]];
        }
    }
    block.seconds.resize(count);
    const std::vector<Level>& buildings = block.levels[index_of(Field::building)];
    for (std::size_t i = 0; i < count; ++i) {
        const double shared = block.shares[i];
        block.seconds[i] =
            1 / (1 + shared * block.prior * m_second_odds[buildings[i] % one_standing]);
        block.shares[i] =
            block.prior *
            ((1 - useless_evidence) * shared * m_own[i] * block.seconds[i] + useless_evidence);
    }
}

} // namespace tuban::matching::detail
