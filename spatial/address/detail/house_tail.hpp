#pragma once

#include "spatial/address/detail/run.hpp"
#include "spatial/address/folded_text.hpp"

#include <cstddef>
#include <optional>

namespace tuban::address::detail {

/// What places a house below its village.
struct Tail {
    Run natural_village;
    Run road;
    Run building;
    Run room;
    Run rest;
    std::size_t rest_size = 0; ///< characters of all that is left over
    std::optional<int> group;
    std::optional<int> earlier_group; ///< named before `group`, with its number
    std::optional<int> earlier_number;
    std::optional<int> number;
    std::optional<int> sub_number;
    bool is_bare = false; ///< nothing says that `number` is one

    bool places_a_house() const noexcept {
        return group || number || !natural_village.is_empty() || !road.is_empty();
    }
};

/// Reads characters [begin, end).
Tail read_tail(const FoldedText& text, std::size_t begin, std::size_t end);

} // namespace tuban::address::detail
