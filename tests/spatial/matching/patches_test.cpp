#include "spatial/matching/detail/evaluator.hpp"
#include "tests/spatial/matching/invented_county.hpp"

#include <gtest/gtest.h>

namespace tuban::matching {
namespace {

using testing::House;

detail::Scores score(const HouseholdEvidence& household, const CountyPatches& patches) {
    const detail::PreparedCounty& county = patches.prepared();
    const detail::PreparedHousehold prepared = detail::prepare_household(household, county);
    const detail::Model model = detail::prior_model();
    detail::Scores scores;
    detail::Evaluator(county, model).evaluate(prepared, scores);
    return scores;
}

/// Two villages whose houses come to lie between each other, one of them merged from two and with
/// a natural village; some houses state no group, some no number, some another village's code.
std::vector<House> two_villages() {
    std::vector<House> houses = testing::village();
    for (House house : testing::village()) {
        house.number.insert(0, "2-");
        house.division_code = "990101001002";
        house.address = house.number.starts_with("2-4")
                            ? "平安村柳树湾" + house.number.substr(4) + "号"
                            : "平安" + house.address.substr(std::string("幸福").size());
        house.owner_name.replace(0, std::string("甲").size(), "乙");
        house.east_m += 150;
        house.north_m += 20;
        houses.push_back(house);
    }
    for (std::size_t i = 0; i < houses.size(); ++i) {
        House& house = houses[i];
        if (i % 7 == 2) {
            house.address.clear();
        } else if (i % 5 == 1) {
            house.address.resize(house.address.rfind("组") + std::string("组").size());
        } else if (i % 11 == 3) {
            house.division_code = "990101001003";
        } else if (i % 13 == 6) {
            house.address.replace(0, std::string("幸福").size(), "永丰");
        }
    }
    return houses;
}

std::vector<DivisionInput> villages() {
    std::vector<DivisionInput> divisions(3, testing::divisions().front());
    divisions[0].aliases = {"永丰村"};
    divisions[1].code = "990101001002";
    divisions[1].name = "平安村";
    divisions[2].code = "990101001003";
    divisions[2].name = "新建村";
    return divisions;
}

TEST(Patches, prepared_for_one_household_say_of_it_what_those_for_all_say) {
    const std::vector<DivisionInput> divisions = villages();
    const CountyPatches of_all = testing::county_of(two_villages(), divisions);
    for (const char* code : {"990101001001", "990101001002", "990101001"}) {
        for (const char* address :
             {"", "2组3号", "幸福村2组3号", "永丰村3组", "5号", "平安村柳树湾3号", "平安村二组",
              "新建村一组2号", "幸福村40组3号"}) {
            for (const bool has_position : {false, true}) {
                HouseholdEvidence household = testing::household("甲二三", address).evidence;
                household.village_codes = {code};
                if (has_position) {
                    household.position = testing::at(170, 190);
                }
                const detail::Scores wanted = score(household, of_all);
                const detail::Scores found =
                    score(household,
                          testing::builder_of(two_villages(), divisions).finish_for(household));
                ASSERT_EQ(found.best.size(), wanted.best.size());
                for (std::size_t k = 0; k < wanted.best.size(); ++k) {
                    ASSERT_EQ(found.best[k].patch, wanted.best[k].patch) << code << address << k;
                    ASSERT_EQ(found.best[k].share, wanted.best[k].share) << code << address << k;
                    ASSERT_EQ(found.best[k].levels, wanted.best[k].levels) << code << address << k;
                }
                ASSERT_EQ(found.none, wanted.none) << code << address;
                ASSERT_EQ(found.total, wanted.total) << code << address;
            }
        }
    }
}

TEST(Evaluator, says_of_a_household_what_a_new_one_says_whoever_came_before) {
    const CountyPatches patches = testing::county_of(two_villages(), villages());
    const detail::PreparedCounty& county = patches.prepared();
    const detail::Model model = detail::prior_model();
    detail::Evaluator used(county, model);
    for (const char* name : {"甲二三", "乙五五", "丙军", ""}) {
        for (const char* member : {"", "乙二三", "甲三三"}) {
            HouseholdEvidence household = testing::household(name, "幸福村二组三号").evidence;
            household.village_codes = {"990101001003"};
            household.members = {member};
            household.position = testing::at(170, 190);
            const detail::Scores wanted = score(household, patches);
            detail::Scores found;
            used.evaluate(detail::prepare_household(household, county), found);
            ASSERT_EQ(found.total, wanted.total) << name << member;
            ASSERT_EQ(found.best.size(), wanted.best.size());
            for (std::size_t k = 0; k < wanted.best.size(); ++k) {
                ASSERT_EQ(found.best[k].patch, wanted.best[k].patch) << name << member << k;
                ASSERT_EQ(found.best[k].weights, wanted.best[k].weights) << name << member << k;
            }
        }
    }
}

} // namespace
} // namespace tuban::matching
