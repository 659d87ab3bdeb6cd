#include "spatial/address/place_in_village.hpp"
#include "spatial/matching/detail/evaluator.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <span>

namespace tuban::matching::detail {

namespace {

constexpr float block_radius_m = 150;
/// Prior probability that the house of a household with a village lies outside of it.
constexpr double outside_prior = 0.015;

} // namespace

/// Probability that the house of a household that has one here may be filed under any village:
/// nothing is known of its village, or no footprint is filed under it.
double Evaluator::anywhere_share(const PreparedHousehold& household) const {
    if (household.villages.empty()) {
        return household.is_coded_elsewhere ? coded_elsewhere_prior : 1;
    }
    double share = 0;
    for (const CandidateVillage& candidate : household.villages) {
        share += m_county.villages[candidate.village].size() == 0 ? candidate.weight : 0;
    }
    return share;
}

Evaluator::Block& Evaluator::new_block(VillageIndex village, bool is_outside, double prior) {
    if (m_block_count == m_blocks.size()) {
        m_blocks.emplace_back();
    }
    Block& block = m_blocks[m_block_count++];
    block.village = village;
    block.is_outside = is_outside;
    block.is_part = false;
    block.prior = prior;
    block.patches.clear();
    block.is_used.fill(false);
    return block;
}

void Evaluator::open_villages(const PreparedHousehold& household) {
    const double anywhere = anywhere_share(household) /
                            static_cast<double>(std::max<std::size_t>(m_county.patches.size(), 1));
    m_uncompared = 0;
    m_elsewhere = 0;
    for (const CandidateVillage& candidate : household.villages) {
        const PreparedVillage& village = m_county.villages[candidate.village];
        if (village.size() == 0) {
            continue;
        }
        const double share = (1 - outside_prior) * candidate.weight / village.size() + anywhere;
        Block& block = new_block(candidate.village, false, (1 - m_model.none_prior) * share);
        block.place = &candidate.place;
        if (village.is_large()) {
            choose_patches(household, block);
        } else {
            block.patches.resize(village.size());
            std::iota(block.patches.begin(), block.patches.end(), village.begin);
        }
    }
}

/// Of a large village, those that agree in something, what says most first.
void Evaluator::choose_patches(const PreparedHousehold& household, Block& block) {
    const PreparedVillage& village = m_county.villages[block.village];
    const Place& place = *block.place;
    std::vector<std::uint32_t>& chosen = block.patches;
    const auto add_if = [&chosen](std::span<const std::uint32_t> patches, auto is_wanted) {
        for (const std::uint32_t patch : patches) {
            if (chosen.size() < most_compared && is_wanted(patch)) {
                chosen.push_back(patch);
            }
        }
    };
    const auto all = [](std::uint32_t) { return true; };
    const auto posted = [](const Postings& postings, std::uint32_t key) {
        const auto found = postings.find(key);
        return found == postings.end() ? std::span<const std::uint32_t>()
                                       : std::span(found->second);
    };
    const std::optional<int> group = household.stated_group ? household.stated_group : place.group;
    const LabelId label =
        group ? village.find_label({place.part, static_cast<std::uint16_t>(*group), {}})
              : LabelId{0};
    const LabelId natural = place.natural_village.empty()
                                ? LabelId{0}
                                : village.find_label({0, 0, place.natural_village});
    const auto numbered =
        posted(village.by_number, static_cast<std::uint32_t>(place.number.value_or(0)));

    add_if(m_found, [&village](std::uint32_t patch) {
        return patch >= village.begin && patch < village.end;
    });
    const std::size_t found = chosen.size();
    add_if(numbered, [&](std::uint32_t patch) {
        return label != 0 && m_county.patches[patch].group == label;
    });
    const auto add_name = [&](const Person& person) {
        if (person.id) {
            add_if(posted(village.by_owner, *person.id), all);
        }
    };
    if (household.head) {
        add_name(*household.head);
    }
    std::ranges::for_each(household.members, add_name);
    add_if(posted(village.by_label, label), all);
    add_if(posted(village.by_label, natural), all);
    add_if(numbered, all);
    const bool agrees = chosen.size() > found;
    std::ranges::sort(chosen);
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());

