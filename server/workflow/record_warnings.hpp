#pragma once

#include "base/report.hpp"
#include "server/workflow/record_history.hpp"
#include "server/workflow/record_state.hpp"

#include <nlohmann/json_fwd.hpp>

#include <vector>

namespace tuban::workflow {

/// What a reviewer should look at twice; nothing here stands against submitting or approving.
/// Codes: grade_changed, area_round, area_differs, patch_shared.
std::vector<Issue> record_warnings(store::Reader& reader, const model::Area& area,
                                   const RecordState& state, const nlohmann::json& body,
                                   const nlohmann::json& sources, const History& history);

} // namespace tuban::workflow
