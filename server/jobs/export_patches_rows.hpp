#pragma once

#include "server/jobs/export_patches_plan.hpp"
#include "server/jobs/job_run.hpp"
#include "spatial/io/patch_writer.hpp"

#include <cstdint>
#include <filesystem>

namespace tuban::jobs {

/// Where an export's shapes came from.
struct ExportedSources {
    std::uint64_t as_surveyed = 0; ///< from a kept batch or a hand edit, not from the segment
    std::uint64_t unreadable_batches = 0;
};

/// Writes each patch of the plan once. A shape that a source gives is taken when it is what the
/// segment holds, finer than the grid; the newest source is asked first.
/// `scratch` holds batches in clear while they are read. Throws what the run's cancel throws, and
/// Error `write_failed`.
ExportedSources write_patch_rows(const ExportParts& parts, JobRun& run, const ExportPlan& plan,
                                 const std::filesystem::path& scratch, io::PatchWriter& writer);

} // namespace tuban::jobs
