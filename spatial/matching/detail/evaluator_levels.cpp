#include "spatial/matching/detail/evaluator.hpp"

#include <algorithm>
#include <cstdlib>

namespace tuban::matching::detail {

namespace {

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

std::size_t level_of_ids(const std::string& household, const std::string& owner) {
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
    constexpr std::size_t few = 2; // mostly neighbours exchanged
    for (std::size_t i = 0; i < owner.size() && differing <= few; ++i) {
        differing += household[i] != owner[i] ? 1 : 0;
    }
    return differing <= few ? id_level::near : id_level::conflict;
}

/// 0 only where compare() would find another name: what is alike has the first character, its
/// sound or the second in common. Without a branch, which could not be foreseen.
unsigned may_agree(const Name& name, char32_t other_first, char32_t other_second,
                   std::uint16_t other_sound) {
    const unsigned first = name.characters[0] == other_first ? 1 : 0;
    const unsigned second = name.characters[1] == other_second ? 1 : 0;
    const unsigned sound = name.sounds[0] != 0 && name.sounds[0] == other_sound ? 1 : 0;
    return first | second | sound;
}
unsigned may_agree(const Name& name, const OwnerKey& key) {
    return may_agree(name, key.first, key.second, key.first_sound);
}
unsigned may_agree(const Name& name, const Name& other) {
    return may_agree(name, other.characters[0], other.characters[1], other.sounds[0]);
}

std::size_t level_of_owner(const Person& head, const std::vector<Person>& members, NameId owner,
                           const NameTable& names) {
    if (head.id == owner) {
        return owner_level::head;
    }
    std::size_t level = owner_level::other;
    const Name& name = names.name(owner);
    switch (detail::compare(head.name, name)) {
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
        if (level > owner_level::member_alike && may_agree(member.name, name) != 0 &&
            detail::compare(member.name, name) == NameLikeness::alike) {
            level = owner_level::member_alike;
        }
    }
    return level;
}

/// Whether the sets of owners have to be compared with the household's names at all.
bool may_agree(const PreparedHousehold& household, const OwnerKey& key) {
    unsigned may = may_agree(household.head->name, key) | (key.is_alone ? 0U : 1U);
    for (const Person& member : household.members) {
        may |= may_agree(member.name, key);
    }
    return may != 0;
}

} // namespace

std::vector<Level>& Evaluator::Block::use(Field field) {
    std::vector<Level>& column = levels[index_of(field)];
    if (!is_used[index_of(field)]) {
        is_used[index_of(field)] = true;
        column.assign(patches.size(), no_level);
    }
    return column;
}

void Evaluator::compare(const PreparedHousehold& household, Block& block) {
    compare_owners(household, block);
    compare_addresses(household, block);
    compare_buildings(household, block);
    compare_ids(household, block);
}

void Evaluator::compare_owners(const PreparedHousehold& household, Block& block) {
    if (!household.head) {
        return;
    }
    const PreparedVillage& village = m_county.villages[block.village];
    std::vector<Level>& levels =
        block.use(household.members.empty() ? Field::owner_alone : Field::owner);
    const auto level_of_set = [&](std::uint32_t set) {
        Level level = no_level;
        for (const NameId owner : village.owner_sets[set]) {
            if (owner != 0) {
                level = std::min(
                    level, static_cast<Level>(level_of_owner(*household.head, household.members,
                                                             owner, m_county.names)));
            }
        }
        return level;
    };
    constexpr Level unread = 0xFE;
    const auto sets = static_cast<std::uint32_t>(village.owner_sets.size());
    m_set_levels.assign(sets, block.is_whole() ? Level{owner_level::other} : unread);
    m_set_levels[0] = no_level;
    if (block.is_whole()) {
        m_likely_sets.resize(sets);
        std::size_t count = 0;
        for (std::uint32_t set = 1; set < sets; ++set) {
            m_likely_sets[count] = set;
            count += may_agree(household, village.owner_keys[set]) ? 1 : 0;
        }
        for (const std::uint32_t set : std::span(m_likely_sets).first(count)) {
            m_set_levels[set] = level_of_set(set);
        }
    }
    for (std::size_t i = 0; i < block.patches.size(); ++i) {
        const PreparedPatch& patch = m_county.patches[block.patches[i]];
        Level& level = m_set_levels[patch.owners];
        if (level == unread) {
            level = may_agree(household, village.owner_keys[patch.owners])
                        ? level_of_set(patch.owners)
                        : Level{owner_level::other};
        }
        (patch.is_owner_deceased ? block.use(Field::owner_deceased) : levels)[i] = level;
    }
}

void Evaluator::compare_addresses(const PreparedHousehold& household, Block& block) {
    const PreparedVillage& village = m_county.villages[block.village];
    const Place& place = *block.place;
    const Asked asked = asked_of(household, place, village, m_county.table.village(block.village));
    const LabelId label = asked.group;
    const LabelId natural = asked.natural_village;
    const int own_number = asked.number;
    const bool has_group = asked.has_group();
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
        for (const LabelId other : asked.other_groups) {
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
    std::vector<Level>* together = nullptr; // of groups, numbers or both
    if (has_group && own_number != 0) {
        together = &block.use(village.is_merged ? Field::group_number_merged : Field::group_number);
    } else if (has_group) {
        together = &block.use(village.is_merged ? Field::group_merged : Field::group);
    } else if (own_number != 0) {
        together = &block.use(Field::number);
    }
    for (std::size_t k = 0; together != nullptr && k < block.patches.size(); ++k) {
        const PreparedPatch& patch = m_county.patches[block.patches[k]];
        const std::size_t by_group =
            has_group ? group_of(patch, block.patches[k] - village.begin) : 0;
        if (own_number == 0) {
            (*together)[k] = static_cast<Level>(by_group);
        } else {
            (*together)[k] = static_cast<Level>(by_group * number_level::count + number_of(patch));
        }
    }
    if (natural == 0) {
        return;
    }
    std::vector<Level>& by_natural = block.use(Field::natural_village);
    for (std::size_t k = 0; k < block.patches.size(); ++k) {
        const std::uint8_t share = village.share_of(natural, block.patches[k] - village.begin);
        const bool is_same = m_county.patches[block.patches[k]].natural_village == natural;
        by_natural[k] = is_same ? 0 : share >= much ? 1 : share >= some ? 2 : 3;
    }
}

void Evaluator::compare_buildings(const PreparedHousehold& household, Block& block) {
    const auto compare_known = [&](Field field, auto known_of, auto level_of) {
        std::vector<Level>& levels = block.use(field);
        for (std::size_t i = 0; i < levels.size(); ++i) {
            const auto known = known_of(m_county.patches[block.patches[i]]);
            levels[i] = known > 0 ? static_cast<Level>(level_of(known)) : no_level;
        }
    };
    std::vector<Level>& buildings = block.use(Field::building);
    for (std::size_t i = 0; i < buildings.size(); ++i) {
        buildings[i] = m_county.patches[block.patches[i]].building;
    }
    if (household.floors != 0) {
        compare_known(
            Field::floors, [](const PreparedPatch& patch) { return patch.floors; },
            [&](std::uint16_t floors) { return std::min(std::abs(household.floors - floors), 2); });
    }
    if (household.floor_area_m2 > 0) {
        compare_known(
            Field::area, [](const PreparedPatch& patch) { return patch.floor_area_m2; },
            [&](float area_m2) {
                const float ratio =
                    std::max(household.floor_area_m2 / area_m2, area_m2 / household.floor_area_m2);
                return (ratio >= 1.12F ? 1 : 0) + (ratio >= 1.25F ? 1 : 0) +
                       (ratio >= 1.5F ? 1 : 0);
            });
    }
    if (household.period != 0) {
        compare_known(
            Field::period, [](const PreparedPatch& patch) { return patch.period; },
            [&](std::uint8_t period) { return std::min(std::abs(household.period - period), 2); });
    }
}

void Evaluator::compare_ids(const PreparedHousehold& household, Block& block) {
    if (household.id_number.empty()) {
        return;
    }
    for (std::size_t i = 0; i < block.patches.size(); ++i) {
        const PreparedPatch& patch = m_county.patches[block.patches[i]];
        if (patch.owner_id != 0) {
            block.use(Field::id)[i] = static_cast<Level>(
                level_of_ids(household.id_number, m_county.owner_ids[patch.owner_id]));
        }
    }
}

} // namespace tuban::matching::detail
