#pragma once

#include "spatial/address/folded_text.hpp"
#include "spatial/matching/detail/model.hpp"
#include "spatial/matching/detail/place_density.hpp"
#include "spatial/matching/detail/prepared_household.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace tuban::matching::detail {

using Level = std::uint8_t;
/// Nothing to compare; weighs 0.
inline constexpr Level no_level = most_levels;
using Levels = std::array<Level, field_count>;
using Ratios = std::array<double, most_levels + 1>; ///< by level

/// Of the households whose codes are those of another county, those that live in this one.
inline constexpr double coded_elsewhere_prior = 0.1;

/// No single comparison counts for more, either way: e^12.
inline double clamped(double ratio) {
    constexpr double largest_ratio = 162754.79;
    return std::clamp(ratio, 1 / largest_ratio, largest_ratio);
}

/// One patch of a household's field of choice.
struct Scored {
    std::uint32_t patch = 0;
    double share = 0; ///< of the probability, up to a factor that is the household's
    float place = 0;  ///< weight of the distance
    float second = 0; ///< weight of its maybe being another building of the household
    Levels levels{};
    std::array<float, field_count> weights{}; ///< of each field
    bool is_outside = false;                  ///< not in a village of the household
};

/// The field of choice of one household. Weights are natural logarithms of likelihood ratios.
struct Scores {
    std::vector<Scored> best; ///< likeliest first, ties by patch; at most most_scored
    double none = 0;          ///< share of having no footprint
    double total = 0;         ///< sum of the shares of all patches and none
    double rejected = 0;      ///< share, beside the total, of what a person rejected
    std::uint64_t pairs = 0;
};

inline constexpr std::size_t most_scored = 16;

/// Compares households with the patches they may live in. Owns scratch: one for each thread.
class Evaluator {
  public:
    Evaluator(const PreparedCounty& county, const Model& model);

    /// What is asked for; of what is not `all`, the best are not listed.
    enum class Use { all, all_but_place, learning };
    void evaluate(const PreparedHousehold& household, Scores& scores, Use use = Use::all);

    /// Adds the levels of the household evaluated last: to m by the probability of each patch, to u
    /// by what is left of it; where a person has decided, the probability is 0 or 1.
    void count_levels(const PreparedHousehold& household, LevelCounts& counts);

    /// How likely the position is under each datum, given what the evaluation last made (without
    /// the place) says of where the house is.
    DatumWeights datum_likelihoods(const PreparedHousehold& household) const;

  private:
    /// Patches of one village: all of them, or some that lie outside the household's villages.
    struct Block {
        VillageIndex village = 0;
        const Place* place = nullptr; ///< what the household's address says in that village
        bool is_outside = false;
        bool is_part = false; ///< some patches of a large village of the household
        double prior = 0;     ///< of each patch
        std::vector<std::uint32_t> patches;
        std::array<std::vector<Level>, field_count> levels; ///< of each patch, of the fields used
        std::array<bool, field_count> is_used{};
        std::vector<double> places;  ///< likelihood ratio of the distance
        std::vector<double> seconds; ///< factor for maybe being a second building
        std::vector<double> shares;
        /// Of the fields used; its own ones or those of the county.
        std::array<const Ratios*, field_count> ratios{};
        std::array<Ratios, field_count> own_ratios;

        std::vector<Level>& use(Field field);
        /// What its patches show is what the village shows.
        bool is_whole() const { return !is_outside && !is_part; }
        Level level(std::size_t field, std::size_t i) const {
            return is_used[field] ? levels[field][i] : no_level;
        }
    };

    // Field of choice.
    Block& new_block(VillageIndex village, bool is_outside, double prior);
    double anywhere_share(const PreparedHousehold& household) const;
    void find_everywhere(const PreparedHousehold& household);
    void open_villages(const PreparedHousehold& household);
    void choose_patches(const PreparedHousehold& household, Block& block);
    void open_outside(const PreparedHousehold& household);
    const Place& place_outside(const PreparedHousehold& household, VillageIndex village);

    // Levels.
    void compare(const PreparedHousehold& household, Block& block);
    void compare_owners(const PreparedHousehold& household, Block& block);
    void compare_addresses(const PreparedHousehold& household, Block& block);
    void compare_buildings(const PreparedHousehold& household, Block& block);
    void compare_ids(const PreparedHousehold& household, Block& block);

    // What the levels weigh.
    void weigh(const PreparedHousehold& household, Block& block);
    void weigh_owners(const PreparedHousehold& household, Block& block);
    void weigh_names(const PreparedHousehold& household, const Block* village,
                     std::span<Ratios> ratios) const;
    double name_share(const Person& person, double surname_share) const;
    double head_share(const Person& head, double surname_share, const Block* village) const;
    PreparedVillage unknown_village() const;
    void weigh_places(const PreparedHousehold& household);
    double elsewhere_ratio(const PreparedHousehold& household) const;
    void multiply(Block& block);

    /// Returns the share dropped.
    static double drop_rejected(const PreparedHousehold& household, Block& block);
    void collect(Scores& scores) const;

    const PreparedCounty& m_county;
    const Model& m_model;
    /// Of what the county says by chance, whichever the village; of the owners' fields it is the
    /// household's at hand.
    std::array<Ratios, field_count> m_county_ratios{};
    bool m_are_names_weighed = false; ///< of the county
    /// Of second buildings of each use and size: how much oftener they are met than by chance.
    std::array<double, one_standing> m_second_odds{};
    std::deque<Block> m_blocks; ///< the first m_block_count are in use
    std::size_t m_block_count = 0;
    double m_none = 0;
    /// Share of the patches of large villages that were left out since others agree.
    double m_uncompared = 0;
    double m_elsewhere = 0; ///< prior share of all others that were left out
    double m_far_ratio = 1; ///< likelihood ratio of the distance of what is far away
    double m_total = 0;
    address::FoldedText m_address; ///< of the household, where patches outside are looked at
    std::deque<Place> m_outside_places;
    std::vector<std::uint32_t> m_found; ///< by place, rare name or id; ascending
    std::vector<PointGrid::Near> m_near;
    std::vector<Level> m_set_levels;          ///< of a village's owner sets
    std::vector<std::uint32_t> m_likely_sets; ///< that may agree in a name
    std::vector<double> m_own;
};

} // namespace tuban::matching::detail
