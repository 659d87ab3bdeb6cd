#include "data/model/identifiers.hpp"
#include "data/sample/province.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace tuban::sample {
namespace {

constexpr std::uint32_t few = 20'000;
constexpr std::uint64_t seed = 7;

TEST(ProvinceCounty, has_every_patch_and_household_in_a_village_of_its_tree) {
    const auto county = make_province_county(4, few, seed);
    std::map<std::string, const SampleDivision*> divisions;
    std::set<std::string> names;
    for (const auto& division : county.divisions) {
        EXPECT_TRUE(divisions.emplace(division.code, &division).second) << division.code;
        EXPECT_TRUE(names.insert(division.full_name).second) << division.full_name;
        if (!division.parent.empty()) {
            ASSERT_TRUE(divisions.contains(division.parent)) << "its parent comes before it";
            EXPECT_EQ(division.full_name, divisions[division.parent]->full_name + division.name);
        }
    }
    EXPECT_TRUE(divisions.contains(province_counties()[4].first_town_code()));
    std::set<std::string> numbers;
    std::map<std::string, float> floor_areas;
    for (const auto& [patch, owner_id] : county.patches) {
        floor_areas[patch.number] = patch.floor_area_m2.value();
        EXPECT_TRUE(numbers.insert(patch.number).second);
        ASSERT_TRUE(divisions.contains(patch.division_code));
        EXPECT_EQ(divisions[patch.division_code]->level, 5);
    }
    EXPECT_EQ(numbers.size(), few);
    EXPECT_GT(county.households.size(), few / 25);
    std::set<std::string> ids;
    for (const auto& household : county.households) {
        EXPECT_TRUE(divisions.contains(household.division_code));
        ASSERT_TRUE(numbers.contains(household.true_patch.value()));
        EXPECT_LT(floor_areas[*household.true_patch], 10'000) << "what the form allows";
        EXPECT_TRUE(model::is_citizen_id(household.id_number)) << household.id_number;
        EXPECT_TRUE(ids.insert(household.id_number).second);
        EXPECT_EQ(household.id_number.substr(0, 2), "99");
    }
}

TEST(ProvinceCounty, is_the_same_for_a_seed_and_another_than_its_neighbour) {
    const auto one = make_province_county(0, 500, seed);
    const auto same = make_province_county(0, 500, seed);
    const auto other = make_province_county(1, 500, seed);
    ASSERT_FALSE(one.households.empty());
    EXPECT_EQ(one.households.front().name, same.households.front().name);
    EXPECT_EQ(one.patches.back().patch.shape, same.patches.back().patch.shape);
    EXPECT_NE(one.patches.back().patch.shape, other.patches.back().patch.shape);
    std::set<std::string> numbers;
    for (const auto& county : {one, other}) {
        for (const auto& entry : county.patches) {
            EXPECT_TRUE(numbers.insert(entry.patch.number).second);
        }
    }
}

TEST(ProvinceCounties, lie_beside_one_another) {
    struct Box {
        double west = 180, south = 90, east = -180, north = -90;
    };
    std::vector<Box> boxes;
    for (std::size_t i = 0; i < province_counties().size(); ++i) {
        Box box;
        for (const auto& entry : make_province_county(i, 300, seed).patches) {
            for (const auto& p : entry.patch.shape.front().front()) {
                box = {std::min(box.west, p.lon), std::min(box.south, p.lat),
                       std::max(box.east, p.lon), std::max(box.north, p.lat)};
            }
        }
        for (const auto& other : boxes) {
            EXPECT_TRUE(box.west > other.east || box.east < other.west || box.south > other.north ||
                        box.north < other.south)
                << province_counties()[i].name;
        }
        boxes.push_back(box);
    }
}

} // namespace
} // namespace tuban::sample
