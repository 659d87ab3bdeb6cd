#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::matching::detail {

/// Where an address names the village.
struct NamedPart {
    bool is_found = false;
    std::uint8_t part = 0; ///< index into the village's names; 0 also where none is named
    std::size_t end = 0;   ///< behind the name and its 村, 村委会, …
};

/// The last of `names` in the folded address.
NamedPart find_part(std::u32string_view address, std::span<const std::u32string> names);

/// Whether the text begins with 村, 社区, 村委会, … that closes a village's name.
bool is_village_term(std::u32string_view text);

/// What an address says below the village.
struct Place {
    bool names_village = false;
    std::uint8_t part = 0;
    std::optional<int> group;
    std::optional<int> number;
    std::u32string natural_village; ///< empty when none
};

Place read_place(std::u32string_view folded_address, std::span<const std::u32string> names);

} // namespace tuban::matching::detail
