#pragma once

#include <array>

namespace tuban::matching::weights {

// How often each outcome of a comparison happens between a household and its own house, where both
// sides state something. How often it happens by chance is counted among the patches at hand, so a
// frequent name or a group of the whole village weighs little by itself. First values, from the
// mistakes that lists and census addresses are known to carry; to be learnt from clerks' answers.

/// Prior probability that the household's house is none of the patches at hand.
inline constexpr double none = 0.06;
/// Of the houses that are there, those in the household's own village.
inline constexpr double in_village = 0.97;

/// Owner is the head, a member, one character off, of the head's or a member's surname, another.
inline constexpr std::array owner_with_members{0.74, 0.13, 0.03, 0.06, 0.04};
inline constexpr std::array owner_without_members{0.74, 0.00, 0.03, 0.15, 0.08};

/// Both state group and number: both equal, the group alone, the number alone, neither.
inline constexpr std::array group_and_number{0.72, 0.16, 0.06, 0.06};
/// One of them is stated by both: equal, not equal.
inline constexpr std::array group_alone{0.93, 0.07};
inline constexpr std::array number_alone{0.75, 0.25};

/// Dwelling, not a dwelling.
inline constexpr std::array use{0.985, 0.015};
/// At least, below this part of the median dwelling's area: kitchens and sheds are below.
inline constexpr double small_part = 0.35;
inline constexpr std::array size{0.96, 0.04};

/// Equal, not equal.
inline constexpr std::array floors{0.93, 0.07};
/// Within a tenth, within a quarter, further apart.
inline constexpr std::array area{0.60, 0.25, 0.15};
/// Within the period, in a neighbouring one, further apart.
inline constexpr std::array built{0.82, 0.13, 0.05};

/// The point of a household: taken at the house, at a neighbour's or across the road, anywhere in
/// the village.
inline constexpr std::array place{0.80, 0.12, 0.08};
inline constexpr double place_house_m = 6;      ///< from the outline to where one stands
inline constexpr double place_neighbour_m = 45; ///< one sigma
inline constexpr double accuracy_m = 15;        ///< of a position that doesn't say

// Natural logarithms of likelihood ratios that can't be counted at hand.
inline constexpr double id_equal = 8.0;
inline constexpr double id_other = -1.2; ///< owners die and children stay
inline constexpr double taken = -2.5;    ///< houses shared by several households are few

/// No single comparison counts for more than this, either way.
inline constexpr double largest = 8.0;

} // namespace tuban::matching::weights
