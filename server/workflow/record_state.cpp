#include "server/workflow/record_state.hpp"

#include "data/store/audit.hpp"
#include "data/store/counters.hpp"
#include "data/store/divisions.hpp"
#include "data/store/households.hpp"
#include "data/store/patch_changes.hpp"
#include "server/workflow/proposal_state.hpp"
#include "server/workflow/statistics_store.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace tuban::workflow {

using nlohmann::json;

std::optional<RecordState> find_record(store::Reader& reader, const model::Area& area,
                                       std::int64_t household_id, const std::string& form) {
    auto household = store::find_household(reader, area, household_id);
    if (!household) {
        return std::nullopt;
    }
    RecordState state;
    state.household = std::move(*household);
    state.division = store::find_division(reader, state.household.division_id).value();
    state.document.household_id = household_id;
    state.document.form = form;
    if (auto document = store::find_document(reader, area, household_id, form)) {
        state.document = std::move(*document);
    }
    return state;
}

bool is_filling_in(const RecordState& state, const Caller& caller) {
    return !state.has_village() || (state.document.status == model::Status::draft &&
                                    state.document.updated_by == caller.actor.account_id);
}

json body_of(const std::string& stored) {
    auto body = json::parse(stored);
    body.erase("sources");
    return body;
}

json sources_of(const std::string& stored) {
    return json::parse(stored).value("sources", json::object());
}

std::string to_stored(json body, const json& sources) {
    if (!sources.empty()) {
        body["sources"] = sources;
    }
    return body.dump();
}

void put_household_facts(json& body, const RecordState& state) {
    body.erase("division");
    body.erase("patch");
    if (state.has_village()) {
        body["division"] = state.division.code;
    }
    if (state.household.patch_state != model::PatchState::unlinked) {
        body["patch"] = {{"state", model::to_string(state.household.patch_state)}};
        if (state.household.patch_number) {
            body["patch"]["number"] = *state.household.patch_number;
        }
    }
}

Facts facts_of(model::Status status, const json& body) {
    Facts facts;
    facts.status = status;
    if (body.value("deceased_cancelled", false)) {
        facts.housing = "deceased";
        return facts;
    }
    facts.housing = body.value("housing", "");
    if (facts.housing == "own_rural") {
        facts.grade = body.value("grade", "");
    }
    return facts;
}

void write_record(store::Transaction& transaction, const model::Actor& actor,
                  const RecordState& before, const RecordChange& change) {
    const auto& document = change.document;
    const auto& household = before.household;
    if (before.document.version == 0) {
        store::insert_document(transaction, document);
    } else if (!store::update_document(transaction, document, before.document.version)) {
        throw store::StoreError(store::StoreFault::serialization, "record written meanwhile");
    }
    const bool is_status_change = document.status != before.document.status;
    if (change.action != model::Action::save || is_status_change) {
        store::append_revision(transaction, document.id,
                               {document.version, change.action, document.status, document.body,
                                change.reasons, change.opinion, actor.account_id,
                                document.updated_at_us});
    }

    const auto list = model::to_string(household.list);
    const auto day = store::day_of(document.updated_at_us);
    const Facts old_facts{household.status, household.housing, household.grade};
    const auto new_facts = facts_of(document.status, json::parse(document.body));
    move_contribution(transaction, list, day, {household.division_id, old_facts},
                      {change.division_id, new_facts});
    if (change.division_id != household.division_id) {
        store::assign_division(transaction, household.id, change.division_id);
        move_proposal(transaction, household.id, change.division_id, document.updated_at_us);
    }
    store::set_record_facts(
        transaction, household.id,
        {new_facts.status, new_facts.housing, new_facts.grade, change.is_resubmitted},
        document.updated_at_us);
    const bool is_seen_on_map = is_status_change || new_facts.grade != old_facts.grade ||
                                new_facts.housing != old_facts.housing;
    if (before.is_linked() && is_seen_on_map) {
        store::append_patch_change(transaction, *household.patch_number);
    }
    store::append_audit(transaction, actor,
                        std::string("record.") + model::to_string(change.action), "household",
                        std::to_string(household.id), change.audit);
}

} // namespace tuban::workflow
