#pragma once

#include "data/sample/county.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace tuban::sample {

/// A county of the invented province beside 云泽县.
struct ProvinceCounty {
    const char* prefix; ///< the first six digits of its code
    const char* name;
    const char* city_code; ///< 12 digits
    const char* city_name;

    std::string code() const { return std::string(prefix) + "000000"; }
    /// Of its first town, where its collector sits.
    std::string first_town_code() const { return std::string(prefix) + "101000"; }
};

/// Twelve, in three cities.
std::span<const ProvinceCounty> province_counties();

/// Some 83,000 footprints and 4,500 households a county, so that all twelve have a million.
inline constexpr std::uint32_t province_county_patches = 83'000;

/// One of province_counties() by its place in the list: invented villages (Villages) with towns,
/// names and people. The divisions above come first in its list. How far its work is and how its
/// houses are graded differ from county to county. The same seed gives the same county.
County make_province_county(std::size_t index, std::uint32_t patch_count, std::uint64_t seed);

} // namespace tuban::sample
