#pragma once

#include "base/report.hpp"
#include "server/workflow/patch_place.hpp"
#include "server/workflow/record_history.hpp"
#include "server/workflow/record_state.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <vector>

namespace tuban::workflow {

/// What a reviewer should look at twice; nothing here stands against submitting or approving.
/// Codes: grade_changed, area_round, area_differs, patch_shared.
std::vector<Issue> record_warnings(store::Reader& reader, const model::Area& area,
                                   const RecordState& state, const nlohmann::json& body,
                                   const nlohmann::json& sources, const History& history);

/// Adds photo_far for each photo of the house that was taken far from its patch.
void warn_far_photos(std::vector<Issue>& warnings, const std::vector<store::Photo>& photos,
                     const std::optional<geometry::LonLat>& patch);

} // namespace tuban::workflow
