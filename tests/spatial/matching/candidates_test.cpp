#include "spatial/matching/candidates.hpp"
#include "spatial/matching/county.hpp"
#include "tests/spatial/segment/patches.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tuban::matching {
namespace {

using segment::testing::at;
using segment::testing::Metres;
using segment::testing::square;
using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* village = "990101001001";
constexpr const char* next_village = "990101001002";

/// Two villages of ten groups with ten houses each, 20 m apart; the second lies 400 m to the east.
/// House 3 of group 2 of the first is number `1-02-03` with the owner 甲二三, and so on; each group
/// has a shed.
class CandidatesTest : public testing::Test {
  protected:
    static constexpr const char* digits[] = {"零", "一", "二", "三", "四", "五",
                                             "六", "七", "八", "九", "十"};

    static Metres corner(int group, int house, double east = 0) {
        return {east + house * 20.0, group * 30.0};
    }

    static void SetUpTestSuite() {
        const segment::testing::Folder folder;
        segment::Builder builder(folder.path(), "990101000000");
        for (int v = 1; v <= 2; ++v) {
            for (int group = 1; group <= 10; ++group) {
                for (int house = 1; house <= 10; ++house) {
                    Patch patch = segment::testing::patch(
                        fmt::format("{}-{:02}-{:02}", v, group, house),
                        {{square(corner(group, house, v == 1 ? 0 : 400), 10)}},
                        v == 1 ? village : next_village);
                    patch.use = "residential";
                    patch.address = fmt::format("测试县幸福镇{}村{}组{}号",
                                                v == 1 ? "幸福" : "平安", digits[group], house);
                    patch.owner_name =
                        fmt::format("{}{}{}", v == 1 ? "甲" : "乙", digits[group], digits[house]);
                    patch.owner_id_sealed = "sealed " + patch.number;
                    patch.floors = static_cast<std::uint16_t>(1 + house % 3);
                    patch.floor_area_m2 = 60.0F + 12.0F * static_cast<float>(house);
                    patch.built_period = house % 2 == 0 ? "y1981_1990" : "ge2016";
                    builder.add(patch);
                }
                Patch shed =
                    segment::testing::patch(fmt::format("{}-{:02}-shed", v, group),
                                            {{square(corner(group, 0, v == 1 ? 0 : 400), 4)}},
                                            v == 1 ? village : next_village);
                shed.use = "residential";
                shed.dwelling_kind = "auxiliary";
                shed.owner_name = fmt::format("{}{}三", v == 1 ? "甲" : "乙", digits[group]);
                shed.address = fmt::format("{}组", digits[group]);
                builder.add(shed);
            }
        }
        segment::ScopedSegment source;
        source.segment = segment::Segment::open(builder.finish().file);
        source.slot = 4;
        source.is_whole = true;
        source.allowed_villages.assign(source.segment->villages().size(), true);
        s_scope = {source};
    }
    static void TearDownTestSuite() { s_scope.clear(); }

    static HouseholdEvidence household(std::string name, std::string address) {
        HouseholdEvidence evidence;
        evidence.name = std::move(name);
        evidence.address = std::move(address);
        evidence.village_codes = {village};
        return evidence;
    }

    static Ranking rank_free(const HouseholdEvidence& evidence) {
        return rank(evidence, s_scope, [](std::string_view) { return std::optional<Taken>(); });
    }

    static std::string first(const Ranking& ranking) { return number(ranking.candidates.at(0)); }
    static std::string number(const Candidate& candidate) {
        return std::string(candidate.patch.source->segment->number(candidate.patch.position));
    }
    static std::vector<std::string> codes(const Candidate& candidate) {
        std::vector<std::string> found;
        for (const Reason& reason : candidate.reasons) {
            found.push_back(reason.code);
        }
        return found;
    }
    static std::vector<std::string> texts(const Candidate& candidate) {
        std::vector<std::string> found;
        for (const Reason& reason : candidate.reasons) {
            found.push_back(reason.text);
        }
        return found;
    }

