#pragma once

#include "spatial/matching/county.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::matching::testing {

inline constexpr std::array<const char*, 10> digits{"零", "一", "二", "三", "四",
                                                    "五", "六", "七", "八", "九"};

/// A footprint that owns its texts.
struct House {
    std::string number;
    std::string division_code = "990101001001";
    std::string address;
    std::string owner_name;
    std::string owner_id;
    std::string use = "residential";
    double east_m = 0; ///< of the county's south-western corner, to the house's
    double north_m = 0;
    double side_m = 10;
};

inline geometry::LonLat at(double east_m, double north_m) {
    return {110.4 + east_m / 94300, 32.1 + north_m / 110900};
}

inline CountyPatchesBuilder builder_of(const std::vector<House>& houses,
                                       const std::vector<DivisionInput>& divisions = {}) {
    CountyPatchesBuilder builder(divisions);
    for (const House& house : houses) {
        PatchInput input;
        input.number = house.number;
        input.division_code = house.division_code;
        input.address = house.address;
        input.owner_name = house.owner_name;
        input.owner_id = house.owner_id;
        input.use = house.use;
        input.ground_area_m2 = static_cast<float>(house.side_m * house.side_m);
        const geometry::GridPoint north_west =
            geometry::to_grid(at(house.east_m, house.north_m + house.side_m));
        const geometry::GridPoint south_east =
            geometry::to_grid(at(house.east_m + house.side_m, house.north_m));
        input.box = {north_west, south_east};
        builder.add(input);
    }
    return builder;
}

inline CountyPatches county_of(const std::vector<House>& houses,
                               const std::vector<DivisionInput>& divisions = {},
                               unsigned threads = 1) {
    return builder_of(houses, divisions).finish(threads);
}

/// Groups one to nine of nine houses each, 20 m apart in a row, rows 60 m apart; house 3 of group 2
/// is `2-3`, owned by 甲二三.
inline std::vector<House> village() {
    std::vector<House> houses;
    for (std::size_t group = 1; group <= 9; ++group) {
        for (std::size_t house = 1; house <= 9; ++house) {
            House& made = houses.emplace_back();
            made.number = fmt::format("{}-{}", group, house);
            made.address = fmt::format("幸福村{}组{}号", digits[group], house);
            made.owner_name = fmt::format("甲{}{}", digits[group], digits[house]);
            made.east_m = static_cast<double>(house) * 20;
            made.north_m = static_cast<double>(group) * 60;
        }
    }
    return houses;
}

inline std::vector<DivisionInput> divisions() {
    DivisionInput today;
    today.code = "990101001001";
    today.name = "幸福村";
    today.parent = "990101001";
    return {today};
}

inline CountyHousehold household(std::string name, std::string address) {
    CountyHousehold household;
    household.evidence.name = std::move(name);
    household.evidence.address = std::move(address);
    household.evidence.village_codes = {"990101001001"};
    return household;
}

} // namespace tuban::matching::testing
