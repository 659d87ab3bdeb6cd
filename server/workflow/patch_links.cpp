#include "data/store/links.hpp"
#include "server/workflow/answers.hpp"
#include "server/workflow/link_change.hpp"
#include "server/workflow/proposal_state.hpp"
#include "server/workflow/records.hpp"
#include "server/workflow/review.hpp"

#include <string>

namespace tuban::workflow {
namespace {

using model::PatchState;
using model::Status;

constexpr std::size_t longest_number = 32; // codelists 4.11

/// Where a household stands once its link was taken away: an approved own rural house goes on the
/// backfill list.
PatchState cleared_state(const RecordState& state) {
    return state.document.status == Status::approved && state.household.housing == "own_rural"
               ? PatchState::not_found
               : PatchState::unlinked;
}

store::Link wanted_link(const RecordState& state, const std::optional<std::string>& number,
                        bool is_clear) {
    if (is_clear) {
        return {cleared_state(state), std::nullopt, false};
    }
    return {number ? PatchState::linked : PatchState::not_found, number, false};
}

} // namespace

struct Records::LinkChange {
    std::optional<std::string> number;
    bool is_clear = false;
    std::string reason;
};

Outcome Records::change_link(const Caller& caller, const model::Area& area,
                             std::int64_t household_id, const LinkChange& change,
                             const Key& key) const {
    return m_store->write_value([&](store::Transaction& transaction) -> Outcome {
        if (auto answered = find_answered(transaction, key)) {
            return std::move(*answered);
        }
        auto state = find_record(transaction, area, household_id, m_form->name());
        if (!state) {
            return not_found();
        }
        const auto& household = state->household;
        const auto action = change.is_clear
                                ? LinkAction::clear
                                : link_action(household.patch_state, change.number.has_value());
        if (!may_change_link(state->document.status, action, caller.role,
                             is_filling_in(*state, caller))) {
            return refuse(Refusal::not_allowed, link_refusal(state->document.status, action));
        }
        const auto now_us = m_clock();
        const auto link = wanted_link(*state, change.number, change.is_clear);
        // 未发现图斑 said again is news: looked for once more, still not found.
        const bool is_news = link.state != household.patch_state ||
                             link.number != household.patch_number ||
                             link.state == PatchState::not_found;
        if (is_news) {
            settle_proposal(transaction, caller.actor.account_id, household, link, now_us);
            write_link(transaction, caller.actor, *state, link,
                       change.is_clear ? "patch.clear" : "patch.set", change.reason, now_us);
        }
        return remember(transaction, key, written(household, state->document), now_us);
    });
}

Outcome Records::set_patch(const Caller& caller, const model::Area& area, std::int64_t household_id,
                           const std::optional<std::string>& number, const Key& key) const {
    if (number && (number->empty() || number->size() > longest_number)) {
        return refuse(Refusal::invalid, "图斑编号不对。",
                      {{"bad_number", "图斑编号", "/number",
                        "图斑编号应为1到32个字符，请在地图上重新选择。"}});
    }
    return change_link(caller, area, household_id, {number, false, ""}, key);
}

Outcome Records::clear_patch(const Caller& caller, const model::Area& area,
                             std::int64_t household_id, const std::string& reason,
                             const Key& key) const {
    auto issues = opinion_issues("/reason", "删除原因", reason);
    if (!issues.empty()) {
        return refuse(Refusal::invalid, "删除图斑要填写原因。", std::move(issues));
    }
    return change_link(caller, area, household_id, {std::nullopt, true, reason}, key);
}

} // namespace tuban::workflow
