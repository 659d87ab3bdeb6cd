#include "spatial/matching/detail/evaluator.hpp"

#include "spatial/matching/detail/place.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace tuban::matching::detail {

namespace {

constexpr float block_radius_m = 150;
/// Prior probability that the house of a household with a village lies outside of it.
constexpr double outside_prior = 0.015;
/// Patches behind the county's share of a level when the village's own is counted.
constexpr double county_patches = 20;
constexpr double county_names = 60;
/// No single comparison counts for more, either way.
constexpr float largest_weight = 12;
/// Of the houses that are there, those about which everything known is of no use: moved numbers,
/// another's papers, a wrong list. Keeps several faults at once from making a missing house
/// certain.
constexpr double useless_evidence = 0.02;
/// Datums less likely than this are left out.
constexpr double least_datum = 1e-3;

bool is_masked_equal(const std::string& a, const std::string& b, std::size_t& shown) {
    shown = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] == '*' || b[i] == '*') {
            continue;
        }
        if (a[i] != b[i]) {
            return false;
        }
        ++shown;
    }
    return true;
}

std::size_t compare_ids(const std::string& household, const std::string& owner) {
    if (household == owner) {
        return id_level::same;
    }
    if (household.size() != owner.size()) {
        return id_level::conflict;
    }
    constexpr std::size_t least_shown = 6;
    std::size_t shown = 0;
    if (is_masked_equal(household, owner, shown)) {
        return shown >= least_shown ? id_level::near : no_level;
    }
    std::size_t differing = 0;
    for (std::size_t i = 0; i < owner.size(); ++i) {
        differing += household[i] != owner[i] ? 1 : 0;
    }
    // Two that differ are mostly neighbours exchanged.
    return differing <= 2 ? id_level::near : id_level::conflict;
}

std::size_t compare_owner(const Person& head, const std::vector<Person>& members, NameId owner,
                          const NameTable& names) {
    if (head.id == owner) {
        return owner_level::head;
    }
    std::size_t level = owner_level::other;
    const Name& name = names.name(owner);
    switch (compare(head.name, name)) {
    case NameLikeness::alike:
        level = owner_level::head_alike;
        break;
    case NameLikeness::one_off:
        level = owner_level::head_one_off;
        break;
    case NameLikeness::surname:
        level = owner_level::surname;
        break;
    case NameLikeness::other:
        break;
    }
    for (const Person& member : members) {
        if (member.id == owner) {
            return owner_level::member;
        }
        if (level > owner_level::member_alike &&
            compare(member.name, name) == NameLikeness::alike) {
            level = owner_level::member_alike;
        }
    }
    return level;
}

float clamped_log(double ratio) {
    return std::clamp(static_cast<float>(std::log(ratio)), -largest_weight, largest_weight);
}

} // namespace

Evaluator::Block& Evaluator::new_block() {
    if (m_block_count == m_blocks.size()) {
        m_blocks.emplace_back();
    }
    Block& block = m_blocks[m_block_count++];
    block.patches.clear();
    return block;
}

void Evaluator::evaluate(const PreparedHousehold& household, Scores& scores, Use use) {
    m_block_count = 0;
    m_address.assign(household.address);
    open_villages(household);
    open_outside(household);
    scores.pairs = 0;
    for (std::size_t b = 0; b < m_block_count; ++b) {
        Block& block = m_blocks[b];
        scores.pairs += block.patches.size();
        Levels unknown{};
        unknown.fill(no_level);
        block.levels.assign(block.patches.size(), unknown);
        block.places.assign(block.patches.size(), 1);
        block.is_used.fill(false);
        read_owners(household, block);
        read_address(household, block);
        read_building(household, block);
        read_id(household, block);
        weigh(household, block);
    }
    m_none = m_model.none_prior;
    if (use == Use::all && household.has_position) {
        weigh_places(household);
    }
    for (std::size_t b = 0; b < m_block_count; ++b) {
        multiply(m_blocks[b]);
        drop_rejected(household, m_blocks[b]);
    }
    collect(scores);
    m_total = scores.total;
}

