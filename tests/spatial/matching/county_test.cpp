#include "spatial/matching/county.hpp"
#include "spatial/matching/detail/datum.hpp"
#include "tests/spatial/matching/invented_county.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <span>

namespace tuban::matching {
namespace {

using namespace std::string_literals;
using ::testing::AnyOf;
using testing::at;
using ::testing::Contains;
using testing::county_of;
using testing::divisions;
using ::testing::Each;
using ::testing::Field;
using ::testing::Gt;
using ::testing::HasSubstr;
using testing::House;
using testing::household;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::village;

/// Also checks what holds of every result.
CountyMatch match(const std::vector<CountyHousehold>& households, const CountyPatches& patches,
                  unsigned threads = 1) {
    Settings settings;
    settings.threads = threads;
    const auto result = match_county(households, patches, settings);
    EXPECT_TRUE(result.has_value());
    EXPECT_EQ(result->households.size(), households.size());
    for (const HouseholdMatch& one : result->households) {
        double sum = one.none_probability;
        double last = 1;
        for (const RankedPatch& ranked : one.patches) {
            EXPECT_LT(ranked.patch, patches.size());
            EXPECT_GE(ranked.probability, 0);
            EXPECT_LE(ranked.probability, last);
            last = ranked.probability;
            sum += ranked.probability;
            for (const Reason& reason : ranked.reasons) {
                EXPECT_TRUE(reason.code != "is_dwelling" || reason.weight > 0);
            }
        }
        EXPECT_GE(one.none_probability, 0);
        EXPECT_LE(sum, 1 + 1e-9);
        EXPECT_LE(one.patches.size(), max_ranks);
    }
    const CountyReport& report = result->report;
    EXPECT_EQ(report.automatic + report.review + report.none + report.linked, households.size());
    return *result;
}

std::string first(const HouseholdMatch& match, const CountyPatches& patches) {
    return match.patches.empty() ? "" : std::string(patches.number(match.patches[0].patch));
}

void link(CountyHousehold& household, std::string number) {
    household.link = Link::patch;
    household.linked_patch = std::move(number);
}

/// Every third house's family, as its owner lists it.
std::vector<CountyHousehold> families() {
    std::vector<CountyHousehold> households;
    for (std::size_t i = 0; i < village().size(); i += 3) {
        const House house = village()[i];
        households.push_back(household(house.owner_name, "清河县幸福镇" + house.address));
    }
    return households;
}

TEST(MatchCounty, finds_the_house_of_equal_owner_and_address_for_every_household) {
    const CountyPatches patches = county_of(village(), divisions());
    const CountyMatch result = match(families(), patches);
    for (std::size_t i = 0; i < result.households.size(); ++i) {
        EXPECT_EQ(first(result.households[i], patches), village()[3 * i].number);
        EXPECT_GT(result.households[i].patches[0].probability, 0.95);
        EXPECT_EQ(result.households[i].decision, Decision::automatic);
    }
    EXPECT_LT(result.report.expected_errors, 1);
}

TEST(MatchCounty, gives_the_same_bytes_for_any_number_of_threads) {
    std::vector<CountyHousehold> households = families();
    for (std::size_t i = 0; i < 300; ++i) {
        CountyHousehold& more = households.emplace_back(
            household(village()[i % 81].owner_name, i % 2 == 0 ? "幸福村" : "幸福村三组"));
        more.evidence.position = at(static_cast<double>(i % 9) * 20, static_cast<double>(i));
        more.evidence.device = i % 3 == 0 ? "one" : "two";
        more.link = i % 7 == 0 ? Link::not_found : Link::none;
    }
    const CountyMatch one = match(households, county_of(village(), divisions(), 1), 1);
    const CountyMatch four = match(households, county_of(village(), divisions(), 4), 4);
    ASSERT_EQ(one.households.size(), four.households.size());
    for (std::size_t i = 0; i < one.households.size(); ++i) {
        const HouseholdMatch& a = one.households[i];
        const HouseholdMatch& b = four.households[i];
        EXPECT_EQ(a.none_probability, b.none_probability);
        EXPECT_EQ(a.decision, b.decision);
        ASSERT_EQ(a.patches.size(), b.patches.size());
        for (std::size_t k = 0; k < a.patches.size(); ++k) {
            EXPECT_EQ(a.patches[k].patch, b.patches[k].patch);
            EXPECT_EQ(a.patches[k].probability, b.patches[k].probability);
            ASSERT_EQ(a.patches[k].reasons.size(), b.patches[k].reasons.size());
            for (std::size_t r = 0; r < a.patches[k].reasons.size(); ++r) {
                EXPECT_EQ(a.patches[k].reasons[r].text, b.patches[k].reasons[r].text);
                EXPECT_EQ(a.patches[k].reasons[r].weight, b.patches[k].reasons[r].weight);
            }
        }
    }
}

TEST(MatchCounty, infers_the_group_of_a_house_from_its_neighbours) {
    std::vector<House> houses = village();
    houses[40].address = "";
    const std::string number = houses[40].number; // in the middle of group 5
    houses[40].owner_name = "";
    const CountyPatches patches = county_of(houses, divisions());
    const CountyMatch result = match({household("丁新来", "幸福村五组5号")}, patches);
    EXPECT_EQ(first(result.households[0], patches), number);
    std::vector<std::string> codes;
    for (const Reason& reason : result.households[0].patches[0].reasons) {
        codes.push_back(reason.code);
    }
    EXPECT_THAT(codes, Contains("group_around"));
}

TEST(MatchCounty, follows_a_group_number_from_before_the_merger_to_its_place) {
    // 平安村's groups 1 and 2 became 幸福村's 8 and 9; half of its houses still carry the old
    // names.
    std::vector<House> houses = village();
    for (std::size_t i = 63; i < houses.size(); i += 2) {
        houses[i].address = fmt::format("平安村{}组", i < 72 ? "一" : "二");
    }
    std::vector<DivisionInput> rows = divisions();
    DivisionInput& old = rows.emplace_back();
    old.code = "990101001009";
    old.name = "平安村";
    old.merged_into = "990101001001";
    const CountyPatches patches = county_of(houses, rows);
    const CountyMatch result = match({household("", "平安村二组")}, patches);
    EXPECT_THAT(first(result.households[0], patches), HasSubstr("9-"));
}

TEST(MatchCounty, reads_the_position_in_the_datum_that_the_devices_others_show) {
    const auto shifted = [](geometry::LonLat target) {
        geometry::LonLat found = target;
        for (int i = 0; i < 5; ++i) {
            const geometry::LonLat back = detail::to_wgs84(found, detail::Datum::gcj02);
            found = {found.lon + target.lon - back.lon, found.lat + target.lat - back.lat};
        }
        return found;
    };
    std::vector<CountyHousehold> households;
    for (std::size_t i = 0; i < 9; ++i) {
        const House house = village()[i * 9 + i];
        CountyHousehold& made =
            households.emplace_back(household(i < 8 ? house.owner_name : "", "幸福村"));
        made.evidence.device = "phone";
        made.evidence.position = shifted(at(house.east_m + 5, house.north_m - 3));
    }
    EXPECT_GT(geometry::distance_m(*households[0].evidence.position, at(25, 57)), 300);
    const CountyPatches patches = county_of(village(), divisions());
    const CountyMatch result = match(households, patches);
    EXPECT_EQ(first(result.households[8], patches), "9-9");
    EXPECT_LT(result.households[8].patches[0].distance_m.value(), 5);
}

TEST(MatchCounty, lets_one_household_have_the_house_that_two_strangers_claim) {
    std::vector<CountyHousehold> households{household("甲三三", "幸福村三组3号"),
                                            household("丁无名", "幸福村三组3号")};
    const CountyPatches patches = county_of(village(), divisions());
    const double alone = match({households[1]}, patches).households[0].patches[0].probability;
    const CountyMatch both = match(households, patches);
    EXPECT_EQ(first(both.households[0], patches), "3-3");
    EXPECT_GT(both.households[0].patches[0].probability, 0.9);
    EXPECT_LT(both.households[1].patches[0].probability, alone);
}

TEST(MatchCounty, never_touches_what_a_person_linked) {
    std::vector<CountyHousehold> households = families();
    link(households[0], "7-7"); // whatever speaks for 1-1
    link(households[2], "no such patch");
    const CountyPatches patches = county_of(village(), divisions());
    const CountyMatch result = match(households, patches);
    EXPECT_EQ(first(result.households[0], patches), "7-7");
    EXPECT_EQ(result.households[0].patches[0].probability, 1);
    EXPECT_EQ(result.households[0].decision, Decision::linked);
    EXPECT_EQ(first(result.households[2], patches), village()[6].number);
    EXPECT_EQ(result.report.linked, 1);
}

TEST(MatchCounty, never_proposes_again_what_a_person_rejected) {
    std::vector<CountyHousehold> households = families();
    households[4].rejected_patches = {village()[12].number};
    const CountyPatches patches = county_of(village(), divisions());
    const CountyMatch result = match(households, patches);
    for (const RankedPatch& ranked : result.households[4].patches) {
        EXPECT_NE(patches.number(ranked.patch), village()[12].number);
    }
}

TEST(MatchCounty, holds_a_linked_house_against_strangers) {
    std::vector<CountyHousehold> households{household("", "幸福村三组3号"),
                                            household("丁无名", "幸福村三组3号")};
    const CountyPatches patches = county_of(village(), divisions());
    const double before = match(households, patches).households[1].patches[0].probability;
    link(households[0], "3-3");
    EXPECT_LT(match(households, patches).households[1].patches[0].probability, before);
}

TEST(MatchCounty, learns_from_confirmations_what_agreement_is_worth) {
    // Whoever confirmed found houses by name although the list's numbers are wrong.
    std::vector<CountyHousehold> households;
    for (std::size_t i = 0; i < 80; ++i) {
        const House house = village()[i];
        households.push_back(
            household(house.owner_name,
                      fmt::format("幸福村{}组{}号", testing::digits[i / 9 + 1], 1 + (i + 4) % 9)));
    }
    const CountyPatches patches = county_of(village(), divisions());
    const double before = match(households, patches).households[0].patches[0].probability;
    for (std::size_t i = 1; i < 80; ++i) {
        link(households[i], village()[i].number);
    }
    const CountyMatch after = match(households, patches);
    EXPECT_EQ(first(after.households[0], patches), "1-1");
    EXPECT_GT(after.households[0].patches[0].probability, before);
}

TEST(MatchCounty, promises_less_where_people_found_it_wrong) {
    // Of those looked at every second family had moved to the next house.
    std::vector<CountyHousehold> households;
    for (const House& house : village()) {
        households.push_back(household(house.owner_name, house.address));
    }
    const CountyPatches patches = county_of(village(), divisions());
    const CountyMatch before = match(households, patches);
    for (std::size_t i = 0; i < 60; ++i) {
        link(households[i], village()[i % 2 == 0 ? i : i - 1].number);
    }
    const CountyMatch after = match(households, patches);
    EXPECT_EQ(before.report.calibration.cases, 0);
    EXPECT_EQ(after.report.calibration.cases, 60);
    EXPECT_LT(after.report.calibration.stretch, before.report.calibration.stretch);
    EXPECT_LT(after.households[70].patches[0].probability,
              before.households[70].patches[0].probability);
    for (std::size_t i = 0; i < 60; ++i) {
        households[i].was_looked_at = false;
    }
    EXPECT_EQ(match(households, patches).report.calibration.cases, 0);
}

/// Families, and as many whose houses the census lacks.
std::vector<CountyHousehold> families_and_others() {
    std::vector<CountyHousehold> households = families();
    for (std::size_t i = 0; i < 27; ++i) {
        households.push_back(household(fmt::format("丁新{}", testing::digits[i % 9 + 1]),
                                       fmt::format("幸福村三组{}号", 40 + i)));
    }
    return households;
}

TEST(MatchCounty, takes_more_to_have_no_footprint_where_people_found_none) {
    std::vector<CountyHousehold> households = families_and_others();
    households[27] = household("", "幸福村"); // of whom nothing is known
    const CountyPatches patches = county_of(village(), divisions());
    const CountyMatch before = match(households, patches);
    for (std::size_t i = 28; i < households.size(); ++i) {
        households[i].link = Link::not_found;
        households[i].was_looked_at = false; // then the prior alone moves
    }
    const CountyMatch after = match(households, patches);
    EXPECT_EQ(after.report.calibration.cases, 0);
    EXPECT_GT(after.households[27].none_probability, before.households[27].none_probability * 2);
}

TEST(MatchCounty, is_calibrated_by_the_households_that_people_found_no_patch_for) {
    std::vector<CountyHousehold> households = families_and_others();
    const CountyPatches patches = county_of(village(), divisions());
    const CountyMatch before = match(households, patches);
    for (std::size_t i = 28; i < households.size(); ++i) {
        households[i].link = Link::not_found;
    }
    const CountyMatch after = match(households, patches);
    EXPECT_EQ(after.report.calibration.cases, 26);
    EXPECT_GT(after.report.calibration.none_offset, before.report.calibration.none_offset);
    EXPECT_LT(after.report.calibration.none_offset_deviation,
              before.report.calibration.none_offset_deviation);
}

TEST(MatchCounty, proposes_the_new_patch_of_a_household_that_was_marked_not_found) {
    std::vector<CountyHousehold> households = families();
    households[4].link = Link::not_found;
    std::vector<House> houses = village();
    const House own = houses[12];
    houses.erase(houses.begin() + 12);
    const CountyMatch before = match(households, county_of(houses, divisions()));
    EXPECT_EQ(before.households[4].patches.size(), max_ranks);
    EXPECT_GT(before.households[4].none_probability, 0.1);
    EXPECT_NE(before.households[4].decision, Decision::linked);

    houses.push_back(own);
    const CountyPatches patches = county_of(houses, divisions());
    const CountyMatch after = match(households, patches);
    EXPECT_EQ(first(after.households[4], patches), own.number);
    EXPECT_EQ(after.households[4].decision, Decision::automatic);
    EXPECT_EQ(after.report.linked, 0);
}

TEST(MatchCounty, does_not_let_a_shed_with_its_owners_name_pass_for_the_house) {
    std::vector<House> houses = village();
    houses[40].use = "non_residential"; // the shed is there, the house isn't
    houses[40].side_m = 3;
    for (std::size_t i = 0; i < 9; ++i) { // what sheds are like, others show
        House shed = houses[i * 3];
        shed.number = fmt::format("shed {}", i);
        shed.use = "non_residential";
        shed.north_m += 12;
        shed.side_m = 3;
        houses.push_back(shed);
    }
    const CountyPatches patches = county_of(houses, divisions());
    const CountyMatch result = match({household(houses[40].owner_name, "幸福村五组")}, patches);
    EXPECT_NE(result.households[0].decision, Decision::automatic);
}

TEST(MatchCounty, does_not_hold_it_against_a_house_that_it_is_as_houses_are) {
    std::vector<House> houses = village();
    for (std::size_t i = 0; i < 60; ++i) { // nearly everybody has two houses alike
        House other = houses[i];
        other.number = fmt::format("other {}", i);
        other.north_m += 15;
        houses.push_back(other);
    }
    const CountyPatches patches = county_of(houses, divisions());
    const CountyMatch result = match({household(houses[70].owner_name, "幸福村")}, patches);
    ASSERT_EQ(first(result.households[0], patches), houses[70].number);
    EXPECT_THAT(result.households[0].patches[0].reasons,
                Each(Field(&Reason::weight, Gt(0)))); // the owner is the same, nothing is against
}

// Bad input.

TEST(MatchCounty, answers_none_to_everybody_where_there_are_no_patches) {
    std::vector<CountyHousehold> households = families();
    households.front().evidence.position = at(65, 122);
    const CountyMatch result = match(households, county_of({}, divisions()));
    for (const HouseholdMatch& one : result.households) {
        EXPECT_EQ(one.none_probability, 1);
        EXPECT_EQ(one.decision, Decision::none);
    }
}

TEST(MatchCounty, has_nothing_to_say_where_there_are_no_households) {
    EXPECT_EQ(match({}, county_of(village(), divisions())).report.households, 0);
    EXPECT_EQ(match({}, county_of({})).report.households, 0);
}

TEST(MatchCounty, goes_by_the_distance_alone_where_patches_have_no_attributes) {
    std::vector<House> houses = village();
    for (House& house : houses) {
        house.division_code = house.address = house.owner_name = house.use = "";
    }
    CountyHousehold near = household("甲二三", "幸福村二组3号");
    near.evidence.position = at(65, 122);
    near.evidence.accuracy_m = 5;
    for (const auto& rows : {std::vector<DivisionInput>(), divisions()}) {
        const CountyPatches patches = county_of(houses, rows);
        const HouseholdMatch found = match({near}, patches).households[0];
        EXPECT_EQ(first(found, patches), "2-3");
        EXPECT_EQ(found.patches[0].distance_m, 0);
        EXPECT_GT(found.patches[0].probability, 0.8);
        for (const Reason& reason : found.patches[0].reasons) {
            EXPECT_THAT(reason.code, AnyOf("distance", "is_dwelling")) << reason.text;
            EXPECT_GT(reason.weight, 0) << reason.text;
            EXPECT_THAT(reason.text, Not(HasSubstr("住宅，"))); // nobody said so
        }
    }
}

TEST(MatchCounty, leaves_to_people_whom_nothing_leads_to_any_patch) {
    std::vector<House> bare = village();
    for (House& house : bare) {
        house.division_code = house.address = house.owner_name = house.use = "";
    }
    const CountyPatches outlines = county_of(bare, divisions());
    const HouseholdMatch lost = match({household("甲二三", "幸福村")}, outlines).households[0];
    EXPECT_NEAR(lost.none_probability, 0.05, 0.01); // what is known before anything is compared
    EXPECT_EQ(lost.decision, Decision::review);
    EXPECT_THAT(lost.patches, IsEmpty());

    CountyHousehold said = household("甲二三", "幸福村");
    said.link = Link::not_found;
    EXPECT_EQ(match({said}, outlines).households[0].decision, Decision::none);
}

TEST(MatchCounty, looks_elsewhere_where_no_footprint_is_filed_under_the_village) {
    std::vector<DivisionInput> rows = divisions();
    rows.push_back(rows.front());
    rows.back().code = "990101001002";
    rows.back().name = "永安村";
    const CountyPatches patches = county_of(village(), rows);
    CountyHousehold owner = household("甲二三", "");
    CountyHousehold stranger = household("钱多多", "");
    owner.evidence.village_codes = stranger.evidence.village_codes = {"990101001002"};
    const CountyMatch result = match({owner, stranger}, patches);
    EXPECT_EQ(first(result.households[0], patches), "2-3");
    EXPECT_GT(result.households[0].patches[0].probability, 0.5);
    EXPECT_THAT(result.households[0].patches[0].reasons,
                Not(Contains(Field(&Reason::code, "other_village"))));
    // That nobody bears the name speaks for none, but other owners are met often enough.
    EXPECT_GT(result.households[1].none_probability, 0.06);
    EXPECT_LT(result.households[1].none_probability, 0.4);
    EXPECT_EQ(result.households[1].decision, Decision::review);

    // The address names the village, the code is of one that has footprints.
    CountyHousehold coded = household("甲二三", "永安村");
    const CountyMatch both = match({coded}, patches);
    EXPECT_EQ(first(both.households[0], patches), "2-3");
    EXPECT_LT(both.households[0].none_probability, 0.1);
}

TEST(MatchCounty, holds_it_against_no_patch_that_none_of_them_has_a_house_number) {
    std::vector<House> houses = village();
    for (House& house : houses) {
        house.address = house.address.substr(0, house.address.find("组") + 3); // "组" in UTF-8
    }
    const CountyPatches patches = county_of(houses, divisions());
    EXPECT_NEAR(
        match({household("甲二三", "幸福村二组3号")}, patches).households[0].none_probability,
        match({household("甲二三", "幸福村二组")}, patches).households[0].none_probability, 1e-9);
}

TEST(MatchCounty, stays_calm_where_everybody_has_one_name) {
    std::vector<House> houses = village();
    std::vector<CountyHousehold> households = families();
    for (House& house : houses) {
        house.owner_name = "王伟";
    }
    for (CountyHousehold& one : households) {
        one.evidence.name = "王伟";
        one.evidence.address = "";
    }
    const CountyMatch result = match(households, county_of(houses, divisions()));
    EXPECT_EQ(result.report.automatic, 0);
    EXPECT_LT(result.households[0].patches[0].probability, 0.1);
}

TEST(MatchCounty, takes_one_point_for_all_households_as_an_office) {
    std::vector<CountyHousehold> households = families();
    for (CountyHousehold& one : households) {
        one.evidence.position = at(65, 119); // at the house 2-3
        one.evidence.name = "";
        one.evidence.address = "";
    }
    const CountyMatch result = match(households, county_of(village(), divisions()));
    for (const HouseholdMatch& one : result.households) {
        EXPECT_NE(one.decision, Decision::automatic);
    }
}

TEST(MatchCounty, holds_a_crowd_of_points_around_a_desk_against_nobody) {
    std::vector<CountyHousehold> households = families();
    const CountyPatches patches = county_of(village(), divisions());
    const CountyMatch without = match(households, patches);
    for (std::size_t i = 0; i < households.size(); ++i) { // no three of them within 3 m
        const std::size_t row = i / 5;
        households[i].evidence.position =
            at(60 + 3.5 * static_cast<double>(i % 5), 115 + 3.5 * static_cast<double>(row));
    }
    const CountyMatch at_desk = match(households, patches);
    for (std::size_t i = 0; i < households.size(); ++i) {
        EXPECT_LT(at_desk.households[i].none_probability,
                  1.5 * without.households[i].none_probability);
    }
}

TEST(MatchCounty, takes_a_household_coded_in_another_county_for_a_stranger_of_the_same_name) {
    const CountyPatches patches = county_of(village(), divisions());
    std::vector<CountyHousehold> households = families();
    CountyHousehold namesake = household("甲二三", "");
    namesake.evidence.village_codes = {"990202001001"};
    CountyHousehold unknown_village = namesake;
    unknown_village.evidence.village_codes = {"990101009009"};
    households.push_back(namesake);
    const CountyMatch elsewhere = match(households, patches);
    EXPECT_EQ(elsewhere.households.back().decision, Decision::none);
    households.back() = unknown_village;
    const CountyMatch here = match(households, patches);
    EXPECT_EQ(first(here.households.back(), patches), "2-3");
    EXPECT_GT(here.households.back().patches[0].probability, 0.3);
}

TEST(MatchCounty, survives_places_at_sea_and_beyond_the_earth) {
    std::vector<House> houses = village();
    houses[0].east_m = 9e6;
    houses[1].north_m = -6e6;
    std::vector<CountyHousehold> households = families();
    const double bad[] = {0,
                          -90,
                          90,
                          1e9,
                          std::numeric_limits<double>::infinity(),
                          std::numeric_limits<double>::quiet_NaN()};
    for (std::size_t i = 0; i < std::size(bad); ++i) {
        households[i + 2].evidence.position = geometry::LonLat{bad[i], bad[i]};
    }
    const CountyPatches patches = county_of(houses, divisions());
    const CountyMatch result = match(households, patches);
    EXPECT_EQ(first(result.households[2], patches), village()[6].number);
}

TEST(MatchCounty, reads_addresses_and_names_of_any_bytes_and_length) {
    std::vector<House> houses = village();
    std::vector<CountyHousehold> households = families();
    const std::string long_text = "幸福村" + std::string(100000, '1') + "组";
    houses[3].address = long_text;
    houses[4].owner_name = std::string(100000, 'x');
    houses[5].owner_id = std::string(100000, '*');
    houses[6].address = "\xff\xfe\xE7\x94\x00村"s;
    households[0].evidence.address = long_text;
    households[1].evidence.name = "\xC0\x80\xff";
    households[2].evidence.id_number = "不是证件号";
    households[3].evidence.id_number = std::string(50000, '9');
    households[4].evidence.members.assign(5000, "甲一一");
    households[5].evidence.village_codes = {"x", "", std::string(5000, '7')};
    households[6].evidence.group = -5;
    households[7].evidence.group = 2000000000;
    households[8].evidence.floor_area_m2 = std::numeric_limits<double>::quiet_NaN();
    match(households, county_of(houses, divisions()));
}

TEST(MatchCounty, ends_mergers_that_run_in_a_circle) {
    std::vector<DivisionInput> rows = divisions();
    rows[0].merged_into = "990101001002";
    rows.push_back({"990101001002", "平安村", "990101001", {}, "990101001003", {}, true});
    rows.push_back({"990101001003", "团结村", "990101001", {}, "990101001001", {}, true});
    rows.push_back({"990101001004", "自在村", "990101001", {}, "990101001004", {}, true});
    const CountyPatches patches = county_of(village(), rows);
    const CountyMatch result = match(families(), patches);
    EXPECT_EQ(first(result.households[1], patches), village()[3].number);
}

TEST(MatchCounty, goes_through_a_village_of_thousands_at_one_place) {
    std::vector<House> houses;
    std::vector<CountyHousehold> households;
    for (int i = 0; i < 3000; ++i) {
        House& made = houses.emplace_back();
        made.number = std::to_string(i);
        made.address = fmt::format("幸福村{}组{}号", 1 + i % 400, i);
        made.owner_name = "王伟";
        if (i % 10 == 0) {
            households.push_back(household("王伟", made.address));
        }
    }
    const CountyPatches patches = county_of(houses, divisions(), 2);
    match(households, patches, 2);
}

TEST(MatchCounty, goes_through_a_village_of_fifty_thousand_households_that_nothing_tells_apart) {
    std::vector<House> houses = village();
    houses.resize(20);
    for (House& house : houses) {
        house.owner_name = "王伟";
    }
    std::vector<CountyHousehold> households(50000, household("王伟", ""));
    for (CountyHousehold& one : households) {
        one.evidence.position = at(65, 119);
        one.evidence.id_number = "不是证件号";
    }
    const CountyMatch result = match(households, county_of(houses, divisions()), 2);
    EXPECT_EQ(result.report.households, 50000);
    EXPECT_EQ(result.report.automatic, 0);
    EXPECT_TRUE(result.report.large_villages.empty());
    for (const HouseholdMatch& one : result.households) {
        double sum = one.none_probability;
        for (const RankedPatch& ranked : one.patches) {
            ASSERT_GE(ranked.probability, 0);
            sum += ranked.probability;
            for (const Reason& reason : ranked.reasons) {
                EXPECT_TRUE(reason.code != "is_dwelling" || reason.weight > 0);
            }
        }
        ASSERT_LE(sum, 1 + 1e-9);
    }
}

TEST(MatchCounty,
     compares_a_household_of_a_village_of_fifty_thousand_with_few_and_finds_its_house) {
    std::vector<House> houses;
    for (std::size_t i = 0; i < 50000; ++i) {
        House& made = houses.emplace_back();
        const std::size_t row = i / 200;
        made.number = std::to_string(i);
        made.address = fmt::format("幸福村{}组{}号", 1 + row, 1 + i % 200);
        made.owner_name =
            fmt::format("甲{}{}", testing::digits[i % 9 + 1], testing::digits[i / 9 % 9 + 1]);
        made.east_m = static_cast<double>(i % 200) * 20;
        made.north_m = static_cast<double>(row) * 60;
    }
    std::vector<CountyHousehold> households;
    for (std::size_t i = 7; i < houses.size(); i += 499) {
        households.push_back(household(houses[i].owner_name, houses[i].address));
    }
    households.push_back(household("丁新来", ""));
    households.push_back(household("", ""));
    households.back().evidence.position = at(-100, 60); // some houses stand 120 m away
    const CountyPatches patches = county_of(houses, divisions(), 2);
    const CountyMatch result = match(households, patches, 2);
    EXPECT_LT(result.report.pairs, households.size() * 5000);
    ASSERT_EQ(result.report.large_villages.size(), 1);
    EXPECT_EQ(result.report.large_villages[0].patches, houses.size());
    EXPECT_EQ(result.report.large_villages[0].households, households.size());
    for (std::size_t i = 0; i + 2 < households.size(); ++i) {
        ASSERT_EQ(first(result.households[i], patches), houses[7 + i * 499].number);
        EXPECT_GT(result.households[i].patches[0].probability, 0.9);
    }
    // Of whom nothing is known may live in any of them.
    for (const HouseholdMatch& unknown : std::span(result.households).last(2)) {
        EXPECT_LT(unknown.none_probability, 0.2);
        EXPECT_EQ(unknown.decision, Decision::review);
    }
}

TEST(MatchCounty, stops_when_asked_to) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_FALSE(match_county(families(), county_of(village()), {}, {}, stop.get_token()));
}

TEST(MatchCounty, tells_how_far_it_is) {
    std::vector<Progress> seen;
    const auto households = families();
    match_county(households, county_of(village(), divisions()), {},
                 [&seen](const Progress& at_now) { seen.push_back(at_now); });
    ASSERT_FALSE(seen.empty());
    EXPECT_EQ(seen.back().done, households.size());
    EXPECT_EQ(seen.back().total, households.size());
}

} // namespace
} // namespace tuban::matching
