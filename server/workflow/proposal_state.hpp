#pragma once

#include "data/model/proposal.hpp"
#include "data/store/counters.hpp"
#include "data/store/links.hpp"
#include "data/store/store.hpp"
#include "server/workflow/record_state.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tuban::workflow {

/// Counters of proposals: `auto`, `review`, `none` (open ones by decision), `confirmed`,
/// `rejected`.
inline constexpr const char* proposal_counters = "matching";

/// Puts `after` in the place of a household's proposal `before`, with counters and map log, in the
/// caller's transaction. Every write of a proposal goes through here. Nothing: there is none.
void replace_proposal(store::Transaction& transaction, const std::optional<model::Proposal>& before,
                      const std::optional<model::Proposal>& after, std::int64_t now_us);

/// Whether a sure proposal of this household is checked blindly first: two of a hundred, the same
/// ones with every run.
bool is_in_blind_sample(std::int64_t household_id);

/// What a run found out about a household.
enum class Put {
    added,
    changed,
    unchanged,
    kept, ///< a person has decided: nothing is written
};
/// `found` is open and has no history; that of the household's earlier proposal is kept where it
/// says the same. A rejected patch is not proposed again.
Put put_evaluation(store::Transaction& transaction, const model::Proposal& found,
                   std::int64_t now_us);

struct Decided {
    std::int64_t action_id = 0;
    model::DecisionMethod method = model::DecisionMethod::single;
    bool is_confirmed = false;
    std::optional<std::string> chosen_number;
    model::PatchState state_before = model::PatchState::unlinked;
    std::int64_t account_id = 0;
};
/// Keeps what a person decided on a proposal that has a patch. With `closes` false only for the
/// record of it: the proposal itself stays open.
void decide_proposal(store::Transaction& transaction, const model::Proposal& proposal,
                     const Decided& decided, bool closes, std::int64_t now_us);

/// What a link that a person set says of the household's proposal: the same patch confirms it,
/// another one or none rejects it. Before the link itself is written.
void settle_proposal(store::Transaction& transaction, std::int64_t account_id,
                     const model::Household& before, const store::Link& link, std::int64_t now_us);

/// The household is filed under another division: its proposal is counted there.
void move_proposal(store::Transaction& transaction, std::int64_t household_id,
                   std::int64_t division_id, std::int64_t now_us);

/// Divisions whose counters differ from the proposals themselves; empty when all is right.
std::vector<std::string> check_proposal_counters(store::Reader& reader);

} // namespace tuban::workflow
