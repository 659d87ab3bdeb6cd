#include "server/workflow/records.hpp"

#include "data/store/audit.hpp"
#include "data/store/divisions.hpp"
#include "server/workflow/answers.hpp"
#include "server/workflow/draft.hpp"
#include "server/workflow/record_history.hpp"
#include "server/workflow/review.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace tuban::workflow {
namespace {

using model::Action;
using model::Status;
using nlohmann::json;

const char* status_label(Status status) {
    switch (status) {
    case Status::not_started:
        return "未录入";
    case Status::draft:
        return "已录入未上报";
    case Status::submitted:
        return "已上报待审核";
    case Status::approved:
        return "审核通过";
    case Status::returned:
        return "退回补正";
    }
    return "";
}

Outcome not_allowed(const RecordState& state, Action action) {
    const char* what = "";
    switch (action) {
    case Action::save:
        what = "保存";
        break;
    case Action::submit:
        what = "上报";
        break;
    case Action::approve:
        what = "审核通过";
        break;
    case Action::return_back:
        what = "退回补正";
        break;
    case Action::withdraw:
        what = "撤回到退回补正";
        break;
    }
    return refuse(Refusal::not_allowed,
                  fmt::format("这份档案现在是“{}”，您的账号不能{}。请刷新后按当前状态办理。",
                              status_label(state.document.status), what));
}

/// The division that a save files the household under: the village that was chosen for one that had
/// none, else its own. Nothing when that village can't be chosen.
std::optional<std::int64_t> chosen_division(store::Reader& reader, const model::Area& area,
                                            const RecordState& state, const std::string& code) {
    if (code.empty() || code == state.division.code) {
        return state.household.division_id;
    }
    const auto village = store::find_division(reader, code);
    const bool is_possible = !state.has_village() && village &&
                             village->level == model::Level::village &&
                             area.contains(village->first_label);
    return is_possible ? std::optional(village->id) : std::nullopt;
}

Outcome bad_division() {
    return refuse(Refusal::invalid, "所在村不能这样改。",
                  {{"bad_division", "行政区划", "/division",
                    "①农户：“行政区划”只能给还没有落到村的户选一个您辖区内的村；已有村的户请填“是否"
                    "迁户”。"}});
}

/// Names of the fields that differ, with their values where those are not personal.
std::string audit_of_save(const forms::Form& form, const std::string& changes_json) {
    auto fields = json::array();
    for (const auto& change : json::parse(changes_json)) {
        json entry{{"field", change["field"]}};
        const auto* const field = form.find_field(change["field"].get<std::string>());
        if (field != nullptr && field->personal == forms::Personal::none) {
            entry["before"] = change["before"];
            entry["after"] = change["after"];
        }
        fields.push_back(std::move(entry));
    }
    return json{{"fields", std::move(fields)}}.dump();
}

model::Document next_document(const RecordState& state, const forms::Form& form,
                              const Caller& caller, Status status, std::string body,
                              std::int64_t now_us) {
    auto document = state.document;
    if (document.version == 0) {
        document.id = store::new_id();
    }
    document.form_version = form.version();
    document.status = status;
    ++document.version;
    document.body = std::move(body);
    document.updated_at_us = now_us;
    document.updated_by = caller.actor.account_id;
    return document;
}

} // namespace

struct Records::Decision {
    Action action;
    std::vector<std::string> reasons;
    std::string opinion;
};

Records::Records(store::Store& store, const seal::Sealer& sealer, const forms::Form& form,
                 Clock clock, PatchPlace patch_place)
    : m_store(&store), m_sealer(&sealer), m_form(&form), m_clock(std::move(clock)),
      m_view(form, sealer, std::move(patch_place)) {}

Outcome Records::get(const Caller& caller, const model::Area& area,
                     std::int64_t household_id) const {
    return m_store->read_value([&](store::Reader& reader) -> Outcome {
        const auto state = find_record(reader, area, household_id, m_form->name());
        return state ? Outcome(m_view.render(reader, caller, area, *state, m_clock()))
                     : not_found();
    });
}

