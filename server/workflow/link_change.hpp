#pragma once

#include "data/model/account.hpp"
#include "data/store/links.hpp"
#include "data/store/store.hpp"
#include "server/workflow/record_state.hpp"

#include <cstdint>
#include <string>

namespace tuban::workflow {

/// Sets a household's link with its audit row, in the caller's transaction, and carries it into
/// `state`. Whether it may be set is asked before (review.hpp).
void write_link(store::Transaction& transaction, const model::Actor& actor, RecordState& state,
                const store::Link& link, const std::string& action, const std::string& reason,
                std::int64_t now_us);

} // namespace tuban::workflow
