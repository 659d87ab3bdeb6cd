#pragma once

#include "data/model/division.hpp"
#include "data/model/proposal.hpp"
#include "data/model/record.hpp"
#include "data/store/store.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What people decided on proposals: the ground of reliability and learning.
namespace tuban::store {

struct MatchDecisionEntry {
    std::int64_t id = 0;
    std::int64_t action_id = 0; ///< the same for all that one request decided
    model::Proposal proposal;   ///< as it stood when it was decided on
    model::DecisionMethod method = model::DecisionMethod::single;
    bool is_confirmed = false;
    std::optional<std::string> chosen_number; ///< nothing: no footprint, or rejected without one
    model::PatchState state_before = model::PatchState::unlinked; ///< of the household's link
    std::int64_t account_id = 0;
    std::int64_t at_us = 0;
};
/// Precondition: the proposal has a patch.
void append_match_decision(Transaction& transaction, const MatchDecisionEntry& entry);

/// What an action decided and nobody has undone since, as far as undoing needs it.
struct UndoableDecision {
    std::int64_t household_id = 0;
    bool is_confirmed = false;
    std::string patch_number; ///< of the proposal
    bool has_link = false;    ///< it changed the household's link as well
    std::optional<std::string> chosen_number;
    model::PatchState state_before = model::PatchState::unlinked;
    std::int64_t at_us = 0;
};
/// Of this account only; empty for an action of another one or one that is undone.
std::vector<UndoableDecision> decisions_of_action(Reader& reader, std::int64_t action_id,
                                                  std::int64_t account_id);

/// Takes back what was decided on the household and this patch, by one action or by all.
void undo_match_decisions(Transaction& transaction, std::int64_t household_id,
                          const std::string& patch_number, std::optional<std::int64_t> action_id,
                          std::int64_t now_us);

struct Rejection {
    std::int64_t household_id = 0;
    std::string patch_number;
};
/// What people of an area said it is not, by household and patch, each once.
std::vector<Rejection> rejections_in(Reader& reader, const model::Area& area);

/// What people said it is not, each once.
std::vector<std::string> rejections_of(Reader& reader, std::int64_t household_id);

/// Households of an area whose links come from confirming many at once, ascending.
std::vector<std::int64_t> bulk_confirmed_in(Reader& reader, const model::Area& area);

struct ReliabilityBin {
    double probability_sum = 0;
    std::int64_t checked = 0;
    std::int64_t right = 0;
};
struct Reliability {
    std::array<ReliabilityBin, 10> bins; ///< by tenths of the probability; bulk decisions left out
    std::int64_t bulk_confirmed = 0;
    std::int64_t blind_checked = 0;
    std::int64_t blind_agreed = 0;
};
Reliability reliability_in(Reader& reader, const model::Area& area);

} // namespace tuban::store
