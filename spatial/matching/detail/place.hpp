#pragma once

#include "spatial/address/folded_text.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace tuban::matching::detail {

/// What an address says below the village, as it is compared.
struct Place {
    bool names_village = false;
    std::uint8_t part = 0;    ///< index into the village's names; 0 also where none is named
    std::optional<int> group; ///< at most 9999, like number
    std::optional<int> number;
    std::u32string natural_village; ///< empty when none
};

Place read_place(const address::FoldedText& address, std::span<const std::u32string> names);

} // namespace tuban::matching::detail