    static inline segment::Scope s_scope;
};

TEST_F(CandidatesTest, puts_the_house_of_equal_owner_and_address_first_and_says_why) {
    const Ranking ranking = rank_free(household("甲二三", "幸福村2组3号"));
    ASSERT_THAT(ranking.candidates, SizeIs(5));
    EXPECT_EQ(first(ranking), "1-02-03");
    EXPECT_GT(ranking.candidates[0].probability, 0.95);
    EXPECT_THAT(
        texts(ranking.candidates[0]),
        AllOf(Contains("户主与产权人同名"), Contains("地址“二组3号”一致"), Contains("同村")));
}

TEST_F(CandidatesTest, gives_probabilities_that_add_up_with_that_of_none) {
    const Ranking ranking = rank_free(household("甲五", "幸福村5组"));
    double sum = ranking.none_probability;
    double last = 1;
    for (const Candidate& candidate : ranking.candidates) {
        EXPECT_LE(candidate.probability, last);
        last = candidate.probability;
        sum += candidate.probability;
    }
    EXPECT_LE(sum, 1.000001);
    EXPECT_GT(ranking.none_probability, 0);
}

TEST_F(CandidatesTest, says_nearly_what_a_bulk_run_over_the_same_houses_says) {
    CountyPatchesBuilder builder({});
    const segment::ScopedSegment& source = s_scope.front();
    for (segment::Position at = 0; at < source.segment->size(); ++at) {
        builder.add(input_of({&source, at}));
    }
    const CountyPatches patches = builder.finish(1);
    std::vector<CountyHousehold> households(3);
    households[0].evidence = household("甲二三", "幸福村2组3号");
    households[1].evidence = household("", "幸福村五组5号");
    households[2].evidence = household("甲八一", "");
    const auto county = match_county(households, patches, {}).value();
    for (std::size_t h = 0; h < households.size(); ++h) {
        RankContext context;
        context.calibration = county.report.calibration;
        const Ranking ranking = rank(
            households[h].evidence, s_scope,
            [](std::string_view) { return std::optional<Taken>(); }, context);
        const HouseholdMatch& in_bulk = county.households[h];
        EXPECT_EQ(first(ranking), patches.number(in_bulk.patches.at(0).patch)) << h;
        EXPECT_NEAR(ranking.candidates.at(0).probability, in_bulk.patches.at(0).probability, 0.08)
            << h;
        EXPECT_NEAR(ranking.none_probability, in_bulk.none_probability, 0.02) << h;
    }
}

TEST_F(CandidatesTest, puts_its_probabilities_right_as_the_county_was_found_to_need) {
    const HouseholdEvidence evidence = household("", "幸福村五组5号");
    const auto calibrated = [&](const Calibration& calibration) {
        RankContext context;
        context.calibration = calibration;
        return rank(
            evidence, s_scope, [](std::string_view) { return std::optional<Taken>(); }, context);
    };
    const Ranking usual = calibrated({});
    Calibration doubted;
    doubted.stretch = 0.5;
    Calibration missing;
    missing.none_offset = 2;
    EXPECT_LT(calibrated(doubted).candidates[0].probability, usual.candidates[0].probability);
    EXPECT_GT(calibrated(missing).none_probability, usual.none_probability * 2);
    EXPECT_EQ(first(calibrated(doubted)), first(usual));
}

TEST_F(CandidatesTest, doubts_when_nothing_agrees) {
    const Ranking none = rank_free(household("丁无名", "幸福村99号"));
    const Ranking sure = rank_free(household("甲二三", "幸福村2组3号"));
    EXPECT_GT(none.none_probability, 0.3);
    EXPECT_LT(sure.none_probability, 0.01);
}

TEST_F(CandidatesTest, lists_the_dwellings_of_the_group_when_only_the_group_is_known) {
    const Ranking ranking = rank_free(household("", "幸福村七组"));
    ASSERT_THAT(ranking.candidates, SizeIs(5));
    for (const Candidate& candidate : ranking.candidates) {
        EXPECT_THAT(number(candidate), HasSubstr("1-07-"));
        EXPECT_THAT(number(candidate), Not(HasSubstr("shed")));
    }
    EXPECT_LT(ranking.candidates[0].probability, 0.3);
}

TEST_F(CandidatesTest, takes_the_group_stated_apart_over_that_of_the_address) {
    HouseholdEvidence evidence = household("", "幸福村七组3号");
    evidence.group = 2;
    EXPECT_EQ(first(rank_free(evidence)), "1-02-03");
}

TEST_F(CandidatesTest, prefers_the_dwelling_of_an_owner_to_the_shed_that_the_position_lies_in) {
    HouseholdEvidence evidence = household("甲四三", "幸福村四组");
    evidence.position = at({corner(4, 0).east + 2, corner(4, 0).north + 2}); // in the shed
    const Ranking ranking = rank_free(evidence);
    EXPECT_EQ(first(ranking), "1-04-03");
    EXPECT_GT(ranking.candidates[0].probability, 0.8);
}

TEST_F(CandidatesTest, finds_the_house_that_a_member_owns) {
    HouseholdEvidence evidence = household("丁新家", "幸福村六组");
    evidence.members = {"甲六八"};
    const Ranking ranking = rank_free(evidence);
    EXPECT_EQ(first(ranking), "1-06-08");
    EXPECT_THAT(texts(ranking.candidates[0]), Contains("家庭成员与产权人同名"));
}

TEST_F(CandidatesTest, trusts_an_equal_id_over_another_name) {
    HouseholdEvidence evidence = household("丁改名", "幸福村");
    evidence.id_number = "990101197001010011";
    RankContext context;
    context.unseal_owner_id = [](std::string_view sealed) -> std::string {
        return sealed == "sealed 1-08-08" ? "990101197001010011" : "990101196001010017";
    };
    const Ranking ranking = rank(
        evidence, s_scope, [](std::string_view) { return std::optional<Taken>(); }, context);
    EXPECT_EQ(first(ranking), "1-08-08");
    EXPECT_EQ(codes(ranking.candidates[0]).front(), "id_equal");
}

TEST_F(CandidatesTest, measures_the_distance_to_the_outline) {
    HouseholdEvidence evidence = household("", "");
    evidence.position = at({corner(5, 5).east + 5, corner(5, 5).north - 8});
    evidence.accuracy_m = 3;
    const Ranking ranking = rank_free(evidence);
    EXPECT_EQ(first(ranking), "1-05-05");
    EXPECT_NEAR(ranking.candidates[0].distance_m.value(), 8, 0.1);
    EXPECT_THAT(texts(ranking.candidates[0]), Contains("距定位点 8 米"));
}

TEST_F(CandidatesTest, lets_a_vague_position_say_less) {
    HouseholdEvidence evidence = household("", "");
    evidence.position = at({corner(5, 5).east + 5, corner(5, 5).north - 2});
    evidence.accuracy_m = 3;
    const double precise = rank_free(evidence).candidates[0].probability;
    evidence.accuracy_m = 60;
    EXPECT_LT(rank_free(evidence).candidates[0].probability, precise / 2);
}

TEST_F(CandidatesTest, looks_across_the_village_border_only_around_the_position) {
    HouseholdEvidence evidence = household("乙三一", "平安村三组1号");
    EXPECT_THAT(number(rank_free(evidence).candidates[0]), HasSubstr("1-"));
    evidence.position = at({corner(3, 1, 400).east + 5, corner(3, 1, 400).north + 5});
    const Ranking ranking = rank_free(evidence);
    EXPECT_EQ(first(ranking), "2-03-01");
    EXPECT_THAT(texts(ranking.candidates[0]), Contains("不在本村"));
}

TEST_F(CandidatesTest, compares_floors_area_and_year_where_they_are_stated) {
    HouseholdEvidence evidence = household("", "幸福村九组");
    evidence.floors = std::uint16_t{2};
    evidence.floor_area_m2 = 108;
    evidence.built_year = 1985;
    const Ranking ranking = rank_free(evidence);
    EXPECT_EQ(first(ranking), "1-09-04");
    EXPECT_THAT(codes(ranking.candidates[0]),
                AllOf(Contains("floors_equal"), Contains("area_equal"), Contains("built_equal")));
}

TEST_F(CandidatesTest, holds_it_against_a_patch_that_somebody_else_has_chosen) {
    const HouseholdEvidence evidence = household("甲二三", "幸福村2组3号");
    const Ranking free = rank_free(evidence);
    const Ranking taken = rank(evidence, s_scope, [](std::string_view asked) {
        return asked == "1-02-03" ? std::optional(Taken{"张*"}) : std::nullopt;
    });
    EXPECT_LT(taken.candidates[0].probability, free.candidates[0].probability);
    EXPECT_GT(taken.none_probability, free.none_probability);
    EXPECT_THAT(texts(taken.candidates[0]), Contains("已被张*选中"));
}

TEST_F(CandidatesTest, lists_nothing_that_a_person_said_it_is_not) {
    const HouseholdEvidence evidence = household("甲二三", "幸福村2组3号");
    const Ranking before = rank_free(evidence);
    ASSERT_EQ(first(before), "1-02-03");
    const std::vector<std::string> rejected{"1-02-03", "1-02-99"};
    RankContext context;
    context.rejected = rejected;
    const Ranking after = rank(
        evidence, s_scope, [](std::string_view) { return std::optional<Taken>(); }, context);
    EXPECT_THAT(after.candidates, SizeIs(max_candidates));
    for (const Candidate& candidate : after.candidates) {
        EXPECT_NE(number(candidate), "1-02-03");
    }
    EXPECT_GT(after.none_probability, before.none_probability);
}

TEST_F(CandidatesTest, asks_about_the_likeliest_few_only) {
    int asked = 0;
    rank(household("甲二三", "幸福村"), s_scope, [&asked](std::string_view) {
        ++asked;
        return std::optional<Taken>();
    });
    EXPECT_GT(asked, 0);
    EXPECT_LE(asked, 20);
}

TEST_F(CandidatesTest, never_shows_what_the_scope_does_not_allow) {
    segment::Scope scope = s_scope;
    scope[0].is_whole = false;
    for (std::size_t i = 0; i < scope[0].allowed_villages.size(); ++i) {
        scope[0].allowed_villages[i] = scope[0].segment->villages()[i].code == next_village;
    }
    const auto nobody = [](std::string_view) { return std::optional<Taken>(); };
    HouseholdEvidence evidence = household("甲二三", "幸福村2组3号");
    EXPECT_THAT(rank(evidence, scope, nobody).candidates, IsEmpty());
    evidence.position = at({corner(2, 3).east, corner(2, 3).north});
    EXPECT_THAT(rank(evidence, scope, nobody).candidates, IsEmpty());
    EXPECT_EQ(rank(evidence, scope, nobody).none_probability, 1);
}

TEST_F(CandidatesTest, names_no_owner_in_its_reasons) {
    const Ranking ranking = rank_free(household("甲二三", "幸福村2组"));
    for (const Candidate& candidate : ranking.candidates) {
        EXPECT_THAT(texts(candidate), Each(Not(HasSubstr("甲"))));
    }
}

TEST_F(CandidatesTest, gives_the_same_order_for_equal_evidence) {
    const Ranking once = rank_free(household("", ""));
    const Ranking again = rank_free(household("", ""));
    ASSERT_THAT(once.candidates, SizeIs(5));
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_EQ(once.candidates[i].patch.id(), again.candidates[i].patch.id());
    }
    EXPECT_LT(once.candidates[0].patch.id(), once.candidates[1].patch.id());
}

} // namespace
} // namespace tuban::matching
