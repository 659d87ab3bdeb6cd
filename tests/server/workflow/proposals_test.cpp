#include "data/store/counters.hpp"
#include "data/store/match_decisions.hpp"
#include "data/store/patch_claims.hpp"
#include "data/store/proposals.hpp"
#include "server/workflow/proposal_state.hpp"
#include "server/workflow/proposals.hpp"
#include "tests/server/workflow/workflow_fixture.hpp"

#include <gmock/gmock.h>

#include <random>

namespace tuban::workflow::test {
namespace {

using model::BlindCheck;
using model::MatchDecision;
using model::PatchState;
using model::Proposal;
using model::ProposalState;
using model::Status;
using testing::ElementsAre;
using testing::IsEmpty;

class Proposals : public WorkflowTest {
  protected:
    Put put(std::int64_t household, const std::string& number, double probability = 0.99,
            MatchDecision decision = MatchDecision::automatic, Place place = zhangjiawan) {
        Proposal found;
        found.household_id = household;
        found.division_id = place;
        found.decision = decision;
        found.patch_number = number;
        found.probability = probability;
        found.none_probability = (1 - probability) / 2;
        found.candidates = R"([{"number":")" + number + R"(","probability":0.5}])";
        found.patches_version = "v1";
        found.run_id = m_run;
        found.evaluated_at_us = ++m_now_us;
        return m_store->write_value(
            [&](store::Transaction& t) { return put_evaluation(t, found, m_now_us); });
    }
    std::int64_t add_household_in_sample(bool is_in_sample) {
        while (is_in_blind_sample(m_last_household + 1) != is_in_sample) {
            ++m_last_household;
        }
        return add_household();
    }
    std::int64_t proposed(const std::string& number, double probability = 0.99,
                          MatchDecision decision = MatchDecision::automatic) {
        const auto household = add_household_in_sample(false);
        put(household, number, probability, decision);
        return household;
    }
    std::int64_t blind(const std::string& number) {
        const auto household = add_household_in_sample(true);
        put(household, number);
        return household;
    }
    std::optional<Proposal> proposal(std::int64_t household) {
        return m_store->read_value(
            [&](store::Reader& r) { return store::find_proposal(r, household); });
    }
    ProposalState state(std::int64_t household) { return proposal(household).value().state; }
    model::Household household(std::int64_t id) {
        return m_store
            ->read_value(
                [&](store::Reader& r) { return store::find_household(r, everywhere(), id); })
            .value();
    }
    ActionResult confirm(const std::vector<std::int64_t>& ids, Who who = clerk,
                         Place place = county) {
        ++m_now_us;
        return m_store->write_value([&](store::Transaction& t) {
            return confirm_proposals(
                t, as(who), area_of(place), ids,
                [](const std::string& number) { return number != "retired"; }, m_now_us);
        });
    }
    ActionResult reject(const std::vector<std::int64_t>& ids, Who who = clerk) {
        ++m_now_us;
        return m_store->write_value([&](store::Transaction& t) {
            return reject_proposals(t, as(who), everywhere(), ids, m_now_us);
        });
    }
    ActionResult undo(std::int64_t action, Who who = clerk) {
        ++m_now_us;
        return m_store->write_value([&](store::Transaction& t) {
            return undo_proposals(t, as(who), everywhere(), action, m_now_us);
        });
    }
    bool answer(std::int64_t id, const std::optional<std::string>& number, Who who = clerk,
                bool is_unsure = false) {
        ++m_now_us;
        return m_store->write_value([&](store::Transaction& t) {
            return answer_blindly(t, as(who), everywhere(), {id, is_unsure, number}, m_now_us);
        });
    }
    void choose(std::int64_t id, const std::optional<std::string>& number) {
        ++m_now_us;
        EXPECT_TRUE(m_records.set_patch(as(clerk), everywhere(), id, number).is_ok());
    }
    std::vector<std::string> faults() {
        return m_store->read_value([](store::Reader& r) { return check_proposal_counters(r); });
    }
    store::Reliability reliability() {
        return m_store->read_value(
            [](store::Reader& r) { return store::reliability_in(r, everywhere()); });
    }
    std::vector<std::string> rejected(std::int64_t id) {
        std::vector<std::string> numbers;
        m_store->read([&](store::Reader& r) {
            numbers.clear();
            for (const auto& rejection : store::rejections_in(r, everywhere())) {
                if (rejection.household_id == id) {
                    numbers.push_back(rejection.patch_number);
                }
            }
        });
        return numbers;
    }
    static std::vector<Skip> reasons(const ActionResult& result) {
        std::vector<Skip> all;
        for (const auto& skipped : result.skipped) {
            all.push_back(skipped.reason);
        }
        return all;
    }

    std::int64_t m_run = 1;
};

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

TEST_F(Proposals, undo_puts_links_and_proposals_back_where_nothing_happened_since) {
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

TEST_F(Proposals, undo_of_another_choice_takes_its_link_away_and_opens_the_proposal_again) {
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

TEST_F(Proposals, an_action_is_undone_by_who_did_it_only) {
    const auto id = proposed("P1");
    const auto action = confirm({id}).action_id;
    EXPECT_EQ(undo(action, other_clerk).changed, 0);
    EXPECT_EQ(state(id), ProposalState::confirmed);
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

TEST_F(Proposals, the_same_evaluation_again_changes_nothing) {
    const auto id = add_household();
    EXPECT_EQ(put(id, "P1", 0.8, MatchDecision::review), Put::added);
    const auto before = proposal(id);
    EXPECT_EQ(put(id, "P1", 0.8, MatchDecision::review), Put::unchanged);
    EXPECT_EQ(proposal(id)->evaluated_at_us, before->evaluated_at_us);
    EXPECT_EQ(put(id, "P1", 0.9, MatchDecision::automatic), Put::changed);
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(Proposals, two_of_a_hundred_are_in_the_blind_sample) {
    int sampled = 0;
    for (std::int64_t id = 0; id < 100'000; ++id) {
        sampled += is_in_blind_sample(id * 4'194'304 + 17) ? 1 : 0; // as ids of many moments
    }
    EXPECT_NEAR(sampled, 2000, 150);
}

TEST_F(Proposals, what_waits_for_the_blind_check_is_seen_neither_in_lists_nor_on_the_map) {
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

TEST_F(Proposals, a_clerks_blind_answer_is_a_link_and_a_check) {
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

TEST_F(Proposals, a_reviewers_blind_answer_is_compared_only_and_doubt_takes_the_proposal_back) {
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

TEST_F(Proposals, an_unsure_blind_answer_counts_for_nothing_and_frees_the_proposal) {
    const auto id = blind("P1");
    EXPECT_TRUE(answer(id, std::nullopt, clerk, true));
    EXPECT_EQ(proposal(id)->blind, BlindCheck::unsure);
    EXPECT_EQ(reliability().blind_checked, 0);
    EXPECT_EQ(confirm({id}).changed, 1);
}

TEST_F(Proposals, the_map_shows_an_open_proposal_until_it_is_decided) {
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

TEST_F(Proposals, the_threshold_keeps_the_expected_share_of_wrong_ones) {
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

TEST_F(Proposals, households_marked_not_found_tell_which_have_a_likely_patch) {
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
TEST_F(Proposals, any_order_of_runs_and_decisions_keeps_counters_and_links_right) {
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
