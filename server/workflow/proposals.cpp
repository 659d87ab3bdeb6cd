#include "server/workflow/proposals.hpp"

#include "data/store/audit.hpp"
#include "data/store/divisions.hpp"
#include "data/store/jobs.hpp"
#include "data/store/links.hpp"
#include "data/store/match_counties.hpp"
#include "data/store/match_decisions.hpp"
#include "data/store/proposals.hpp"
#include "server/workflow/link_change.hpp"
#include "server/workflow/proposal_state.hpp"
#include "server/workflow/review.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace tuban::workflow {
namespace {

using model::BlindCheck;
using model::PatchState;
using model::Proposal;
using model::ProposalState;

constexpr const char* form_name = "lookback";

struct SkipText {
    const char* identifier;
    const char* text;
};
// In the order of Skip.
constexpr std::array skip_texts{
    SkipText{"gone", "这一户不在本区划内，或者没有系统建议。"},
    SkipText{"no_patch", "系统没有为这一户建议图斑，请在地图上选择。"},
    SkipText{"decided", "这条建议已经处理过。"},
    SkipText{"linked", "这一户已有人选定图斑，没有改动。"},
    SkipText{"locked", "档案已上报，或您的账号不能改动这一户的图斑。"},
    SkipText{"taken", "该图斑在此期间已被另一户选定，请打开这一户核对是否共用。"},
    SkipText{"blind_check", "这一户在抽查样本中，请先在“盲查”中核对。"},
    SkipText{"changed", "在此之后情况有变化，没有改动，请打开这一户核对。"},
};

bool may_link(const RecordState& state, const Caller& caller, bool has_number) {
    return may_change_link(state.document.status,
                           link_action(state.household.patch_state, has_number), caller.role,
                           is_filling_in(state, caller));
}

/// What keeps a proposal from being decided, whichever way.
std::optional<Skip> why_not_decidable(const std::optional<RecordState>& state,
                                      const std::optional<Proposal>& proposal) {
    if (!state || !proposal) {
        return Skip::gone;
    }
    if (!proposal->patch_number) {
        return Skip::no_patch;
    }
    if (proposal->state != ProposalState::open) {
        return Skip::decided;
    }
    if (state->is_linked()) {
        return Skip::linked;
    }
    if (proposal->blind == BlindCheck::waiting) {
        return Skip::blind_check;
    }
    return std::nullopt;
}

/// A decision that changes no link; one that does has the link's own row.
void audit(store::Transaction& transaction, const Caller& caller, const char* action,
           std::int64_t household_id, const std::string& patch_number) {
    store::append_audit(transaction, caller.actor, action, "household",
                        std::to_string(household_id),
                        nlohmann::json{{"number", patch_number}}.dump());
}

std::vector<std::int64_t> each_once(std::vector<std::int64_t> ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

model::DecisionMethod method_of(std::size_t households) {
    return households == 1 ? model::DecisionMethod::single : model::DecisionMethod::bulk;
}

} // namespace

const char* to_string(Skip skip) {
    return skip_texts.at(static_cast<std::size_t>(skip)).identifier;
}

const char* explain(Skip skip) {
    return skip_texts.at(static_cast<std::size_t>(skip)).text;
}

ActionResult confirm_proposals(store::Transaction& transaction, const Caller& caller,
                               const model::Area& area,
                               const std::vector<std::int64_t>& household_ids,
                               const std::function<bool(const std::string&)>& is_in_force,
                               std::int64_t now_us) {
    ActionResult result;
    result.action_id = store::new_id();
    const auto ids = each_once(household_ids);
    for (const auto id : ids) {
        auto state = find_record(transaction, area, id, form_name);
        const auto proposal = store::find_proposal(transaction, id);
        auto skip = why_not_decidable(state, proposal);
        if (!skip && !may_link(*state, caller, true)) {
            skip = Skip::locked;
        } else if (!skip && !is_in_force(*proposal->patch_number)) {
            skip = Skip::changed;
        } else if (!skip && store::is_taken_since(transaction, *proposal->patch_number, id,
                                                  proposal->evaluated_at_us, now_us)) {
            skip = Skip::taken;
        }
        if (skip) {
            result.skipped.push_back({id, *skip});
            continue;
        }
        const auto state_before = state->household.patch_state;
        write_link(transaction, caller.actor, *state,
                   {PatchState::linked, proposal->patch_number, true}, "patch.confirm", "", now_us);
        decide_proposal(transaction, *proposal,
                        {result.action_id, method_of(ids.size()), true, proposal->patch_number,
                         state_before, caller.actor.account_id},
                        true, now_us);
        ++result.changed;
    }
    return result;
}

ActionResult reject_proposals(store::Transaction& transaction, const Caller& caller,
                              const model::Area& area,
                              const std::vector<std::int64_t>& household_ids, std::int64_t now_us) {
    ActionResult result;
    result.action_id = store::new_id();
    const auto ids = each_once(household_ids);
    for (const auto id : ids) {
        const auto state = find_record(transaction, area, id, form_name);
        const auto proposal = store::find_proposal(transaction, id);
        auto skip = why_not_decidable(state, proposal);
        if (!skip && !may_link(*state, caller, true)) {
            skip = Skip::locked;
        }
        if (skip) {
            result.skipped.push_back({id, *skip});
            continue;
        }
        decide_proposal(transaction, *proposal,
                        {result.action_id, method_of(ids.size()), false, std::nullopt,
                         state->household.patch_state, caller.actor.account_id},
                        true, now_us);
        audit(transaction, caller, "proposal.reject", id, *proposal->patch_number);
        ++result.changed;
    }
    return result;
}

ActionResult undo_proposals(store::Transaction& transaction, const Caller& caller,
                            const model::Area& area, std::int64_t action_id, std::int64_t now_us) {
    ActionResult result;
    result.action_id = action_id;
    for (const auto& done :
         store::decisions_of_action(transaction, action_id, caller.actor.account_id)) {
        auto state = find_record(transaction, area, done.household_id, form_name);
        const auto proposal = store::find_proposal(transaction, done.household_id);
        const auto skip = [&]() -> std::optional<Skip> {
            if (!state) {
                return Skip::gone;
            }
            if (!proposal || proposal->action_id != action_id) {
                return Skip::changed;
            }
            if (!done.has_link) {
                return std::nullopt;
            }
            const auto& household = state->household;
            if (household.patch_at_us != done.at_us ||
                household.patch_number != done.chosen_number) {
                return Skip::changed;
            }
            if (done.state_before == PatchState::linked) {
                // Which footprint it was is not kept here.
                return household.patch_number ? std::optional(Skip::changed) : std::nullopt;
            }
            const bool may_clear = may_change_link(state->document.status, LinkAction::clear,
                                                   caller.role, is_filling_in(*state, caller));
            return may_clear ? std::nullopt : std::optional(Skip::locked);
        }();
        if (skip) {
            result.skipped.push_back({done.household_id, *skip});
            continue;
        }
        if (done.has_link && done.state_before != PatchState::linked) {
            write_link(transaction, caller.actor, *state, {done.state_before, std::nullopt},
                       "patch.undo", "", now_us);
        } else {
            audit(transaction, caller, "proposal.undo", done.household_id, done.patch_number);
        }
        store::undo_match_decisions(transaction, done.household_id, done.patch_number, action_id,
                                    now_us);
        auto open = *proposal;
        open.state = ProposalState::open;
        open.decided_at_us.reset();
        open.action_id.reset();
        replace_proposal(transaction, proposal, open, now_us);
        ++result.changed;
    }
    return result;
}

bool answer_blindly(store::Transaction& transaction, const Caller& caller, const model::Area& area,
                    const BlindAnswer& answer, std::int64_t now_us) {
    auto state = find_record(transaction, area, answer.household_id, form_name);
    auto proposal = store::find_proposal(transaction, answer.household_id);
    if (!state || state->is_linked() || !proposal || proposal->state != ProposalState::open ||
        proposal->blind != BlindCheck::waiting) {
        return false;
    }
    if (answer.is_unsure) {
        auto after = *proposal;
        after.blind = BlindCheck::unsure;
        replace_proposal(transaction, proposal, after, now_us);
        return true;
    }
    const bool is_confirmed = answer.number == proposal->patch_number;
    const auto state_before = state->household.patch_state;
    const bool is_written = may_link(*state, caller, answer.number.has_value());
    if (is_written) {
        write_link(transaction, caller.actor, *state,
                   {answer.number ? PatchState::linked : PatchState::not_found, answer.number},
                   "patch.set", "", now_us);
    } else {
        audit(transaction, caller, "proposal.check", answer.household_id,
              answer.number.value_or(""));
    }
    if (!is_written && !is_confirmed) {
        auto unsure = *proposal;
        unsure.decision = model::MatchDecision::review;
        replace_proposal(transaction, proposal, unsure, now_us);
        proposal = unsure;
    }
    decide_proposal(transaction, *proposal,
                    {store::new_id(), model::DecisionMethod::blind, is_confirmed, answer.number,
                     state_before, caller.actor.account_id},
                    is_written, now_us);
    return true;
}

std::vector<PrecisionStep> precision_steps(store::Reader& reader, const model::Area& area,
                                           const std::vector<double>& precisions) {
    const auto buckets = store::open_probabilities(reader, area);
    std::vector<PrecisionStep> steps;
    for (const auto precision : precisions) {
        PrecisionStep step;
        step.precision = precision;
        std::int64_t proposals = 0;
        double errors = 0;
        for (const auto& bucket : buckets) {
            proposals += bucket.proposals;
            errors += bucket.expected_errors;
            if (errors <= (1 - precision) * static_cast<double>(proposals)) {
                step.threshold = bucket.least;
                step.proposals = proposals;
                step.expected_errors = errors;
            }
        }
        steps.push_back(step);
    }
    return steps;
}

std::optional<PrecisionStep> sure_step(store::Reader& reader, const model::Division& division) {
    for (const auto& unit : store::division_path(reader, division.id)) {
        if (!store::is_match_unit(reader, unit)) {
            continue;
        }
        const auto run = store::latest_done_job(reader, store::match_job_kind, unit.id);
        const auto report = run ? nlohmann::json::parse(run->job.report) : nlohmann::json::object();
        const double least = report.value("threshold", 1.0);
        if (least >= 1) {
            return std::nullopt;
        }
        const auto sure = store::open_from(reader, store::area_of(division), least);
        return PrecisionStep{report.value("precision", store::default_precision), least,
                             sure.proposals, sure.expected_errors};
    }
    return std::nullopt;
}

} // namespace tuban::workflow
