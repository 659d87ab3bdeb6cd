#pragma once

#include "base/result.hpp"
#include "data/model/division.hpp"
#include "data/model/proposal.hpp"
#include "data/store/store.hpp"
#include "server/workflow/problem.hpp"
#include "server/workflow/record_state.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// What people do with proposals: confirm, reject, undo, check blindly. Each is one call within
/// the caller's transaction and writes links, audit, counters, map log and the ledger of decisions
/// together.
namespace tuban::workflow {

/// Why one of several was left as it was.
enum class Skip {
    gone,        ///< no such household in the area, or nothing proposed
    no_patch,    ///< no patch is proposed
    decided,     ///< already
    linked,      ///< to a patch by a person meanwhile
    locked,      ///< the record is submitted, or the role may not
    taken,       ///< another household was linked to the patch since
    blind_check, ///< waits for the blind check
    changed,     ///< since the action; or the patch is not in force any more
};
const char* to_string(Skip skip);
const char* explain(Skip skip); ///< Chinese

struct Skipped {
    std::int64_t household_id = 0;
    Skip reason = Skip::gone;
};

/// At most this many in one action, as its transaction holds the store's writer.
inline constexpr std::int64_t max_decided_at_once = 2000;

struct ActionResult {
    std::int64_t action_id = 0; ///< for undo
    std::int64_t changed = 0;
    std::vector<Skipped> skipped;
};

/// Links the households to the patches proposed for them. `is_in_force` says whether the caller's
/// area has a patch of that number now.
ActionResult confirm_proposals(store::Transaction& transaction, const Caller& caller,
                               const model::Area& area,
                               const std::vector<std::int64_t>& household_ids,
                               const std::function<bool(const std::string&)>& is_in_force,
                               std::int64_t now_us);

/// None of these is the household's house; nothing else is said of it.
ActionResult reject_proposals(store::Transaction& transaction, const Caller& caller,
                              const model::Area& area,
                              const std::vector<std::int64_t>& household_ids, std::int64_t now_us);

/// Takes back what an action of the same account did, where nothing has happened since.
ActionResult undo_proposals(store::Transaction& transaction, const Caller& caller,
                            const model::Area& area, std::int64_t action_id, std::int64_t now_us);

struct BlindAnswer {
    std::int64_t household_id = 0;
    bool is_unsure = false;
    std::optional<std::string> number; ///< nothing, unless unsure: no footprint
};
/// False: it does not wait for the check. Where the caller may set the household's link, the answer
/// is written as such; else it is kept for comparison alone, and a proposal that it contradicts is
/// not sure any more.
bool answer_blindly(store::Transaction& transaction, const Caller& caller, const model::Area& area,
                    const BlindAnswer& answer, std::int64_t now_us);

/// How many open proposals a wanted precision allows to confirm together.
struct PrecisionStep {
    double precision = 0;
    std::optional<double> threshold; ///< least probability; nothing: not a single one
    std::int64_t proposals = 0;
    double expected_errors = 0;
};
/// Of the open proposals in the area, likeliest first as long as the expected share of wrong ones
/// stays within 1 − precision.
std::vector<PrecisionStep> precision_steps(store::Reader& reader, const model::Area& area,
                                           const std::vector<double>& precisions);
/// Of the open proposals at and below the division, those that the last finished run of its county
/// called sure; nothing: no such run, or it called none so. The run leaves room for the error of
/// the probabilities themselves, so its threshold is higher than precision_steps gives.
std::optional<PrecisionStep> sure_step(store::Reader& reader, const model::Division& division);

} // namespace tuban::workflow
