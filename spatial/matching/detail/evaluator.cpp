#include "spatial/matching/detail/evaluator.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace tuban::matching::detail {

namespace {

float log_of(double ratio) {
    constexpr float largest_weight = 12;
    return std::clamp(static_cast<float>(std::log(ratio)), -largest_weight, largest_weight);
}

} // namespace

Evaluator::Evaluator(const PreparedCounty& county, const Model& model)
    : m_county(county), m_model(model) {
    const auto& by_chance = m_model.u[index_of(Field::building)];
    std::array<double, one_standing> all{};
    for (std::size_t level = 0; level < building_levels; ++level) {
        all[level % one_standing] += by_chance[level];
    }
    for (std::size_t level = 0; level < one_standing; ++level) {
        m_second_odds[level] =
            m_county.second_buildings * m_county.second_levels[level] / all[level];
    }
    for (std::size_t f = index_of(Field::owner_deceased) + 1; f < field_count; ++f) {
        m_county_ratios[f][no_level] = 1;
        for (std::size_t level = 0; level < level_counts[f]; ++level) {
            m_county_ratios[f][level] = clamped(m_model.m[f][level] / m_model.u[f][level]);
        }
    }
}

void Evaluator::evaluate(const PreparedHousehold& household, Scores& scores, Use use) {
    m_block_count = 0;
    m_are_names_weighed = false;
    m_outside_places.clear();
    find_everywhere(household);
    open_villages(household);
    open_outside(household);
    scores.pairs = 0;
    for (std::size_t b = 0; b < m_block_count; ++b) {
        Block& block = m_blocks[b];
        scores.pairs += block.patches.size();
        block.places.assign(block.patches.size(), 1);
        compare(household, block);
        weigh(household, block);
    }
    m_none = m_model.none_prior;
    if (household.is_coded_elsewhere) {
        m_none += (1 - m_none) * (1 - coded_elsewhere_prior);
    }
    m_far_ratio = 1;
    if (use != Use::all_but_place && household.has_position) {
        weigh_places(household);
    }
    scores.rejected = 0;
    for (std::size_t b = 0; b < m_block_count; ++b) {
        multiply(m_blocks[b]);
        scores.rejected += drop_rejected(household, m_blocks[b]);
    }
    m_total = m_none + m_uncompared + m_elsewhere * elsewhere_ratio(household);
    for (std::size_t b = 0; b < m_block_count; ++b) {
        m_total = std::accumulate(m_blocks[b].shares.begin(), m_blocks[b].shares.end(), m_total);
    }
    scores.none = m_none;
    scores.total = m_total;
    scores.best.clear();
    if (use == Use::all) {
        collect(scores);
    }
}

double Evaluator::drop_rejected(const PreparedHousehold& household, Block& block) {
    double dropped = 0;
    for (const std::uint32_t patch : household.rejected) {
        const auto found = std::ranges::lower_bound(block.patches, patch);
        if (found != block.patches.end() && *found == patch) {
            dropped += std::exchange(
                block.shares[static_cast<std::size_t>(found - block.patches.begin())], 0);
        }
    }
    return dropped;
}

void Evaluator::collect(Scores& scores) const {
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
            if (block.shares[i] <= 0 ||
                (count == most_scored && block.shares[i] < kept[count - 1].share)) {
                continue;
            }
            const Spot spot{block.shares[i], block.patches[i], b, i};
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
        scored.place = log_of(block.places[kept[k].at]);
        scored.second = log_of(block.seconds[kept[k].at]);
        for (std::size_t f = 0; f < field_count; ++f) {
            scored.levels[f] = block.level(f, kept[k].at);
            scored.weights[f] =
                scored.levels[f] == no_level ? 0 : log_of((*block.ratios[f])[scored.levels[f]]);
        }
        scored.is_outside = block.is_outside;
        scores.best.push_back(scored);
    }
}

void Evaluator::count_levels(const PreparedHousehold& household, LevelCounts& counts) {
    const bool is_decided = household.link != Link::none;
    for (std::size_t b = 0; b < m_block_count; ++b) {
        const Block& block = m_blocks[b];
        if (!block.is_whole()) {
            continue;
        }
        m_own.resize(block.patches.size());
        for (std::size_t i = 0; i < m_own.size(); ++i) {
            m_own[i] = is_decided ? (household.is_linked_to(block.patches[i]) ? 1.0 : 0.0)
                                  : block.shares[i] / m_total;
        }
        for (std::size_t f = 0; f < field_count; ++f) {
            for (std::size_t i = 0; block.is_used[f] && i < m_own.size(); ++i) {
                if (const Level level = block.levels[f][i]; level != no_level) {
                    counts.m[f][level] += m_own[i];
                    counts.u[f][level] += 1 - m_own[i];
                }
            }
        }
    }
}

} // namespace tuban::matching::detail
