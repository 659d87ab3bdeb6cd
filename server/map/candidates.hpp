#pragma once

#include "data/model/division.hpp"
#include "data/model/household.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/store.hpp"
#include "server/map/scopes.hpp"
#include "spatial/matching/candidates.hpp"

namespace tuban::map {

/// The patches of `view` that may be the household's house, best first. Who has taken one is told
/// by a masked name, and only of households in `area`.
matching::Ranking rank_candidates(store::Reader& reader, Scopes& scopes, const seal::Sealer& sealer,
                                  const AreaView& view, const model::Area& area,
                                  const model::Household& household);

} // namespace tuban::map