void Evaluator::open_villages(const PreparedHousehold& household) {
    const double outside = household.villages.empty() ? 1 : outside_prior;
    for (const CandidateVillage& candidate : household.villages) {
        const PreparedVillage& village = m_county.villages[candidate.village];
        if (village.size() == 0) {
            continue;
        }
        Block& block = new_block();
        block.village = candidate.village;
        block.is_outside = false;
        block.prior = (1 - m_model.none_prior) * (1 - outside) * candidate.weight / village.size();
        for (std::uint32_t p = village.begin; p < village.end; ++p) {
            block.patches.push_back(p);
        }
    }
}

void Evaluator::open_outside(const PreparedHousehold& household) {
    m_outside.clear();
    if (household.has_position) {
        for (std::size_t d = 0; d < datum_count; ++d) {
            if (household.datum[d] >= 0.01) {
                m_county.grid.within(household.places[d], block_radius_m, m_near);
                for (const PointGrid::Near& near : m_near) {
                    m_outside.push_back(near.index);
                }
            }
        }
    }
    const auto add_names = [this](const Person& person) {
        if (person.id) {
            const auto& patches = m_county.by_name[*person.id];
            m_outside.insert(m_outside.end(), patches.begin(), patches.end());
        }
    };
    if (household.head) {
        add_names(*household.head);
    }
    std::ranges::for_each(household.members, add_names);
    if (const auto found = m_county.by_owner_id.find(household.id_number);
        found != m_county.by_owner_id.end()) {
        m_outside.insert(m_outside.end(), found->second.begin(), found->second.end());
    }
    std::ranges::sort(m_outside);
    m_outside.erase(std::unique(m_outside.begin(), m_outside.end()), m_outside.end());
    const double share = household.villages.empty() ? 1 : outside_prior;
    const double prior = (1 - m_model.none_prior) * share /
                         static_cast<double>(std::max<std::size_t>(m_county.patches.size(), 1));
    const std::size_t inside_count = m_block_count;
    Block* block = nullptr;
    for (const std::uint32_t patch : m_outside) {
        const VillageIndex village = m_county.village_of[patch];
        const bool is_inside = std::any_of(
            m_blocks.begin(), m_blocks.begin() + static_cast<std::ptrdiff_t>(inside_count),
            [village](const Block& b) { return b.village == village; });
        if (is_inside) {
            continue;
        }
        if (block == nullptr || block->village != village) {
            block = &new_block();
            block->village = village;
            block->is_outside = true;
            block->prior = prior;
        }
        block->patches.push_back(patch);
    }
}

void Evaluator::read_owners(const PreparedHousehold& household, Block& block) {
    if (!household.head) {
        return;
    }
    const PreparedVillage& village = m_county.villages[block.village];
    const std::size_t field =
        index_of(household.members.empty() ? Field::owner_alone : Field::owner);
    constexpr Level unread = 0xFE;
    m_set_levels.assign(village.owner_sets.size(), unread);
    m_set_levels[0] = no_level;
    for (std::size_t i = 0; i < block.patches.size(); ++i) {
        const std::uint32_t set = m_county.patches[block.patches[i]].owners;
        Level& level = m_set_levels[set];
        if (level == unread) {
            level = no_level;
            for (const NameId owner : village.owner_sets[set]) {
                if (owner != 0) {
                    level = std::min(
                        level, static_cast<Level>(compare_owner(*household.head, household.members,
                                                                owner, m_county.names)));
                }
            }
        }
        const bool is_deceased = m_county.patches[block.patches[i]].is_owner_deceased;
        block.levels[i][is_deceased ? index_of(Field::owner_deceased) : field] = level;
    }
}

