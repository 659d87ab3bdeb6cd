#include "tests/server/workflow/proposals_fixture.hpp"

#include <gmock/gmock.h>

namespace tuban::workflow::test {
namespace {

using model::PatchState;
using model::ProposalState;
using testing::ElementsAre;
using testing::IsEmpty;

using ProposalUndo = Proposals;

TEST_F(ProposalUndo, undo_puts_links_and_proposals_back_where_nothing_happened_since) {
    const auto plain = proposed("P1");
    const auto was_not_found = proposed("P2");
    m_store->write([&](store::Transaction& t) {
        store::set_link(t, was_not_found, {PatchState::not_found, {}}, clerk, m_now_us);
    });
    const auto moved_on = proposed("P3");
    const auto submitted = proposed("P4");
    const auto action = confirm({plain, was_not_found, moved_on, submitted}).action_id;
    choose(moved_on, "P9");
    ASSERT_TRUE(save(submitted, forms::test::other_safe_body()).is_ok());
    ASSERT_TRUE(submit(submitted).is_ok());

    const auto result = undo(action);
    EXPECT_EQ(result.changed, 2);
    EXPECT_THAT(reasons(result), ElementsAre(Skip::locked)); // the third one was decided anew
    EXPECT_EQ(household(plain).patch_state, PatchState::unlinked);
    EXPECT_EQ(household(was_not_found).patch_state, PatchState::not_found);
    EXPECT_EQ(household(moved_on).patch_number, "P9");
    EXPECT_EQ(state(plain), ProposalState::open);
    EXPECT_EQ(reliability().bulk_confirmed, 1); // the submitted one
    EXPECT_THAT(faults(), IsEmpty());
    EXPECT_EQ(undo(action).changed, 0);
    EXPECT_EQ(confirm({plain}).changed, 1);
}

TEST_F(ProposalUndo, undo_of_another_choice_takes_its_link_away_and_opens_the_proposal_again) {
    const auto other = proposed("P1");
    const auto none = proposed("P2");
    const auto moved_on = proposed("P3");
    choose(other, "P8");
    choose(none, std::nullopt);
    choose(moved_on, "P8");
    std::vector<std::int64_t> actions;
    for (const auto id : {other, none, moved_on}) {
        actions.push_back(proposal(id)->action_id.value());
    }
    choose(moved_on, "P9");

    EXPECT_EQ(undo(actions[0]).changed, 1);
    EXPECT_EQ(undo(actions[1]).changed, 1);
    EXPECT_THAT(reasons(undo(actions[2])), ElementsAre(Skip::changed));
    for (const auto id : {other, none}) {
        EXPECT_EQ(household(id).patch_state, PatchState::unlinked);
        EXPECT_EQ(state(id), ProposalState::open);
    }
    EXPECT_EQ(household(moved_on).patch_number, "P9");
    EXPECT_THAT(rejected(other), IsEmpty());
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(ProposalUndo, an_action_is_undone_by_who_did_it_only) {
    const auto id = proposed("P1");
    const auto action = confirm({id}).action_id;
    EXPECT_EQ(undo(action, other_clerk).changed, 0);
    EXPECT_EQ(state(id), ProposalState::confirmed);
}

} // namespace
} // namespace tuban::workflow::test
