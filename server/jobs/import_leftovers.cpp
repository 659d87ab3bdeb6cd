#include "server/jobs/import_leftovers.hpp"

#include "server/jobs/import_patches_batch.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace tuban::jobs {
namespace {

namespace fs = std::filesystem;

void remove_old_segments(const fs::path& folder, const std::vector<store::SegmentInForce>& in_force,
                         fs::file_time_type oldest_kept) {
    for (const auto& entry : fs::directory_iterator(folder)) {
        const bool serves = std::ranges::any_of(in_force, [&](const auto& one) {
            return entry.path().stem().string() == one.file_hash;
        });
        if (entry.path().extension() == ".seg" && !serves &&
            entry.last_write_time() < oldest_kept) {
            fs::remove(entry.path());
        }
    }
}

void remove_old_overlays(const fs::path& folder, fs::file_time_type oldest_kept) {
    if (!fs::exists(folder)) {
        return;
    }
    for (const auto& scratch : fs::directory_iterator(folder)) {
        if (scratch.last_write_time() < oldest_kept) {
            fs::remove_all(scratch.path());
        }
    }
}

} // namespace

void remove_leftovers(const model::DataFolder& folder,
                      const std::vector<store::SegmentInForce>& in_force) {
    const auto oldest_kept = fs::file_time_type::clock::now() - std::chrono::hours(1);
    remove_unfinished_batches(folder);
    remove_old_segments(folder.segments(), in_force, oldest_kept);
    remove_old_overlays(folder.segments() / "overlays", oldest_kept);
}

} // namespace tuban::jobs