void Evaluator::read_address(const PreparedHousehold& household, Block& block) {
    if (m_address.size() == 0 && !household.stated_group) {
        return;
    }
    const PreparedVillage& village = m_county.villages[block.village];
    const VillageName& names = m_county.table.village(block.village);
    const Place place = read_place(m_address, names.names);
    const std::optional<int> group = household.stated_group ? household.stated_group : place.group;
    LabelId label = 0;
    std::array<LabelId, 4> others{}; // the same number under the village's other names
    if (group) {
        const auto number = static_cast<std::uint16_t>(*group);
        label = village.find_label({place.part, number, {}});
        std::size_t count = 0;
        for (std::size_t part = 0; part < names.names.size() && count < others.size(); ++part) {
            if (part != place.part) {
                others[count++] = village.find_label({static_cast<std::uint8_t>(part), number, {}});
            }
        }
    }
    const LabelId natural = place.natural_village.empty()
                                ? LabelId{0}
                                : village.find_label({0, 0, place.natural_village});
    const int own_number = place.number.value_or(0);
    const bool has_group =
        label != 0 || std::ranges::any_of(others, [](LabelId l) { return l != 0; });
    if (!has_group && own_number == 0 && natural == 0) {
        return;
    }
    constexpr std::uint8_t much = 128;
    constexpr std::uint8_t some = 38;
    const auto group_of = [&](const PreparedPatch& patch, std::uint32_t i) -> std::size_t {
        if (label != 0 && patch.group == label) {
            return group_level::same;
        }
        const std::uint8_t share = label != 0 ? village.share_of(label, i) : std::uint8_t{0};
        const bool states_other =
            label != 0 && patch.group != 0 && village.labels[patch.group].part == place.part;
        for (const LabelId other : others) {
            if (other != 0 && share < much &&
                (patch.group == other || village.share_of(other, i) >= much)) {
                return group_level::other_numbering;
            }
        }
        if (states_other) {
            return share >= much ? group_level::conflict_near : group_level::conflict;
        }
        return share >= much   ? group_level::likely
               : share >= some ? group_level::possible
                               : group_level::unlikely;
    };
    const auto number_of = [own_number](const PreparedPatch& patch) -> std::size_t {
        constexpr int near = 2;
        if (patch.number != 0) {
            return patch.number == own_number ? number_level::same : number_level::conflict;
        }
        if (patch.imputed_number == 0) {
            return number_level::open;
        }
        return std::abs(patch.imputed_number - own_number) <= near ? number_level::near
                                                                   : number_level::far;
    };
    const std::size_t both_field =
        index_of(village.is_merged ? Field::group_number_merged : Field::group_number);
    const std::size_t group_field =
        index_of(village.is_merged ? Field::group_merged : Field::group);
    for (std::size_t k = 0; k < block.patches.size(); ++k) {
        const PreparedPatch& patch = m_county.patches[block.patches[k]];
        const std::uint32_t i = block.patches[k] - village.begin;
        Levels& levels = block.levels[k];
        if (has_group && own_number != 0) {
            levels[both_field] =
                static_cast<Level>(group_of(patch, i) * number_level::count + number_of(patch));
        } else if (has_group) {
            levels[group_field] = static_cast<Level>(group_of(patch, i));
        } else if (own_number != 0) {
            levels[index_of(Field::number)] = static_cast<Level>(number_of(patch));
        }
        if (natural != 0 && !has_group) {
            const std::uint8_t share = village.share_of(natural, i);
            levels[index_of(Field::natural_village)] = patch.natural_village == natural ? 0
                                                       : share >= much                  ? 1
                                                       : share >= some                  ? 2
                                                                                        : 3;
        }
    }
}

void Evaluator::read_building(const PreparedHousehold& household, Block& block) {
    for (std::size_t i = 0; i < block.patches.size(); ++i) {
        const PreparedPatch& patch = m_county.patches[block.patches[i]];
        Levels& levels = block.levels[i];
        levels[index_of(Field::building)] = patch.building;
        if (household.floors != 0 && patch.floors != 0) {
            const int apart = std::abs(household.floors - patch.floors);
            levels[index_of(Field::floors)] = static_cast<Level>(std::min(apart, 2));
        }
        if (household.floor_area_m2 > 0 && patch.floor_area_m2 > 0) {
            const float ratio = std::max(household.floor_area_m2 / patch.floor_area_m2,
                                         patch.floor_area_m2 / household.floor_area_m2);
            constexpr std::array<float, 3> limits{1.12F, 1.25F, 1.5F};
            levels[index_of(Field::area)] =
                static_cast<Level>(std::ranges::upper_bound(limits, ratio) - limits.begin());
        }
        if (household.period != 0 && patch.period != 0) {
            const int apart = std::abs(household.period - patch.period);
            levels[index_of(Field::period)] = static_cast<Level>(std::min(apart, 2));
        }
    }
}

