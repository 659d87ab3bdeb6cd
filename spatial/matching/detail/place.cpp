#include "spatial/matching/detail/place.hpp"

#include "spatial/address/place_in_village.hpp"

#include <algorithm>
#include <utility>

namespace tuban::matching::detail {

namespace {

constexpr std::size_t last_part = 254;

/// No house has a larger number.
std::optional<int> within_reason(std::optional<int> number) {
    constexpr int largest = 9999;
    return number && *number <= largest ? number : std::nullopt;
}

} // namespace

Place read_place(const address::FoldedText& address, std::span<const std::u32string> names) {
    address::PlaceInVillage read = address::read_place_in_village(address, names);
    Place place;
    place.names_village = read.village.has_value();
    place.part =
        static_cast<std::uint8_t>(read.village ? std::min(read.village->name, last_part) : 0);
    place.group = within_reason(read.group);
    place.number = within_reason(read.number);
    place.natural_village = std::move(read.natural_village);
    return place;
}

} // namespace tuban::matching::detail
