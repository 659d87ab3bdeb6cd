#include "server/workflow/link_change.hpp"

#include "data/store/audit.hpp"

#include <nlohmann/json.hpp>

namespace tuban::workflow {

void write_link(store::Transaction& transaction, const model::Actor& actor, RecordState& state,
                const store::Link& link, const std::string& action, const std::string& reason,
                std::int64_t now_us) {
    auto& household = state.household;
    store::set_link(transaction, household.id, link, actor.account_id, now_us);
    nlohmann::json audit{{"before", {{"state", model::to_string(household.patch_state)}}},
                         {"after", {{"state", model::to_string(link.state)}}}};
    if (household.patch_number) {
        audit["before"]["number"] = *household.patch_number;
    }
    if (link.number) {
        audit["after"]["number"] = *link.number;
    }
    if (!reason.empty()) {
        audit["reason"] = reason;
    }
    store::append_audit(transaction, actor, action, "household", std::to_string(household.id),
                        audit.dump());
    household.patch_state = link.state;
    household.patch_number = link.number;
}

} // namespace tuban::workflow
