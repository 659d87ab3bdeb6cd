#pragma once

#include "data/model/proposal.hpp"
#include "data/store/store.hpp"
#include "server/auth/service.hpp"
#include "server/http/api/services.hpp"
#include "server/http/api/shapes.hpp"
#include "server/map/scopes.hpp"

namespace tuban::http::api {

/// [ProposedPatch]: the candidates as they were proposed, each with what is known of it today.
json proposed_patches(const model::Proposal& proposal, const map::AreaView& view,
                      const auth::Principal& principal);

/// [MatchThreshold] for the precisions that people choose among, `precision` one of them.
json thresholds_json(store::Reader& reader, const model::Area& area, double precision);

/// [MatchThreshold] of what the county's last finished run called sure, null where it called
/// nothing so; in a province or city that is no unit of matching null too.
json sure_threshold_json(store::Reader& reader, const model::Division& division);

/// A text or nothing: null.
json time_or_null(const std::optional<std::int64_t>& time_us);

} // namespace tuban::http::api
