#include "server/workflow/lookback_checks.hpp"
#include "tests/data/forms/lookback_bodies.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tuban::workflow {
namespace {

using forms::test::dangerous_body;
using forms::test::deceased_body;
using forms::test::other_safe_body;
using forms::test::own_rural_body;
using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

LookbackContext context() {
    LookbackContext context;
    context.now_us = 1'729'221'960'000'000; // 2024-10-18 in UTC+8
    context.patch_state = model::PatchState::linked;
    context.photos = {{"front", 1}, {"risk_part", 1}};
    context.is_other_village = [](const std::string& code) { return code == "990101100202"; };
    return context;
}

forms::Issues issues(const json& body, const LookbackContext& with = context()) {
    return lookback_issues(forms::Form::lookback(), body, with);
}

/// "field code" of the only issue.
std::string only(const json& body, const LookbackContext& with = context()) {
    const auto found = issues(body, with);
    EXPECT_EQ(found.size(), 1U) << body.dump();
    return found.empty() ? "" : found.front().field + " " + found.front().code;
}

json with(json body, const json& changes) {
    body.update(changes);
    return body;
}

json owned_by(const json& owners) {
    return with(own_rural_body(), {{"owner_same_as_head", false}, {"owners", owners}});
}

TEST(LookbackChecks, AcceptEachKindOfCompleteRecord) {
    EXPECT_THAT(issues(deceased_body()), IsEmpty());
    EXPECT_THAT(issues(other_safe_body()), IsEmpty());
    EXPECT_THAT(issues(own_rural_body()), IsEmpty());
    EXPECT_THAT(issues(dangerous_body(2024)), IsEmpty());
    EXPECT_THAT(issues(dangerous_body(2025)), IsEmpty());
}

TEST(LookbackChecks, NoDateLiesInTheFuture) {
    for (const auto* const field : {"survey_date", "appraisal_date", "homestead_approval_date"}) {
        EXPECT_EQ(only(with(own_rural_body(), {{field, "2024-10-19"}})),
                  std::string("/") + field + " date_in_future");
        EXPECT_THAT(issues(with(own_rural_body(), {{field, "2024-10-18"}})), IsEmpty());
    }
}

TEST(LookbackChecks, TodayIsThatOfChina) {
    auto late = context();
    late.now_us = 1'729'269'000'000'000; // 2024-10-19 00:30 in UTC+8, still the 18th in UTC
    EXPECT_THAT(issues(with(own_rural_body(), {{"survey_date", "2024-10-19"}}), late), IsEmpty());
}

TEST(LookbackChecks, AnAppraisalIsOf2021OrLater) {
    EXPECT_EQ(only(with(own_rural_body(), {{"appraisal_date", "2020-12-31"}})),
              "/appraisal_date date_too_early");
    EXPECT_THAT(issues(with(own_rural_body(), {{"appraisal_date", "2021-01-01"}})), IsEmpty());
}

TEST(LookbackChecks, PlannedAndGuaranteedYearsAreThisOneOrTheNext) {
    EXPECT_EQ(only(dangerous_body(2023)), "/planned_year year_out_of_range");
    EXPECT_EQ(only(dangerous_body(2026)), "/planned_year year_out_of_range");
    auto guaranteed = with(own_rural_body(), {{"grade", "C"},
                                              {"risk_parts", {"roof"}},
                                              {"guaranteed", true},
                                              {"guarantee_measure", "self_fix"},
                                              {"guarantee_year", 2022}});
    EXPECT_EQ(only(guaranteed), "/guarantee_year year_out_of_range");
}

TEST(LookbackChecks, IdsPhonesAndCreditCodesAreChecked) {
    EXPECT_EQ(only(with(other_safe_body(), {{"phone", "12345"}})), "/phone bad_phone");
    EXPECT_EQ(only(owned_by(
                  {{{"name", "周某"}, {"sex", "female"}, {"id_number", "990101197506150027"}}})),
              "/owners/0/id_number bad_id_number");
    EXPECT_EQ(only(with(own_rural_body(), {{"appraisal_body_code", "99990000A1B2C3D4E"}})),
              "/appraisal_body_code bad_credit_code");
    EXPECT_THAT(issues(with(own_rural_body(), {{"appraisal_body_code", "99990000A1B2C3D4E5"}})),
                IsEmpty());
}

TEST(LookbackChecks, AnOldIdOf15DigitsIsRefusedWithAdvice) {
    const auto found =
        issues(owned_by({{{"name", "周某"}, {"sex", "female"}, {"id_number", "990101750615002"}}}));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_THAT(found[0].detail, HasSubstr("15 位旧身份证号"));
}

TEST(LookbackChecks, AnOwnersSexAgreesWithTheId) {
    EXPECT_EQ(
        only(owned_by({{{"name", "周某"}, {"sex", "male"}, {"id_number", "990101197506150026"}}})),
        "/owners/0/sex sex_differs");
}

TEST(LookbackChecks, NobodyOwnsTwice) {
    const json owner{{"name", "周某"}, {"sex", "female"}, {"id_number", "990101197506150026"}};
    EXPECT_EQ(only(owned_by({owner, owner})), "/owners/1/id_number repeated");
}

TEST(LookbackChecks, TextsThatSayNothingAreRefused) {
    EXPECT_EQ(only(with(own_rural_body(), {{"address", "未知"}})), "/address says_nothing");
    EXPECT_EQ(only(with(other_safe_body(), {{"surveyor", "/"}})), "/surveyor says_nothing");
}

TEST(LookbackChecks, AnOwnRuralHouseNeedsAPatchOrTheWordThatThereIsNone) {
    auto unlinked = context();
    unlinked.patch_state = model::PatchState::unlinked;
    EXPECT_EQ(only(own_rural_body(), unlinked), "/patch required");
    EXPECT_THAT(issues(other_safe_body(), unlinked), IsEmpty());
    auto not_found = context();
    not_found.patch_state = model::PatchState::not_found;
    EXPECT_THAT(issues(own_rural_body(), not_found), IsEmpty());
}

TEST(LookbackChecks, AHouseholdWithoutAVillageIsFiledFirst) {
    auto unfiled = context();
    unfiled.has_village = false;
    EXPECT_EQ(only(other_safe_body(), unfiled), "/division required");
    EXPECT_THAT(issues(deceased_body(), unfiled), IsEmpty());
}

TEST(LookbackChecks, AMoveGoesToAnotherVillage) {
    const auto moved = with(other_safe_body(), {{"moved", true}, {"moved_to", "990101100201"}});
    EXPECT_EQ(only(moved), "/moved_to bad_division");
    EXPECT_THAT(issues(with(moved, {{"moved_to", "990101100202"}})), IsEmpty());
}

TEST(LookbackChecks, WhatIsHiddenIsNotLookedAt) {
    EXPECT_THAT(issues(with(other_safe_body(), {{"appraisal_date", "2019-01-01"}, {"grade", "D"}})),
                IsEmpty());
    EXPECT_THAT(issues(with(deceased_body(), {{"phone", "1"}, {"survey_date", "2099-01-01"}})),
                IsEmpty());
}

TEST(LookbackChecks, AFieldHasOneIssueAndTheyStandInTheOrderOfTheForm) {
    const auto found = issues(
        with(own_rural_body(), {{"appraisal_date", "2099-13-45"}, {"phone", "1"}, {"floors", 0}}));
    std::string fields;
    for (const auto& issue : found) {
        fields += issue.field + " ";
    }
    EXPECT_EQ(fields, "/phone /floors /appraisal_date ");
}

} // namespace
} // namespace tuban::workflow
