#pragma once

#include "spatial/matching/address_key.hpp"
#include "spatial/matching/block.hpp"
#include "spatial/matching/household.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace tuban::matching {

/// One way of comparing a household with the patches at hand: every patch falls into one of a few
/// outcomes, or has nothing to compare. Outcomes of one comparison may come in several kinds (both
/// group and number stated, only the group, …) that are counted apart.
class Comparison {
  public:
    static constexpr std::size_t no_outcome = ~std::size_t{0};

    /// `of_own_house`: probability of each outcome for the household's own house, given its kind;
    /// `kind_sizes` many outcomes belong to the first kind, and so on.
    Comparison(std::vector<double> of_own_house, std::vector<std::size_t> kind_sizes);

    /// One outcome per patch of the block, in its order.
    void add(std::size_t outcome) { m_outcomes.push_back(outcome); }

    std::size_t outcome(std::size_t patch) const { return m_outcomes[patch]; }

    /// Logarithm of the likelihood ratio of each outcome: own house against chance, which is what
    /// the other patches of the block show.
    std::vector<double> weights() const;

  private:
    std::vector<double> m_of_own_house;
    std::vector<std::size_t> m_kind_sizes;
    std::vector<std::size_t> m_outcomes;
};

namespace owner {
inline constexpr std::size_t head = 0;
inline constexpr std::size_t member = 1;
inline constexpr std::size_t similar = 2;
inline constexpr std::size_t surname = 3;
inline constexpr std::size_t other = 4;
} // namespace owner
Comparison compare_owners(const HouseholdEvidence& household, std::span<const BlockPatch> block);

namespace place_in_village {
inline constexpr std::size_t group_and_number = 0;
inline constexpr std::size_t group_not_number = 1;
inline constexpr std::size_t number_not_group = 2;
inline constexpr std::size_t neither = 3;
inline constexpr std::size_t group_alone = 4;
inline constexpr std::size_t other_group_alone = 5;
inline constexpr std::size_t number_alone = 6;
inline constexpr std::size_t other_number_alone = 7;
} // namespace place_in_village
/// `keys`: of the patches' addresses, in the order of the block.
Comparison compare_addresses(const AddressKey& household, std::span<const AddressKey> keys);

namespace building {
inline constexpr std::size_t fits = 0; ///< a dwelling, of usual size, the floors stated, …
} // namespace building
Comparison compare_use(std::span<const BlockPatch> block);
Comparison compare_size(std::span<const BlockPatch> block);
Comparison compare_floors(const HouseholdEvidence& household, std::span<const BlockPatch> block);
Comparison compare_area(const HouseholdEvidence& household, std::span<const BlockPatch> block);
Comparison compare_built(const HouseholdEvidence& household, std::span<const BlockPatch> block);

} // namespace tuban::matching