void Evaluator::read_id(const PreparedHousehold& household, Block& block) {
    if (household.id_number.empty()) {
        return;
    }
    for (std::size_t i = 0; i < block.patches.size(); ++i) {
        const PreparedPatch& patch = m_county.patches[block.patches[i]];
        if (patch.owner_id != 0) {
            block.levels[i][index_of(Field::id)] = static_cast<Level>(
                compare_ids(household.id_number, m_county.owner_ids[patch.owner_id]));
        }
    }
}

/// Of a village each patch's level is measured by the village's other patches; of single patches
/// outside by the county.
void Evaluator::weigh(const PreparedHousehold& household, Block& block) {
    std::array<std::array<std::uint32_t, most_levels + 1>, field_count> all_counts{};
    for (const Levels& levels : block.levels) {
        for (std::size_t f = 0; f < field_count; ++f) {
            ++all_counts[f][levels[f]];
        }
    }
    for (std::size_t f = 0; f < field_count; ++f) {
        const auto& counts = all_counts[f];
        const double all = static_cast<double>(block.levels.size()) - counts[no_level];
        block.is_used[f] = all > 0;
        auto& weights = block.weights[f];
        weights.fill(0);
        if (all == 0) {
            continue;
        }
        if (f <= index_of(Field::owner_deceased)) {
            weigh_owners(household, block, f, counts, all);
            continue;
        }
        const bool is_counted =
            !block.is_outside && f != index_of(Field::id) && f != index_of(Field::building);
        for (std::size_t level = 0; level < level_counts[f]; ++level) {
            if (counts[level] > 0) {
                const double in_county = m_model.u[f][level];
                const double by_chance =
                    is_counted ? std::max((counts[level] - 1 + county_patches * in_county) /
                                              (all - 1 + county_patches),
                                          in_county)
                               : in_county;
                weights[level] = clamped_log(m_model.m[f][level] / by_chance);
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
double Evaluator::head_share(const Person& head, double surname_share, const Block& block) const {
    const double share = name_share(head, surname_share);
    if (block.is_outside || head.name.length < 3) {
        return share;
    }
    const PreparedVillage& village = m_county.villages[block.village];
    double kin = 0;
    double same_generation = 0;
    for (std::size_t set = 1; set < village.owner_sets.size(); ++set) {
        const NameId owner = village.owner_sets[set][0];
        const Name& name = m_county.names.name(owner);
        if (owner != head.id && name.surname() == head.name.surname()) {
            ++kin;
            same_generation += name.characters[1] == head.name.characters[1] ? 1 : 0;
        }
    }
    constexpr double pseudo_count = 5;
    return std::max(share, surname_share * same_generation / (kin + pseudo_count) *
                               m_county.names.character_share(2, head.name.characters[2]));
}

void Evaluator::weigh_owners(const PreparedHousehold& household, Block& block, std::size_t field,
                             const std::array<std::uint32_t, most_levels + 1>& counts, double all) {
    const bool is_village = !block.is_outside;
    const double total = static_cast<double>(m_county.names.total()) + 1;
    const auto county_share = [&](const Person& person) {
        return (m_county.names.surname_count(person.name.surname()) + 0.5) / total;
    };
    // How often the head's surname is met by chance.
    const double own_kin = counts[owner_level::head] + counts[owner_level::head_alike] +
                           counts[owner_level::head_one_off] + counts[owner_level::surname];
    const double surname =
        is_village ? (std::max(own_kin - 1, 0.0) + county_patches * county_share(*household.head)) /
                         (all - 1 + county_patches)
                   : county_share(*household.head);
    double member = 0;
    for (const Person& person : household.members) {
        member += name_share(person, county_share(person));
    }
    std::array<double, owner_level::count> expected{};
    expected[owner_level::head] = head_share(*household.head, surname, block);
    expected[owner_level::member] = member;
    for (const std::size_t level : {owner_level::head_alike, owner_level::head_one_off,
                                    owner_level::member_alike, owner_level::other}) {
        expected[level] = m_model.u[field][level];
    }
    expected[owner_level::surname] = surname;
    for (std::size_t level = 0; level < owner_level::count; ++level) {
        if (counts[level] == 0) {
            continue;
        }
        const double by_chance =
            is_village ? std::max((counts[level] - 1 + county_names * expected[level]) /
                                      (all - 1 + county_names),
                                  expected[level])
                       : expected[level];
        block.weights[field][level] =
            clamped_log(m_model.m[field][level] / std::max(by_chance, 1e-7));
    }
}

/// Shares from the ratios of all evidence. What speaks for a patch speaks as well for its being
/// another building of the household, whose house is elsewhere or missing; only id, size and the
/// like tell the two apart.
void Evaluator::multiply(Block& block) const {
    const auto& by_chance = m_model.u[index_of(Field::building)];
    std::array<double, one_standing> odds{};
    for (std::size_t level = 0; level < building_levels; ++level) {
        odds[level % one_standing] += by_chance[level];
    }
    for (std::size_t level = 0; level < one_standing; ++level) {
        odds[level] =
            block.prior * m_county.second_buildings * m_county.second_levels[level] / odds[level];
    }
    std::array<std::array<double, most_levels + 1>, field_count> ratios{};
    std::array<std::size_t, field_count> shared_fields{};
    std::array<std::size_t, field_count> own_fields{};
    std::size_t shared_count = 0;
    std::size_t own_count = 0;
    for (std::size_t f = 0; f < field_count; ++f) {
        if (!block.is_used[f]) {
            continue;
        }
        (f >= index_of(Field::building) ? own_fields[own_count++] : shared_fields[shared_count++]) =
            f;
        for (std::size_t level = 0; level <= most_levels; ++level) {
            const float weight = block.weights[f][level];
            ratios[f][level] = weight == 0 ? 1 : std::exp(double{weight});
        }
    }
    const std::size_t count = block.patches.size();
    block.shares.resize(count);
    block.seconds.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        const Levels& levels = block.levels[i];
        double shared = block.places[i];
        for (std::size_t k = 0; k < shared_count; ++k) {
            shared *= ratios[shared_fields[k]][levels[shared_fields[k]]];
        }
        double own = 1;
        for (std::size_t k = 0; k < own_count; ++k) {
            own *= ratios[own_fields[k]][levels[own_fields[k]]];
        }
        block.seconds[i] =
            1 / (1 + shared * odds[levels[index_of(Field::building)] % one_standing]);
        block.shares[i] = block.prior * ((1 - useless_evidence) * shared * own * block.seconds[i] +
                                         useless_evidence);
    }
}

void Evaluator::drop_rejected(const PreparedHousehold& household, Block& block) {
    for (const std::uint32_t patch : household.rejected) {
        const auto found = std::ranges::lower_bound(block.patches, patch);
        if (found != block.patches.end() && *found == patch) {
            block.shares[static_cast<std::size_t>(found - block.patches.begin())] = 0;
        }
    }
}

void Evaluator::weigh_places(const PreparedHousehold& household) {
    const PlaceDensity density(household.accuracy_m, household.is_shared_position);
    double none = 0;
    // What is there whichever the house, and how near houses of the household's villages are.
    double anywhere = 0;
    for (std::size_t d = 0; d < datum_count; ++d) {
        if (household.datum[d] < least_datum) {
            continue;
        }
        double some_house = 0;
        double here = 0;
        double weights = 0;
        for (std::size_t b = 0; b < m_block_count && !m_blocks[b].is_outside; ++b) {
            const Block& block = m_blocks[b];
            const PreparedVillage& village = m_county.villages[block.village];
            const double weight = block.prior * village.size();
            Metres office;
            const auto& known = m_county.table.village(block.village).office;
            if (known) {
                office = m_county.plane.of(*known);
            }
            here +=
                weight * density.anywhere(household.places[d], village, known ? &office : nullptr);
            double sum = 0;
            for (const std::uint32_t patch : block.patches) {
                sum += density.near_any(household.places[d], m_county.patches[patch].box.centre());
            }
            some_house += weight * sum / village.size();
            weights += weight;
        }
        if (weights > 0) {
            here /= weights;
            some_house /= weights;
        } else {
            PreparedVillage unknown;
            unknown.area_m2 = 1e6F;
            here = density.anywhere(household.places[d], unknown, nullptr);
        }
        anywhere += household.datum[d] * here;
        none += household.datum[d] * (here + some_house);
    }
    for (std::size_t b = 0; b < m_block_count; ++b) {
        Block& block = m_blocks[b];
        for (std::size_t i = 0; i < block.patches.size(); ++i) {
            const BoxMetres& box = m_county.patches[block.patches[i]].box;
            double near = anywhere;
            for (std::size_t d = 0; d < datum_count; ++d) {
                if (household.datum[d] >= least_datum) {
                    near += household.datum[d] * density.near_house(household.places[d], box);
                }
            }
            constexpr double largest_ratio = 1e5;
            block.places[i] = std::clamp(near / none, 1 / largest_ratio, largest_ratio);
        }
    }
}

void Evaluator::collect(Scores& scores) const {
    scores.none = m_none;
    scores.best.clear();
    double sum = m_none;
    struct Spot {
        double share;
        std::uint32_t patch;
        std::uint32_t block;
        std::uint32_t at;
    };
    const auto is_before = [](const Spot& a, const Spot& b) {
        return a.share != b.share ? a.share > b.share : a.patch < b.patch;
    };
    std::array<Spot, most_scored + 1> kept{};
    std::size_t count = 0;
    for (std::uint32_t b = 0; b < m_block_count; ++b) {
        const Block& block = m_blocks[b];
        for (std::uint32_t i = 0; i < block.shares.size(); ++i) {
            sum += block.shares[i];
            const Spot spot{block.shares[i], block.patches[i], b, i};
            if (spot.share <= 0) {
                continue;
            }
            if (count == most_scored && !is_before(spot, kept[count - 1])) {
                continue;
            }
            std::size_t at = count;
            for (; at > 0 && is_before(spot, kept[at - 1]); --at) {
                kept[at] = kept[at - 1];
            }
            kept[at] = spot;
            count = std::min(count + 1, most_scored);
        }
    }
    for (std::size_t k = 0; k < count; ++k) {
        const Block& block = m_blocks[kept[k].block];
        Scored scored;
        scored.patch = kept[k].patch;
        scored.share = kept[k].share;
        scored.place = clamped_log(block.places[kept[k].at]);
        scored.second = clamped_log(block.seconds[kept[k].at]);
        scored.levels = block.levels[kept[k].at];
        for (std::size_t f = 0; f < field_count; ++f) {
            scored.weights[f] = block.weights[f][scored.levels[f]];
        }
        scored.is_outside = block.is_outside;
        scores.best.push_back(scored);
    }
    scores.total = sum;
}

void Evaluator::count_levels(const PreparedHousehold& household, LevelCounts& counts) const {
    const bool is_decided = household.linked || household.is_linked_to_none;
    for (std::size_t b = 0; b < m_block_count; ++b) {
        const Block& block = m_blocks[b];
        if (block.is_outside) {
            continue;
        }
        for (std::size_t i = 0; i < block.patches.size(); ++i) {
            const double own = is_decided ? (household.linked == block.patches[i] ? 1.0 : 0.0)
                                          : block.shares[i] / m_total;
            for (std::size_t f = 0; f < field_count; ++f) {
                if (const Level level = block.levels[i][f]; level != no_level) {
                    counts.m[f][level] += own;
                    counts.u[f][level] += 1 - own;
                }
            }
        }
    }
}

DatumWeights Evaluator::datum_likelihoods(const PreparedHousehold& household) const {
    const PlaceDensity density(household.accuracy_m, household.is_shared_position);
    DatumWeights likelihoods{};
    const double none = m_none / m_total;
    for (std::size_t d = 0; d < datum_count; ++d) {
        double found = 0;
        double anywhere = 0;
        for (std::size_t b = 0; b < m_block_count && !m_blocks[b].is_outside; ++b) {
            const Block& block = m_blocks[b];
            const PreparedVillage& village = m_county.villages[block.village];
            anywhere = std::max(anywhere, density.anywhere(household.places[d], village, nullptr));
            for (std::size_t i = 0; i < block.patches.size(); ++i) {
                const BoxMetres& box = m_county.patches[block.patches[i]].box;
                const double own = block.shares[i] / m_total;
                found +=
                    own * density.near_house(household.places[d], box) +
                    none * density.near_any(household.places[d], box.centre()) / village.size();
            }
        }
        likelihoods[d] = found + anywhere;
    }
    return likelihoods;
}

} // namespace tuban::matching::detail
