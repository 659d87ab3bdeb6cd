#pragma once

#include "spatial/address/folded_text.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tuban::address {

/// Where an address names its village.
struct VillageNamed {
    std::size_t name = 0; ///< index into the names asked for
    std::size_t end = 0;  ///< character behind the name and its 村, 村委会, …
};

/// What an address says below its village.
struct PlaceInVillage {
    std::optional<VillageNamed> village; ///< absent where it carries none of the village's names
    std::optional<int> group;            ///< as Reading::group
    std::optional<int> number;
    std::u32string natural_village; ///< folded; empty when none
};

/// The last place where one of a village's names stands as the village's: folded, without 村 and
/// the like, not followed by 镇 or what else closes the name of a town or above.
std::optional<VillageNamed> find_village(const FoldedText& text,
                                         std::span<const std::u32string> names);

/// Reads what stands below the village of which it is known how it is called; where none of the
/// names is there, what stands behind the last division.
PlaceInVillage read_place_in_village(const FoldedText& text, std::span<const std::u32string> names);

/// The group that a text means which is about the group alone: 三组, 第四村民小组, 5.
std::optional<int> read_group(std::string_view text);

/// Length of 村, 社区, 村民委员会, … that closes a village's name before `at`; 0 when there is
/// none.
std::size_t village_term_length(const FoldedText& text, std::size_t at);

} // namespace tuban::address
