#include "server/workflow/desk.hpp"
#include "tests/server/workflow/workflow_fixture.hpp"

namespace tuban::workflow::test {
namespace {

using forms::test::dangerous_body;
using model::Role;
using model::Status;

class DeskTest : public WorkflowTest {
  protected:
    Desk desk_of(Role role, Place place = county) {
        return m_store->read_value([&](store::Reader& reader) {
            return desk(reader, role, area_of(place), *store::find_division(reader, place),
                        "lookback");
        });
    }
    std::int64_t resubmit() {
        const auto household = record_in(Status::returned);
        EXPECT_TRUE(submit(household).is_ok());
        return household;
    }
};

TEST_F(DeskTest, ACollectorSeesWhatToFillAndBeginsWithWhatCameBack) {
    add_household();
    record_in(Status::draft);
    const auto returned = record_in(Status::returned);
    record_in(Status::submitted);
    const auto seen = desk_of(Role::collector);
    EXPECT_EQ(seen.to_fill, 1);
    EXPECT_EQ(seen.drafts, 1);
    EXPECT_EQ(seen.returned, 1);
    EXPECT_EQ(seen.to_review, 0);
    EXPECT_EQ(seen.first, returned);
    EXPECT_EQ(seen.total.counts[Counter::total], 4);
}

TEST_F(DeskTest, AReviewerBeginsWithResubmittedThenWithDangerousOnes) {
    record_in(Status::submitted);
    const auto dangerous = record_in(Status::submitted, dangerous_body(2024));
    EXPECT_EQ(desk_of(Role::reviewer).first, dangerous);
    const auto again = resubmit();
    const auto seen = desk_of(Role::reviewer);
    EXPECT_EQ(seen.to_review, 3);
    EXPECT_EQ(seen.resubmitted, 1);
    EXPECT_EQ(seen.to_review_cd, 1);
    EXPECT_EQ(seen.first, again);
    EXPECT_EQ(seen.to_fill, 0);
}

TEST_F(DeskTest, ASupervisorReadsFiguresAndHasNothingToDo) {
    record_in(Status::submitted);
    const auto seen = desk_of(Role::supervisor);
    EXPECT_EQ(seen.total.counts[Counter::submitted], 1);
    EXPECT_EQ(seen.to_review, 0);
    EXPECT_FALSE(seen.first.has_value());
}

TEST_F(DeskTest, ShowsOnlyTheOwnArea) {
    record_in(Status::draft);
    EXPECT_EQ(desk_of(Role::collector, shuanghe).drafts, 0);
    EXPECT_EQ(desk_of(Role::collector, longxi).drafts, 1);
}

TEST_F(DeskTest, HouseholdsWithoutAPatchWaitForBackfill) {
    const auto household = add_household();
    ASSERT_TRUE(m_records.set_patch(as(clerk), everywhere(), household, std::nullopt).is_ok());
    EXPECT_EQ(desk_of(Role::collector).backfill, 1);
}

} // namespace
} // namespace tuban::workflow::test