Outcome Records::save(const Caller& caller, const model::Area& area, std::int64_t household_id,
                      std::int64_t if_match, std::string_view request, const Key& key) const {
    return m_store->write_value([&](store::Transaction& transaction) -> Outcome {
        if (auto answered = find_answered(transaction, key)) {
            return std::move(*answered);
        }
        auto state = find_record(transaction, area, household_id, m_form->name());
        if (!state) {
            return not_found();
        }
        const auto status = next_status(state->document.status, Action::save, caller.role,
                                        is_filling_in(*state, caller));
        if (!status) {
            return not_allowed(*state, Action::save);
        }
        auto draft = read_draft(*m_form, *m_sealer, *state, request);
        if (!draft) {
            return refuse(Refusal::invalid, "有填写的内容不能保存，请按提示修改。",
                          draft.refusal());
        }
        const auto now_us = m_clock();
        const auto division_id = chosen_division(transaction, area, *state, draft->division);
        if (!division_id) {
            return bad_division();
        }
        auto stored = std::move(draft->stored);
        if (*division_id != state->household.division_id) {
            auto body = body_of(stored);
            body["division"] = draft->division;
            stored = to_stored(std::move(body), sources_of(stored));
        }
        if (state->document.version > 0 && stored == state->document.body) {
            return remember(transaction, key, written(state->household, state->document), now_us);
        }
        if (state->document.version != if_match) {
            const auto current = m_view.render(transaction, caller, area, *state, now_us);
            const auto differences =
                m_view.differences(body_of(state->document.body), body_of(stored));
            return conflict(current, differences);
        }
        RecordChange change;
        change.division_id = *division_id;
        change.audit = audit_of_save(
            *m_form, m_view.differences(body_of(state->document.body), body_of(stored)));
        change.document =
            next_document(*state, *m_form, caller, *status, std::move(stored), now_us);
        write_record(transaction, caller.actor, *state, change);
        return remember(transaction, key, written(state->household, change.document), now_us);
    });
}

Outcome Records::decide(const Caller& caller, const model::Area& area, std::int64_t household_id,
                        std::optional<std::int64_t> if_match, const Decision& decision,
                        const Key& key) const {
    return m_store->write_value([&](store::Transaction& transaction) -> Outcome {
        if (auto answered = find_answered(transaction, key)) {
            return std::move(*answered);
        }
        const auto state = find_record(transaction, area, household_id, m_form->name());
        if (!state) {
            return not_found();
        }
        const auto now_us = m_clock();
        if (if_match && *if_match != state->document.version) {
            return conflict(m_view.render(transaction, caller, area, *state, now_us), "[]");
        }
        const auto status = next_status(state->document.status, decision.action, caller.role,
                                        is_filling_in(*state, caller));
        if (!status) {
            return not_allowed(*state, decision.action);
        }
        RecordChange change;
        change.action = decision.action;
        change.reasons = decision.reasons;
        change.opinion = decision.opinion;
        change.division_id = state->household.division_id;
        auto stored = state->document.body;
        if (decision.action == Action::submit) {
            auto body = body_of(stored);
            put_household_facts(body, *state);
            auto issues = m_view.missing(transaction, *state, body, now_us);
            if (!issues.empty()) {
                auto message = fmt::format("还差 {} 项，不能上报，请按提示补全。", issues.size());
                return refuse(Refusal::incomplete, std::move(message), std::move(issues));
            }
            m_form->remove_hidden(body);
            put_household_facts(body, *state);
            stored = to_stored(std::move(body), sources_of(stored));
            change.is_resubmitted =
                last_return(store::document_history(transaction, state->document.id)) != nullptr;
        }
        change.document =
            next_document(*state, *m_form, caller, *status, std::move(stored), now_us);
        change.audit = json{{"status", model::to_string(*status)},
                            {"version", change.document.version},
                            {"reasons", decision.reasons}}
                           .dump();
        write_record(transaction, caller.actor, *state, change);
        return remember(transaction, key, written(state->household, change.document), now_us);
    });
}

Outcome Records::submit(const Caller& caller, const model::Area& area, std::int64_t household_id,
                        std::optional<std::int64_t> if_match, const Key& key) const {
    return decide(caller, area, household_id, if_match, {Action::submit, {}, {}}, key);
}

Outcome Records::approve(const Caller& caller, const model::Area& area, std::int64_t household_id,
                         std::optional<std::int64_t> if_match, const Key& key) const {
    return decide(caller, area, household_id, if_match, {Action::approve, {}, {}}, key);
}

Outcome Records::return_back(const Caller& caller, const model::Area& area,
                             std::int64_t household_id, std::optional<std::int64_t> if_match,
                             const std::vector<std::string>& reasons, const std::string& opinion,
                             const Key& key) const {
    auto issues = opinion_issues("/opinion", "退回意见", opinion);
    if (reasons.empty() || !std::all_of(reasons.begin(), reasons.end(), is_return_reason)) {
        issues.push_back({"bad_reason", "退回原因", "/reasons", "请至少选一项退回原因。"});
    }
    if (!issues.empty()) {
        return refuse(Refusal::invalid, "退回补正要选原因并填写意见。", std::move(issues));
    }
    return decide(caller, area, household_id, if_match, {Action::return_back, reasons, opinion},
                  key);
}

Outcome Records::withdraw(const Caller& caller, const model::Area& area, std::int64_t household_id,
                          std::optional<std::int64_t> if_match, const std::string& reason,
                          const Key& key) const {
    auto issues = opinion_issues("/reason", "撤回原因", reason);
    if (!issues.empty()) {
        return refuse(Refusal::invalid, "撤回已通过的档案要填写原因。", std::move(issues));
    }
    return decide(caller, area, household_id, if_match, {Action::withdraw, {}, reason}, key);
}

} // namespace tuban::workflow
