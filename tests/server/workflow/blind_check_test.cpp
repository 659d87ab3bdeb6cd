#include "data/store/counters.hpp"
#include "data/store/patch_claims.hpp"
#include "tests/server/workflow/proposals_fixture.hpp"

#include <gmock/gmock.h>

namespace tuban::workflow::test {
namespace {

using model::BlindCheck;
using model::MatchDecision;
using model::PatchState;
using model::ProposalState;
using testing::IsEmpty;

using BlindChecks = Proposals;

TEST_F(BlindChecks, two_of_a_hundred_are_in_the_blind_sample) {
    int sampled = 0;
    for (std::int64_t id = 0; id < 100'000; ++id) {
        sampled += is_in_blind_sample(id * 4'194'304 + 17) ? 1 : 0; // as ids of many moments
    }
    EXPECT_NEAR(sampled, 2000, 150);
}

TEST_F(BlindChecks, what_waits_for_the_blind_check_is_seen_neither_in_lists_nor_on_the_map) {
    blind("P1");
    m_store->read([&](store::Reader& r) {
        const auto queue = store::blind_queue(r, everywhere());
        EXPECT_EQ(queue.waiting, 1);
        EXPECT_TRUE(queue.next);
        EXPECT_EQ(store::list_proposals(r, everywhere(), {}, {1, 0}).total, 0);
        EXPECT_THAT(store::claims_of_patch(r, "P1"), IsEmpty());
    });
    m_store->read([](store::Reader& r) {
        const auto sums = store::sum_counters(r, everywhere(), proposal_counters);
        ASSERT_EQ(sums.size(), 1U);
        EXPECT_EQ(sums[0].name, "blind");
        EXPECT_EQ(sums[0].value, 1);
    });
    const auto unsure = add_household_in_sample(true);
    put(unsure, "P2", 0.9, MatchDecision::review);
    EXPECT_EQ(proposal(unsure)->blind, BlindCheck::not_sampled);
}

TEST_F(BlindChecks, a_clerks_blind_answer_is_a_link_and_a_check) {
    const auto right = blind("P1");
    EXPECT_TRUE(answer(right, "P1"));
    EXPECT_EQ(household(right).patch_number, "P1");
    EXPECT_EQ(household(right).patch_source, "person");
    EXPECT_EQ(state(right), ProposalState::confirmed);
    EXPECT_FALSE(answer(right, "P1"));
    const auto wrong = blind("P2");
    EXPECT_TRUE(answer(wrong, std::nullopt));
    EXPECT_EQ(household(wrong).patch_state, PatchState::not_found);
    EXPECT_EQ(state(wrong), ProposalState::rejected);
    EXPECT_EQ(reliability().blind_checked, 2);
    EXPECT_EQ(reliability().blind_agreed, 1);
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(BlindChecks, a_reviewers_blind_answer_is_compared_only_and_doubt_takes_the_proposal_back) {
    const auto right = blind("P1");
    EXPECT_TRUE(answer(right, "P1", reviewer));
    EXPECT_EQ(household(right).patch_state, PatchState::unlinked);
    EXPECT_EQ(state(right), ProposalState::open);
    EXPECT_EQ(proposal(right)->decision, MatchDecision::automatic);
    const auto wrong = blind("P2");
    EXPECT_TRUE(answer(wrong, "P8", reviewer));
    EXPECT_EQ(proposal(wrong)->decision, MatchDecision::review);
    EXPECT_EQ(reliability().blind_checked, 2);
    EXPECT_EQ(confirm({right}).changed, 1);
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(BlindChecks, an_unsure_blind_answer_counts_for_nothing_and_frees_the_proposal) {
    const auto id = blind("P1");
    EXPECT_TRUE(answer(id, std::nullopt, clerk, true));
    EXPECT_EQ(proposal(id)->blind, BlindCheck::unsure);
    EXPECT_EQ(reliability().blind_checked, 0);
    EXPECT_EQ(confirm({id}).changed, 1);
}

} // namespace
} // namespace tuban::workflow::test
