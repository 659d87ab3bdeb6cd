#include "data/store/audit.hpp"
#include "server/workflow/answers.hpp"
#include "server/workflow/personal_fields.hpp"
#include "server/workflow/records.hpp"

#include <nlohmann/json.hpp>

namespace tuban::workflow {

using nlohmann::json;

Outcome Records::reveal(const Caller& caller, const model::Area& area, std::int64_t household_id,
                        const std::string& reason) const {
    if (caller.role != model::Role::collector && caller.role != model::Role::reviewer) {
        return refuse(Refusal::not_allowed, "您的账号没有查看完整证件号码和电话的权限。");
    }
    if (auto issues = opinion_issues("/reason", "查看原因", reason); !issues.empty()) {
        return refuse(Refusal::invalid, "查看完整号码要填写原因。", std::move(issues));
    }
    return m_store->write_value([&](store::Transaction& transaction) -> Outcome {
        const auto state = find_record(transaction, area, household_id, m_form->name());
        if (!state) {
            return not_found();
        }
        json fields = json::object();
        for (const auto& [pointer, value] :
             PersonalFields(*m_form, *m_sealer).secrets(body_of(state->document.body))) {
            fields[pointer] = value;
        }
        if (state->household.id_sealed) {
            fields["/household/id_number"] = m_sealer->unseal(*state->household.id_sealed);
        }
        if (state->household.phone_sealed) {
            fields["/household/phone"] = m_sealer->unseal(*state->household.phone_sealed);
        }
        store::append_audit(transaction, caller.actor, "record.reveal", "household",
                            std::to_string(household_id),
                            json{{"reason", reason}, {"fields", fields.size()}}.dump());
        const json answer{{"household_id", std::to_string(household_id)},
                          {"version", state->document.version},
                          {"fields", fields}};
        return Answer{state->document.version, answer.dump()};
    });
}

} // namespace tuban::workflow
