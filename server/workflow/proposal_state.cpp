#include "server/workflow/proposal_state.hpp"

#include "data/store/match_decisions.hpp"
#include "data/store/patch_changes.hpp"
#include "data/store/proposals.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <map>
#include <string_view>
#include <utility>

namespace tuban::workflow {
namespace {

using model::BlindCheck;
using model::PatchState;
using model::Proposal;
using model::ProposalState;

constexpr std::uint64_t blind_share = 50; // one of

/// What waits for the blind check is no work for the list, and counted apart from it.
const char* counter_of(ProposalState state, model::MatchDecision decision, bool is_waiting) {
    if (state != ProposalState::open) {
        return to_string(state);
    }
    return is_waiting ? "blind" : to_string(decision);
}

const char* counter_of(const Proposal& proposal) {
    return counter_of(proposal.state, proposal.decision, proposal.blind == BlindCheck::waiting);
}

void count(store::Transaction& transaction, const Proposal& proposal, std::int64_t change,
           std::int64_t now_us) {
    const std::array changes{store::CounterValue{counter_of(proposal), change}};
    store::add_counters(transaction, proposal_counters, proposal.division_id, store::day_of(now_us),
                        changes);
}

/// The patch that the map shows as proposed.
std::optional<std::string> shown_patch(const std::optional<Proposal>& proposal) {
    const bool is_shown =
        proposal && proposal->has_likely_patch() && proposal->blind != BlindCheck::waiting;
    return is_shown ? proposal->patch_number : std::nullopt;
}

bool says_the_same(const Proposal& a, const Proposal& b) {
    return a.decision == b.decision && a.patch_number == b.patch_number &&
           a.candidates == b.candidates && a.reasons == b.reasons &&
           std::abs(a.probability - b.probability) < 1e-9 &&
           std::abs(a.none_probability - b.none_probability) < 1e-9 &&
           a.division_id == b.division_id;
}

} // namespace

bool is_in_blind_sample(std::int64_t household_id) {
    auto x = static_cast<std::uint64_t>(household_id); // the finaliser of splitmix64
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
    return (x ^ (x >> 31U)) % blind_share == 0;
}

void replace_proposal(store::Transaction& transaction, const std::optional<Proposal>& before,
                      const std::optional<Proposal>& after, std::int64_t now_us) {
    const bool is_counted_alike = before && after && before->division_id == after->division_id &&
                                  std::string_view(counter_of(*before)) == counter_of(*after);
    if (before && !is_counted_alike) {
        count(transaction, *before, -1, now_us);
    }
    if (after) {
        store::put_proposal(transaction, *after);
        if (!is_counted_alike) {
            count(transaction, *after, 1, now_us);
        }
    } else if (before) {
        store::delete_proposal(transaction, before->household_id);
    }
    const auto shown_before = shown_patch(before);
    const auto shown_after = shown_patch(after);
    if (shown_before != shown_after) {
        for (const auto& number : {shown_before, shown_after}) {
            if (number) {
                store::append_patch_change(transaction, *number);
            }
        }
    }
}

Put put_evaluation(store::Transaction& transaction, const Proposal& found, std::int64_t now_us) {
    const auto before = store::find_proposal(transaction, found.household_id);
    auto after = found;
    if (!before) {
        if (after.decision == model::MatchDecision::automatic &&
            is_in_blind_sample(after.household_id)) {
            after.blind = BlindCheck::waiting;
        }
        replace_proposal(transaction, std::nullopt, after, now_us);
        return Put::added;
    }
    const bool is_same_patch = before->patch_number == after.patch_number;
    if (before->state != ProposalState::open && is_same_patch) {
        auto seen = *before;
        seen.run_id = found.run_id;
        seen.patches_version = found.patches_version;
        seen.division_id = found.division_id;
        replace_proposal(transaction, before, seen, now_us);
        return Put::kept;
    }
    if (before->state == ProposalState::open) {
        after.blind = before->blind;
    }
    const bool may_wait = after.decision == model::MatchDecision::automatic;
    if (may_wait && after.blind == BlindCheck::not_sampled &&
        is_in_blind_sample(after.household_id) && !is_same_patch) {
        after.blind = BlindCheck::waiting;
    } else if (!may_wait && after.blind == BlindCheck::waiting) {
        after.blind = BlindCheck::not_sampled;
    }
    const bool is_unchanged = before->state == ProposalState::open && says_the_same(*before, after);
    if (is_unchanged) {
        after.evaluated_at_us = before->evaluated_at_us;
    }
    replace_proposal(transaction, before, after, now_us);
    return is_unchanged ? Put::unchanged : Put::changed;
}

void decide_proposal(store::Transaction& transaction, const Proposal& proposal,
                     const Decided& decided, bool closes, std::int64_t now_us) {
    store::append_match_decision(transaction,
                                 {store::new_id(), decided.action_id, proposal, decided.method,
                                  decided.is_confirmed, decided.chosen_number, decided.state_before,
                                  decided.account_id, now_us});
    auto after = proposal;
    if (closes) {
        after.state = decided.is_confirmed ? ProposalState::confirmed : ProposalState::rejected;
        after.decided_at_us = now_us;
        after.action_id = decided.action_id;
    }
    if (decided.method == model::DecisionMethod::blind) {
        after.blind = BlindCheck::checked;
    } else if (after.blind == BlindCheck::waiting) {
        after.blind = BlindCheck::not_sampled;
    }
    replace_proposal(transaction, proposal, after, now_us);
}

void settle_proposal(store::Transaction& transaction, std::int64_t account_id,
                     const model::Household& before, const store::Link& link, std::int64_t now_us) {
    const auto proposal = store::find_proposal(transaction, before.id);
    if (!proposal) {
        return;
    }
    if (!proposal->patch_number) { // nothing to confirm, and off the list all the same
        auto after = *proposal;
        after.state =
            link.state == PatchState::unlinked ? ProposalState::open : ProposalState::rejected;
        replace_proposal(transaction, proposal, after, now_us);
        return;
    }
    const bool is_confirmed = link.number == proposal->patch_number;
    const bool is_settled_alike =
        proposal->state == (is_confirmed ? ProposalState::confirmed : ProposalState::rejected);
    const bool says_nothing =
        link.state == PatchState::unlinked && before.patch_number != proposal->patch_number;
    if (is_settled_alike || says_nothing) {
        return;
    }
    if (proposal->state != ProposalState::open) {
        store::undo_match_decisions(transaction, before.id, *proposal->patch_number, std::nullopt,
                                    now_us);
    }
    decide_proposal(transaction, *proposal,
                    {store::new_id(), model::DecisionMethod::chosen, is_confirmed, link.number,
                     before.patch_state, account_id},
                    true, now_us);
}

void move_proposal(store::Transaction& transaction, std::int64_t household_id,
                   std::int64_t division_id, std::int64_t now_us) {
    const auto before = store::find_proposal(transaction, household_id);
    if (before) {
        auto after = *before;
        after.division_id = division_id;
        replace_proposal(transaction, before, after, now_us);
    }
}

std::vector<std::string> check_proposal_counters(store::Reader& reader) {
    std::map<std::pair<std::int64_t, std::string>, std::int64_t> difference;
    for (const auto& row : store::count_proposals(reader)) {
        difference[{row.division_id, counter_of(row.state, row.decision, row.is_waiting)}] +=
            row.count;
    }
    for (const auto& sums : {store::totals_by_division(reader, proposal_counters),
                             store::days_by_division(reader, proposal_counters)}) {
        auto left = difference;
        for (const auto& sum : sums) {
            left[{sum.division_id, sum.name}] -= sum.value;
        }
        std::vector<std::string> faults;
        for (const auto& [place, value] : left) {
            if (value != 0) {
                faults.push_back(
                    fmt::format("division {}, {}: {}", place.first, place.second, value));
            }
        }
        if (!faults.empty()) {
            return faults;
        }
    }
    return {};
}

} // namespace tuban::workflow
