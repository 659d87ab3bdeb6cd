#include "server/workflow/record_view.hpp"

#include "data/codelists/code_lists.hpp"
#include "data/model/identifiers.hpp"
#include "data/store/divisions.hpp"
#include "data/store/documents.hpp"
#include "data/store/photos.hpp"
#include "server/workflow/calendar.hpp"
#include "server/workflow/lookback_checks.hpp"
#include "server/workflow/personal_fields.hpp"
#include "server/workflow/record_diff.hpp"
#include "server/workflow/record_history.hpp"
#include "server/workflow/record_warnings.hpp"
#include "server/workflow/review.hpp"

#include <nlohmann/json.hpp>

#include <vector>

namespace tuban::workflow {
namespace {

using model::Action;
using model::Status;
using nlohmann::json;

std::string label_of(const std::string& list, const std::string& code) {
    return codelists::CodeLists::embedded().find_label(list, code).value_or(code);
}

json to_json(const store::HistoryEntry& entry) {
    const auto& revision = entry.revision;
    return {{"version", revision.version},
            {"action", model::to_string(revision.action)},
            {"status", model::to_string(revision.status)},
            {"by", model::mask_name(entry.account_name)},
            {"at", time_text(revision.at_us)},
            {"reasons", revision.reasons},
            {"opinion", revision.opinion}};
}

bool may_change_patch(const RecordState& state, const Caller& caller) {
    const auto patch_state = state.household.patch_state;
    const auto may = [&](LinkAction action) {
        return may_change_link(state.document.status, action, caller.role,
                               is_filling_in(state, caller));
    };
    return may(link_action(patch_state, true)) ||
           (patch_state != model::PatchState::unlinked && may(LinkAction::clear));
}

json allowed_actions(const RecordState& state, const Caller& caller) {
    auto allowed = json::array();
    for (const auto action :
         {Action::save, Action::submit, Action::approve, Action::return_back, Action::withdraw}) {
        if (next_status(state.document.status, action, caller.role, is_filling_in(state, caller))) {
            allowed.push_back(model::to_string(action));
        }
    }
    if (may_change_patch(state, caller)) {
        allowed.push_back("patch");
    }
    return allowed;
}

bool is_open(Status status) {
    return status != Status::submitted && status != Status::approved;
}

} // namespace

json RecordView::first_body(const RecordState& state) const {
    const auto& household = state.household;
    auto body = json::object();
    if (!household.phone_masked.empty()) {
        body["phone"] = household.phone_masked;
    }
    if (household.family_size) {
        body["family_size"] = *household.family_size;
    }
    if (household.id_sealed) {
        const auto id = m_sealer->unseal(*household.id_sealed);
        if (model::is_citizen_id(id)) {
            body["sex"] = model::sex_of_citizen(id);
        }
    }
    if (!household.address.empty()) {
        body["address"] = household.address;
    }
    return body;
}

forms::Issues RecordView::missing(store::Reader& reader, const RecordState& state,
                                  const json& stored_body, std::int64_t now_us) const {
    LookbackContext context;
    context.now_us = now_us;
    context.patch_state = state.household.patch_state;
    context.has_village = state.has_village();
    context.is_other_village = [&](const std::string& code) {
        const auto division = store::find_division(reader, code);
        return division && division->level == model::Level::village &&
               division->id != state.division.id;
    };
    for (const auto& photo : store::list_photos(reader, state.household.id, m_form->name())) {
        ++context.photos[photo.slot];
    }
    return lookback_issues(*m_form, PersonalFields(*m_form, *m_sealer).unseal(stored_body),
                           context);
}

std::string RecordView::differences(const json& before, const json& after) const {
    return compare_bodies(*m_form, label_of, before, after).changes_json;
}

Answer RecordView::render(store::Reader& reader, const Caller& caller, const model::Area& area,
                          const RecordState& state, std::int64_t now_us) const {
    const auto& document = state.document;
    auto body = body_of(document.body);
    auto sources = sources_of(document.body);
    if (document.version == 0) {
        body = first_body(state);
        for (const auto& [name, value] : body.items()) {
            sources[name] = {{"source", "list"}};
        }
    }
    put_household_facts(body, state);

    const auto history =
        document.version == 0 ? History{} : store::document_history(reader, document.id);
    RecordDiff diff;
    diff.changes_json = "[]";
    if (const auto* const previous = previous_submission(history, document.status)) {
        diff = compare_bodies(*m_form, label_of, body_of(previous->revision.body), body);
    }
    auto missing_fields = json::array();
    if (is_open(document.status)) {
        for (const auto& issue : missing(reader, state, body, now_us)) {
            const auto* const field = m_form->find_field(issue.field);
            missing_fields.push_back({{"field", issue.field},
                                      {"section", field == nullptr ? "photos" : field->section},
                                      {"label", issue.subject},
                                      {"message", issue.detail}});
        }
    }
    const auto* const returned = last_return(history);
    auto entries = json::array();
    for (const auto& entry : history) {
        entries.push_back(to_json(entry));
    }
    auto warnings = json::array();
    auto found = record_warnings(reader, area, state, body, sources, history);
    const auto photos = store::list_photos(reader, state.household.id, m_form->name());
    warn_far_photos(found, photos, place_of_patch(m_patch_place, reader, area, state));
    for (const auto& warning : found) {
        warnings.push_back({{"code", warning.code}, {"message", warning.detail}});
    }
    const json record{
        {"household_id", std::to_string(state.household.id)},
        {"form", m_form->name()},
        {"form_version", m_form->version()},
        {"status", model::to_string(document.status)},
        {"version", document.version},
        {"body", PersonalFields(*m_form, *m_sealer).mask(body)},
        {"sources", sources},
        {"missing", missing_fields},
        {"changes", json::parse(diff.changes_json)},
        {"unchanged_count", diff.unchanged_count},
        {"warnings", warnings},
        {"history", entries},
        {"last_return", returned == nullptr ? json() : to_json(*returned)},
        {"updated_at", document.version == 0 ? json() : json(time_text(document.updated_at_us))},
        {"allowed", allowed_actions(state, caller)},
    };
    return {document.version, record.dump()};
}

} // namespace tuban::workflow
