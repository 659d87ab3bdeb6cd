#pragma once

#include "data/store/photo_files.hpp"
#include "spatial/geometry/grid.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace tuban::jobs {

/// A visit to a household's house, and what its photos tell.
struct SampleVisit {
    std::int64_t household_id = 0;
    std::optional<geometry::LonLat> camera; ///< where they were taken; nothing: no fix
    bool has_hazard = false;                ///< C or D: the hazard is photographed too
    std::int64_t at_us = 0;
    std::size_t lot = 0; ///< which of the pictures
};

/// Gives each record its photos, once: few pictures, each with the place and time of its visit.
void add_sample_photos(store::Store& store, const store::PhotoFiles& files,
                       const std::vector<SampleVisit>& visits);

} // namespace tuban::jobs
