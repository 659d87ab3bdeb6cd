#pragma once

#include "data/store/match_decisions.hpp"
#include "data/store/proposals.hpp"
#include "server/workflow/proposal_state.hpp"
#include "server/workflow/proposals.hpp"
#include "tests/server/workflow/workflow_fixture.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tuban::workflow::test {

/// Proposals as runs put them, and what people make of them.
class Proposals : public WorkflowTest {
  protected:
    Put put(std::int64_t household, const std::optional<std::string>& number,
            double probability = 0.99,
            model::MatchDecision decision = model::MatchDecision::automatic,
            Place place = zhangjiawan) {
        model::Proposal found;
        found.household_id = household;
        found.division_id = place;
        found.decision = decision;
        found.patch_number = number;
        found.probability = probability;
        found.none_probability = (1 - probability) / 2;
        if (number) {
            found.candidates = R"([{"number":")" + *number + R"(","probability":0.5}])";
        }
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
    std::int64_t proposed(const std::optional<std::string>& number, double probability = 0.99,
                          model::MatchDecision decision = model::MatchDecision::automatic) {
        const auto household = add_household_in_sample(false);
        put(household, number, probability, decision);
        return household;
    }
    std::int64_t blind(const std::string& number) {
        const auto household = add_household_in_sample(true);
        put(household, number);
        return household;
    }
    std::optional<model::Proposal> proposal(std::int64_t household) {
        return m_store->read_value(
            [&](store::Reader& r) { return store::find_proposal(r, household); });
    }
    model::ProposalState state(std::int64_t household) { return proposal(household).value().state; }
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

} // namespace tuban::workflow::test
