#include "server/workflow/record_history.hpp"

namespace tuban::workflow {

using model::Action;
using model::Status;

const store::HistoryEntry* last_return(const History& history) {
    for (const auto& entry : history) {
        const auto action = entry.revision.action;
        if (action == Action::return_back || action == Action::withdraw) {
            return &entry;
        }
        if (action == Action::approve) {
            return nullptr;
        }
    }
    return nullptr;
}

const store::HistoryEntry* previous_submission(const History& history, Status status) {
    bool is_own = status == Status::submitted || status == Status::approved;
    for (const auto& entry : history) {
        if (entry.revision.action != Action::submit) {
            continue;
        }
        if (!is_own) {
            return &entry;
        }
        is_own = false;
    }
    return nullptr;
}

} // namespace tuban::workflow
