#include "server/workflow/statistics.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace tuban::workflow {
namespace {

using model::Status;

TEST(Contribution, OfEveryKindOfRecordAddsUp) {
    for (const auto status : {Status::not_started, Status::draft, Status::submitted,
                              Status::approved, Status::returned}) {
        for (const std::string housing : {"own_rural", "other_safe", "deceased"}) {
            for (const std::string grade : {"A", "B", "C", "D"}) {
                const auto counts =
                    contribution({status, housing, housing == "own_rural" ? grade : ""});
                EXPECT_EQ(counts[Counter::total], 1);
                EXPECT_TRUE(counts.parts_add_up()) << model::to_string(status) << housing << grade;
            }
        }
    }
    EXPECT_TRUE(contribution({Status::draft, "", ""}).parts_add_up());
    EXPECT_TRUE(contribution({Status::draft, "own_rural", ""}).parts_add_up());
}

TEST(Contribution, OfAHouseholdWithoutARecordIsOnlyThatItIsThere) {
    const auto counts = contribution({});
    EXPECT_EQ(counts[Counter::not_started], 1);
    EXPECT_EQ(counts.entered(), 0);
}

TEST(Contribution, GradesAreAmongTheApprovedOnlyOnceApproved) {
    const auto submitted = contribution({Status::submitted, "own_rural", "D"});
    EXPECT_EQ(submitted[Counter::entered_grade_d], 1);
    EXPECT_EQ(submitted.approved_own_rural(), 0);
    const auto approved = contribution({Status::approved, "own_rural", "D"});
    EXPECT_EQ(approved[Counter::entered_grade_d], 1);
    EXPECT_EQ(approved[Counter::approved_grade_d], 1);
    EXPECT_EQ(approved.approved_own_rural(), 1);
}

TEST(Contribution, OfAnUnfinishedDraftIsIncomplete) {
    EXPECT_EQ(contribution({Status::draft, "own_rural", ""})[Counter::entered_incomplete], 1);
}

TEST(Counts, NoticePartsThatDoNotAddUp) {
    auto counts = contribution({Status::approved, "other_safe", ""});
    counts[Counter::approved_deceased] = 1;
    EXPECT_FALSE(counts.parts_add_up());
}

TEST(Counts, EveryCounterHasANameOfItsOwn) {
    std::set<std::string> names;
    for (std::size_t i = 0; i < counter_count; ++i) {
        names.insert(counter_name(static_cast<Counter>(i)));
    }
    EXPECT_EQ(names.size(), counter_count);
}

} // namespace
} // namespace tuban::workflow
