#include "data/store/links.hpp"
#include "data/store/patch_changes.hpp"
#include "tests/server/workflow/workflow_fixture.hpp"

#include <gmock/gmock.h>

namespace tuban::workflow::test {
namespace {

using forms::test::own_rural_body;
using model::Status;
using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* first_number = "9901010031187";
constexpr const char* other_number = "9901010031204";

class PatchLinks : public WorkflowTest {
  protected:
    Outcome link(std::int64_t household, const std::optional<std::string>& number,
                 Who who = clerk) {
        return m_records.set_patch(as(who), everywhere(), household, number);
    }
    Outcome clear(std::int64_t household, const std::string& reason = "选错了房子",
                  Who who = clerk) {
        return m_records.clear_patch(as(who), everywhere(), household, reason);
    }
    std::string patch_state(std::int64_t household) {
        return m_store->read_value([&](store::Reader& reader) {
            return std::string(model::to_string(
                store::find_household(reader, everywhere(), household)->patch_state));
        });
    }
    std::vector<std::string> changes_since(std::int64_t epoch) {
        return m_store->read_value([&](store::Reader& reader) {
            std::vector<std::string> numbers;
            for (const auto& change : store::patch_changes_since(reader, epoch)) {
                numbers.push_back(change.patch_number);
            }
            return numbers;
        });
    }
    std::int64_t epoch() {
        return m_store->read_value(
            [](store::Reader& reader) { return store::last_patch_epoch(reader); });
    }
};

TEST_F(PatchLinks, LinkingLogsTheOldAndTheNewPatch) {
    const auto household = add_household();
    ASSERT_TRUE(link(household, first_number).is_ok());
    EXPECT_THAT(changes_since(0), ElementsAre(first_number));
    const auto before = epoch();
    const auto outcome = link(household, other_number);
    ASSERT_TRUE(outcome.is_ok());
    EXPECT_EQ(json::parse(outcome.value().json)["patch_state"], "linked");
    EXPECT_THAT(changes_since(before), ElementsAre(first_number, other_number));
}

TEST_F(PatchLinks, TheSameLinkAgainChangesNothing) {
    const auto household = add_household();
    ASSERT_TRUE(link(household, first_number).is_ok());
    const auto before = epoch();
    ASSERT_TRUE(link(household, first_number).is_ok());
    EXPECT_EQ(epoch(), before);
    EXPECT_EQ(count("SELECT count(*) FROM audit"), 1);
}

TEST_F(PatchLinks, ASubmittedRecordKeepsItsPatch) {
    const auto household = record_in(Status::submitted, own_rural_body());
    EXPECT_EQ(problem(link(household, other_number)).refusal, Refusal::not_allowed);
    EXPECT_EQ(problem(link(household, std::nullopt)).refusal, Refusal::not_allowed);
    EXPECT_EQ(problem(clear(household)).refusal, Refusal::not_allowed);
    EXPECT_EQ(problem(clear(household, "错了", reviewer)).refusal, Refusal::not_allowed);
    EXPECT_EQ(patch_state(household), "linked");
}

TEST_F(PatchLinks, AnApprovedRecordsPatchIsRemovedWithAReasonAndBackfilled) {
    const auto household = record_in(Status::approved, own_rural_body());
    EXPECT_EQ(problem(link(household, other_number)).refusal, Refusal::not_allowed);
    EXPECT_EQ(problem(clear(household, "")).refusal, Refusal::invalid);
    const auto before = record(household);
    ASSERT_TRUE(clear(household, "所选是偏房", reviewer).is_ok());
    EXPECT_EQ(patch_state(household), "not_found") << "stands on the backfill list";
    ASSERT_TRUE(link(household, other_number).is_ok());
    const auto after = record(household);
    EXPECT_EQ(after["status"], "approved");
    EXPECT_EQ(after["version"], before["version"]);
    EXPECT_EQ(after["history"], before["history"]);
    EXPECT_EQ(after["body"]["patch"]["number"], other_number);
    EXPECT_THAT(recount().faults, IsEmpty());
}

TEST_F(PatchLinks, RemovingFromADraftLeavesTheHouseholdUnlinked) {
    const auto household = record_in(Status::draft, own_rural_body());
    ASSERT_TRUE(clear(household).is_ok());
    EXPECT_EQ(patch_state(household), "unlinked");
}

TEST_F(PatchLinks, OnlyThoseWhoFillInLinkAndOthersReadOnly) {
    const auto household = add_household();
    EXPECT_EQ(problem(link(household, first_number, city)).refusal, Refusal::not_allowed);
    EXPECT_EQ(problem(link(household, first_number, admin)).refusal, Refusal::not_allowed);
    EXPECT_EQ(problem(link(household, first_number, reviewer)).refusal, Refusal::not_allowed);
    EXPECT_TRUE(link(add_household(county), first_number, reviewer).is_ok());
}

TEST_F(PatchLinks, ANumberIsOneTo32Characters) {
    const auto household = add_household();
    EXPECT_EQ(problem(link(household, "")).refusal, Refusal::invalid);
    EXPECT_EQ(problem(link(household, std::string(33, '9'))).refusal, Refusal::invalid);
    EXPECT_TRUE(link(household, std::string(32, '9')).is_ok());
}

TEST_F(PatchLinks, ASharedPatchIsAWarningNotAnError) {
    const auto household = record_in(Status::draft, own_rural_body());
    ASSERT_TRUE(link(add_household(), first_number).is_ok());
    const auto shown = record(household);
    ASSERT_EQ(shown["warnings"].size(), 1U);
    EXPECT_EQ(shown["warnings"][0]["code"], "patch_shared");
    EXPECT_TRUE(submit(household).is_ok());
}

TEST_F(PatchLinks, HouseholdsOfAPatchAreThoseOfTheArea) {
    const auto here = add_household();
    const auto there = add_household(baiyan);
    ASSERT_TRUE(link(here, first_number).is_ok());
    ASSERT_TRUE(link(there, first_number).is_ok());
    m_store->read([&](store::Reader& reader) {
        EXPECT_EQ(store::households_of_patch(reader, everywhere(), first_number).size(), 2U);
        const auto own = store::households_of_patch(reader, area_of(longxi), first_number);
        ASSERT_EQ(own.size(), 1U);
        EXPECT_EQ(own[0].household_id, here);
    });
}

TEST_F(PatchLinks, DecisionsOnALinkedRecordReachTheMapLog) {
    const auto household = record_in(Status::submitted, own_rural_body());
    const auto before = epoch();
    ASSERT_TRUE(approve(household).is_ok());
    EXPECT_THAT(changes_since(before), ElementsAre(first_number));
}

TEST_F(PatchLinks, TheSameRequestSentAgainIsAnsweredAsTheFirstTime) {
    const auto household = add_household();
    const store::RequestKey key{clerk, "link-1", {1}};
    ASSERT_TRUE(m_records.set_patch(as(clerk), everywhere(), household, first_number, key).is_ok());
    ASSERT_TRUE(link(household, other_number).is_ok());
    ASSERT_TRUE(m_records.set_patch(as(clerk), everywhere(), household, first_number, key).is_ok());
    EXPECT_EQ(record(household)["body"]["patch"]["number"], other_number);
}

} // namespace
} // namespace tuban::workflow::test
