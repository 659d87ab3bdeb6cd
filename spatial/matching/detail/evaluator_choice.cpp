#include "spatial/address/place_in_village.hpp"
#include "spatial/matching/detail/evaluator.hpp"

#include <algorithm>
#include <numeric>

namespace tuban::matching::detail {

namespace {

constexpr float block_radius_m = 150;
/// Prior probability that the house of a household with a village lies outside of it.
constexpr double outside_prior = 0.015;

} // namespace

Evaluator::Block& Evaluator::new_block(VillageIndex village, bool is_outside, double prior) {
    if (m_block_count == m_blocks.size()) {
        m_blocks.emplace_back();
    }
    Block& block = m_blocks[m_block_count++];
    block.village = village;
    block.is_outside = is_outside;
    block.prior = prior;
    block.patches.clear();
    block.is_used.fill(false);
    return block;
}

void Evaluator::open_villages(const PreparedHousehold& household) {
    const double outside = household.villages.empty() ? 1 : outside_prior;
    for (const CandidateVillage& candidate : household.villages) {
        const PreparedVillage& village = m_county.villages[candidate.village];
        if (village.size() == 0) {
            continue;
        }
        Block& block =
            new_block(candidate.village, false,
                      (1 - m_model.none_prior) * (1 - outside) * candidate.weight / village.size());
        block.place = &candidate.place;
        block.patches.resize(village.size());
        std::iota(block.patches.begin(), block.patches.end(), village.begin);
    }
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
            block = &new_block(village, true, prior);
            block->place = &place_outside(household, village);
        }
        block->patches.push_back(patch);
    }
}

} // namespace tuban::matching::detail
