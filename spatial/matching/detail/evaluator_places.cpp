#include "spatial/matching/detail/evaluator.hpp"

#include <algorithm>
#include <cmath>

namespace tuban::matching::detail {

namespace {

/// Datums less likely than this are left out.
constexpr double least_datum = 1e-3;

} // namespace

/// The county as one village.
PreparedVillage Evaluator::unknown_village() const {
    PreparedVillage village;
    village.end = static_cast<std::uint32_t>(m_county.patches.size());
    village.area_m2 = ground_of_a_house_m2 * static_cast<float>(std::max(village.end, 1U));
    return village;
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
            const PreparedVillage unknown = unknown_village();
            here = density.anywhere(household.places[d], unknown, nullptr);
            for (std::size_t b = 0; b < m_block_count; ++b) {
                for (const std::uint32_t patch : m_blocks[b].patches) {
                    some_house +=
                        density.near_any(household.places[d], m_county.patches[patch].box.centre());
                }
            }
            some_house /= std::max(unknown.size(), 1U);
        }
        anywhere += household.datum[d] * here;
        none += household.datum[d] * (here + some_house);
    }
    constexpr double largest_ratio = 1e5;
    m_far_ratio = std::max(anywhere / none, 1 / largest_ratio);
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
            block.places[i] = std::clamp(near / none, 1 / largest_ratio, largest_ratio);
        }
    }
}

/// Where no village is known, by the patches that were found around.
DatumWeights Evaluator::datum_likelihoods(const PreparedHousehold& household) const {
    const PlaceDensity density(household.accuracy_m, household.is_shared_position);
    DatumWeights likelihoods{};
    const double none = m_none / m_total;
    const bool is_village_known = m_block_count > 0 && !m_blocks.front().is_outside;
    const PreparedVillage unknown = unknown_village();
    for (std::size_t d = 0; d < datum_count; ++d) {
        double found = 0;
        double anywhere = 0;
        for (std::size_t b = 0; b < m_block_count; ++b) {
            const Block& block = m_blocks[b];
            if (block.is_outside == is_village_known) {
                break;
            }
            const PreparedVillage& village =
                is_village_known ? m_county.villages[block.village] : unknown;
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
