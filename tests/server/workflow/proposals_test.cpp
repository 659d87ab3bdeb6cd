#include "data/store/counters.hpp"
#include "tests/server/workflow/proposals_fixture.hpp"

#include <gmock/gmock.h>

namespace tuban::workflow::test {
namespace {

using model::MatchDecision;
using model::PatchState;
using model::ProposalState;
using model::Status;
using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(Proposals, a_confirmed_proposal_is_a_link_with_audit_counter_and_ledger) {
    const auto id = proposed("P1", 0.97);
    const auto result = confirm({id});
    EXPECT_EQ(result.changed, 1);
    EXPECT_EQ(household(id).patch_state, PatchState::linked);
    EXPECT_EQ(household(id).patch_number, "P1");
    EXPECT_EQ(household(id).patch_source, "proposal");
    EXPECT_EQ(household(id).patch_account_id, clerk);
    EXPECT_EQ(state(id), ProposalState::confirmed);
    EXPECT_EQ(count("SELECT count(*) FROM audit WHERE action = 'patch.confirm'"), 1);
    EXPECT_THAT(faults(), IsEmpty());
    const auto bin = reliability().bins[9];
    EXPECT_EQ(bin.checked, 1);
    EXPECT_EQ(bin.right, 1);
    EXPECT_DOUBLE_EQ(bin.probability_sum, 0.97);
}

TEST_F(Proposals, what_cannot_be_confirmed_is_skipped_with_its_reason_and_the_rest_is_done) {
    const auto good = proposed("P1");
    const auto elsewhere = add_household(baiyan);
    put(elsewhere, "P2", 0.99, MatchDecision::automatic, baiyan);
    const auto none_proposed = add_household();
    const auto done = proposed("P3");
    confirm({done});
    const auto sampled = blind("P4");
    const auto retired = proposed("retired");
    const auto taken = proposed("P5");
    choose(add_household(), "P5");
    const auto linked = proposed("P6");
    m_store->write([&](store::Transaction& t) {
        // As an import of links would leave it: linked, its proposal still open.
        store::set_link(t, linked, {PatchState::linked, "P7"}, clerk, m_now_us);
    });
    const auto result = confirm(
        {good, elsewhere, none_proposed, done, sampled, retired, taken, linked}, clerk, longxi);
    EXPECT_EQ(result.changed, 1);
    EXPECT_EQ(state(good), ProposalState::confirmed);
    EXPECT_THAT(reasons(result), testing::UnorderedElementsAre(
                                     Skip::gone, Skip::gone, Skip::decided, Skip::blind_check,
                                     Skip::changed, Skip::taken, Skip::linked));
    EXPECT_EQ(household(linked).patch_number, "P7");
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(Proposals, a_submitted_record_is_locked_and_a_supervisor_confirms_nothing) {
    const auto submitted = record_in(Status::submitted);
    put(submitted, "P1", 0.99, MatchDecision::review);
    EXPECT_THAT(reasons(confirm({submitted})), ElementsAre(Skip::locked));
    const auto open = proposed("P2");
    EXPECT_THAT(reasons(confirm({open}, city)), ElementsAre(Skip::locked));
    EXPECT_THAT(reasons(confirm({open}, reviewer)), ElementsAre(Skip::locked));
    EXPECT_THAT(reasons(reject({open}, city)), ElementsAre(Skip::locked));
    EXPECT_EQ(state(open), ProposalState::open);
}

TEST_F(Proposals, two_households_of_one_action_may_share_a_patch) {
    const auto one = proposed("P1");
    const auto two = proposed("P1");
    EXPECT_EQ(confirm({one, two}).changed, 2);
    EXPECT_EQ(household(two).patch_number, "P1");
}

TEST_F(Proposals, bulk_confirmations_are_no_evidence_of_reliability) {
    confirm({proposed("P1"), proposed("P2")});
    EXPECT_EQ(reliability().bulk_confirmed, 2);
    EXPECT_EQ(reliability().bins[9].checked, 0);
}

TEST_F(Proposals, a_rejected_patch_is_not_proposed_again_and_another_one_is) {
    const auto id = proposed("P1");
    const auto action = reject({id}).action_id;
    EXPECT_EQ(state(id), ProposalState::rejected);
    EXPECT_EQ(count("SELECT count(*) FROM audit WHERE action = 'proposal.reject'"), 1);
    EXPECT_THAT(rejected(id), ElementsAre("P1"));
    EXPECT_EQ(put(id, "P1"), Put::kept);
    EXPECT_EQ(state(id), ProposalState::rejected);
    EXPECT_EQ(undo(action).changed, 1);
    EXPECT_THAT(rejected(id), IsEmpty());
    reject({id});
    EXPECT_EQ(put(id, "P2"), Put::changed);
    EXPECT_EQ(state(id), ProposalState::open);
    EXPECT_THAT(rejected(id), ElementsAre("P1"));
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(Proposals, a_patch_picked_by_hand_confirms_or_rejects_the_proposal) {
    const auto same = proposed("P1");
    choose(same, "P1");
    EXPECT_EQ(state(same), ProposalState::confirmed);
    const auto other = proposed("P2");
    choose(other, "P9");
    EXPECT_EQ(state(other), ProposalState::rejected);
    const auto none = proposed("P3");
    choose(none, std::nullopt);
    EXPECT_EQ(state(none), ProposalState::rejected);
    EXPECT_EQ(reliability().bins[9].checked, 3);
    EXPECT_EQ(reliability().bins[9].right, 1);
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(Proposals, a_link_that_is_taken_away_turns_its_confirmation_into_a_rejection) {
    const auto id = proposed("P1");
    confirm({id});
    ++m_now_us;
    ASSERT_TRUE(m_records.clear_patch(as(clerk), everywhere(), id, "选错了房屋").is_ok());
    EXPECT_EQ(state(id), ProposalState::rejected);
    EXPECT_EQ(reliability().bins[9].checked, 1);
    EXPECT_EQ(reliability().bins[9].right, 0);
    EXPECT_EQ(put(id, "P1"), Put::kept);
    EXPECT_THAT(faults(), IsEmpty());
}

} // namespace
} // namespace tuban::workflow::test
