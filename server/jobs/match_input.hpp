#pragma once

#include "data/store/divisions.hpp"
#include "data/store/match_counties.hpp"
#include "server/jobs/job_run.hpp"
#include "server/jobs/match.hpp"
#include "server/map/scopes.hpp"
#include "spatial/matching/county.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace tuban::jobs {

/// What a run reads once, at its beginning.
struct MatchInput {
    model::Area area = store::whole_area();
    std::shared_ptr<const map::AreaView> view;
    double precision = store::default_precision;
    std::vector<matching::DivisionInput> divisions;
    std::vector<matching::CountyHousehold> households;
    std::vector<std::int64_t> ids;          ///< of households
    std::vector<std::int64_t> division_ids; ///< of households
};

/// When the newest of the footprints in view were published; those drawn by hand don't count.
std::int64_t published_at_us(store::Reader& reader, const map::AreaView& view);

/// The area's divisions with their former names, and the codes that were merged into them.
std::vector<matching::DivisionInput> read_match_divisions(store::Reader& reader,
                                                          const model::Area& area);

/// Of a county, in one reading transaction.
MatchInput read_match_input(const MatchParts& parts, std::int64_t division_id);

/// The footprints in force; throws JobStopped where the run is cancelled.
matching::CountyPatches read_match_patches(const MatchParts& parts, const MatchInput& input,
                                           JobRun& run);

} // namespace tuban::jobs
