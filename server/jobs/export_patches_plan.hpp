#pragma once

#include "data/model/division.hpp"
#include "data/store/patch_edits.hpp"
#include "data/store/segments.hpp"
#include "server/jobs/export_patches.hpp"
#include "server/map/scopes.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace tuban::jobs {

/// What is exported, as it is when the run begins.
struct ExportPlan {
    model::Division division;
    std::shared_ptr<const map::AreaView> view;
    std::map<std::int64_t, model::Division> divisions; ///< of the area, by id
    std::vector<store::Batch> batches;
    std::vector<store::PatchEdit> edits; ///< of the counties in view

    std::uint64_t patch_count() const;
};

/// Read in one transaction; throws Error `division_gone`.
ExportPlan make_export_plan(const ExportParts& parts, std::int64_t division_id);

} // namespace tuban::jobs