    // Where some agree in what was stated, the others are left what evidence of no use leaves them.
    constexpr double disagreeing = 0.02;
    const double others = block.prior * static_cast<double>(village.size() - chosen.size());
    m_uncompared += agrees ? others * disagreeing : 0;
    m_elsewhere += agrees ? 0 : others;
    block.is_part = true;
}

/// What the address says in a village that isn't the household's.
const Place& Evaluator::place_outside(const PreparedHousehold& household, VillageIndex village) {
    const auto& names = m_county.table.village(village).names;
    if (m_outside_places.empty()) {
        m_address.assign(household.address);
        m_outside_places.push_back(household.elsewhere);
    }
    if (!address::find_village(m_address, names)) {
        return m_outside_places.front();
    }
    m_outside_places.push_back(read_place(m_address, names));
    return m_outside_places.back();
}

/// What the county holds near the household's position, of its rare names and of its id.
void Evaluator::find_everywhere(const PreparedHousehold& household) {
    m_found.clear();
    if (household.has_position) {
        for (std::size_t d = 0; d < datum_count; ++d) {
            if (household.datum[d] >= 0.01) {
                m_county.grid.within(household.places[d], block_radius_m, m_near);
                for (const PointGrid::Near& near : m_near) {
                    m_found.push_back(near.index);
                }
            }
        }
    }
    const auto add_names = [this](const Person& person) {
        if (person.id) {
            const auto& patches = m_county.by_name[*person.id];
            m_found.insert(m_found.end(), patches.begin(), patches.end());
        }
    };
    if (household.head) {
        add_names(*household.head);
    }
    std::ranges::for_each(household.members, add_names);
    if (const auto found = m_county.by_owner_id.find(household.id_number);
        found != m_county.by_owner_id.end()) {
        m_found.insert(m_found.end(), found->second.begin(), found->second.end());
    }
    std::ranges::sort(m_found);
    m_found.erase(std::unique(m_found.begin(), m_found.end()), m_found.end());
    // They lie all over the county's memory: all are asked for before the first is waited for.
    for (const std::uint32_t patch : m_found) {
        __builtin_prefetch(&m_county.village_of[patch]);
        __builtin_prefetch(&m_county.patches[patch]);
    }
}

void Evaluator::open_outside(const PreparedHousehold& household) {
    const double anywhere = anywhere_share(household);
    const double share =
        anywhere + (household.villages.empty() ? 0 : outside_prior * (1 - anywhere));
    const double prior = (1 - m_model.none_prior) * share /
                         static_cast<double>(std::max<std::size_t>(m_county.patches.size(), 1));
    const std::size_t inside_count = m_block_count;
    std::size_t compared = 0;
    for (std::size_t b = 0; b < inside_count; ++b) {
        compared += m_county.villages[m_blocks[b].village].size();
    }
    Block* block = nullptr;
    for (const std::uint32_t patch : m_found) {
        const VillageIndex village = m_county.village_of[patch];
        const bool is_inside = std::any_of(
            m_blocks.begin(), m_blocks.begin() + static_cast<std::ptrdiff_t>(inside_count),
            [village](const Block& b) { return b.village == village; });
        if (is_inside) {
            continue;
        }
        if (block == nullptr || block->village != village) {
            block = &new_block(village, true, prior);
            block->place = &place_outside(household, village);
            __builtin_prefetch(m_county.villages[village].owner_sets.data());
            __builtin_prefetch(m_county.villages[village].owner_keys.data());
        }
        block->patches.push_back(patch);
        ++compared;
    }
    m_elsewhere += prior * static_cast<double>(m_county.patches.size() - compared);
}

} // namespace tuban::matching::detail
