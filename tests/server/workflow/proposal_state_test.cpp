#include "data/store/counters.hpp"
#include "data/store/patch_claims.hpp"
#include "tests/server/workflow/proposals_fixture.hpp"

#include <gmock/gmock.h>

#include <random>

namespace tuban::workflow::test {
namespace {

using model::MatchDecision;
using model::PatchState;
using model::ProposalState;
using testing::ElementsAre;
using testing::IsEmpty;

using ProposalStates = Proposals;

TEST_F(ProposalStates, the_same_evaluation_again_changes_nothing) {
    const auto id = add_household();
    EXPECT_EQ(put(id, "P1", 0.8, MatchDecision::review), Put::added);
    const auto before = proposal(id);
    EXPECT_EQ(put(id, "P1", 0.8, MatchDecision::review), Put::unchanged);
    EXPECT_EQ(proposal(id)->evaluated_at_us, before->evaluated_at_us);
    EXPECT_EQ(put(id, "P1", 0.9, MatchDecision::automatic), Put::changed);
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(ProposalStates, the_map_shows_an_open_proposal_until_it_is_decided) {
    const auto id = proposed("P1");
    const auto claims = [&] {
        return m_store->read_value(
            [](store::Reader& r) { return store::claims_of_patch(r, "P1"); });
    };
    ASSERT_EQ(claims().size(), 1U);
    EXPECT_TRUE(claims()[0].is_proposed);
    confirm({id});
    ASSERT_EQ(claims().size(), 1U);
    EXPECT_FALSE(claims()[0].is_proposed);
}

TEST_F(ProposalStates,
       a_patch_that_is_less_likely_than_none_is_not_shown_though_a_person_has_to_look) {
    const auto id = proposed("P1", 0.003, MatchDecision::review);
    EXPECT_FALSE(proposal(id)->has_likely_patch());
    EXPECT_THAT(
        m_store->read_value([](store::Reader& r) { return store::claims_of_patch(r, "P1"); }),
        IsEmpty());
    EXPECT_THAT(m_store->read_value(
                    [](store::Reader& r) { return store::open_probabilities(r, everywhere()); }),
                IsEmpty());
}

TEST_F(ProposalStates, of_a_household_without_candidates_a_choice_takes_it_off_the_list_and_back) {
    const auto id = proposed(std::nullopt, 0, MatchDecision::review);
    choose(id, "P1");
    EXPECT_EQ(state(id), ProposalState::rejected);
    EXPECT_THAT(rejected(id), IsEmpty());
    EXPECT_THAT(faults(), IsEmpty());
    m_now_us += 1;
    EXPECT_TRUE(m_records.clear_patch(as(clerk), everywhere(), id, "误选").is_ok());
    EXPECT_EQ(state(id), ProposalState::open);
    choose(id, std::nullopt);
    EXPECT_EQ(state(id), ProposalState::rejected);
    put(id, std::nullopt, 0, MatchDecision::review);
    EXPECT_EQ(state(id), ProposalState::rejected) << "nothing new is known";
    put(id, "P2");
    EXPECT_EQ(state(id), ProposalState::open);
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(ProposalStates, the_threshold_keeps_the_expected_share_of_wrong_ones) {
    for (const double probability : {0.999, 0.99, 0.95, 0.9, 0.5}) {
        proposed("P" + std::to_string(probability), probability);
    }
    const auto steps = m_store->read_value([](store::Reader& r) {
        return precision_steps(r, everywhere(), {0.9, 0.99, 0.9999});
    });
    ASSERT_EQ(steps.size(), 3U);
    EXPECT_EQ(steps[0].proposals, 4); // expected errors .161 of 4 allow .4; .661 of 5 exceed .5
    EXPECT_DOUBLE_EQ(*steps[0].threshold, 0.9);
    EXPECT_NEAR(steps[0].expected_errors, 0.161, 1e-9);
    EXPECT_EQ(steps[1].proposals, 2);
    EXPECT_FALSE(steps[2].threshold);
}

TEST_F(ProposalStates, households_marked_not_found_tell_which_have_a_likely_patch) {
    const auto likely = proposed("P1", 0.9, MatchDecision::review);
    const auto unlikely = proposed("P2", 0.2, MatchDecision::none);
    const auto unknown = add_household();
    for (const auto id : {likely, unlikely, unknown}) {
        m_store->write([&](store::Transaction& t) {
            store::set_link(t, id, {PatchState::not_found, {}}, clerk, m_now_us);
        });
    }
    const auto ids = [&](std::optional<bool> is_likely) {
        return m_store->read_value([&](store::Reader& r) {
            std::vector<std::int64_t> found;
            for (const auto& row : store::list_backfill(r, everywhere(), is_likely, {10, 0}).rows) {
                found.push_back(row.household.household.id);
            }
            return found;
        });
    };
    EXPECT_THAT(ids({}), ElementsAre(likely, unlikely, unknown));
    EXPECT_THAT(ids(true), ElementsAre(likely));
    EXPECT_THAT(ids(false), ElementsAre(unlikely, unknown));
    choose(likely, std::nullopt); // still not found
    EXPECT_THAT(ids(true), IsEmpty());
    EXPECT_EQ(household(likely).patch_at_us, m_now_us);
    put(likely, "P3", 0.9);
    EXPECT_THAT(ids(true), ElementsAre(likely));
    choose(likely, "P3");
    EXPECT_THAT(ids({}), ElementsAre(unlikely, unknown));
    EXPECT_EQ(status(likely), "not_started");
}

/// Whatever people and runs do in whatever order: counters are what the rows say, links that
/// stand are never changed by a run, and what was rejected is not open.
TEST_F(ProposalStates, any_order_of_runs_and_decisions_keeps_counters_and_links_right) {
    std::mt19937 random(7); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same walk every time
    const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 12; ++i) {
        ids.push_back(add_household(i % 3 == 0 ? liushuping : zhangjiawan));
    }
    std::vector<std::int64_t> actions;
    for (int step = 0; step < 250; ++step) {
        const auto id = ids[static_cast<std::size_t>(pick(12))];
        const auto number = "P" + std::to_string(pick(4));
        const auto before = household(id);
        switch (pick(7)) {
        case 0:
        case 1:
            put(id, number, 0.5 + 0.1 * pick(5), static_cast<MatchDecision>(pick(3)));
            EXPECT_EQ(household(id).patch_number, before.patch_number);
            break;
        case 2:
            actions.push_back(confirm({id, ids[0]}).action_id);
            break;
        case 3:
            actions.push_back(reject({id}).action_id);
            break;
        case 4:
            choose(id, pick(2) == 0 ? std::optional(number) : std::nullopt);
            break;
        case 5:
            if (!actions.empty()) {
                undo(actions[static_cast<std::size_t>(pick(static_cast<int>(actions.size())))]);
            }
            break;
        default:
            answer(id, number, pick(2) == 0 ? clerk : reviewer);
        }
        const auto now = proposal(id);
        if (now && now->state == ProposalState::confirmed) {
            EXPECT_EQ(household(id).patch_number, now->patch_number);
        }
        ASSERT_THAT(faults(), IsEmpty()) << step;
    }
}

} // namespace
} // namespace tuban::workflow::test
