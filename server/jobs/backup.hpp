#pragma once

#include "data/model/data_folder.hpp"

#include <cstdint>
#include <filesystem>

namespace tuban::jobs {

struct BackupReport {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::uint64_t kept = 0; ///< of the files: stood in the target already
};

/// Copies a data folder beside running reads and writes: the store as of one moment, the kept
/// batches, the segments, and a manifest with the hash of each, written last. A target that holds
/// an earlier backup is brought up to date. The key does not go with it: kept apart, a lost backup
/// tells nobody anything. Throws Error `write_failed`, `read_failed`, StoreError.
BackupReport back_up(const model::DataFolder& folder, const std::filesystem::path& target);

/// Checks every file of a backup against its manifest, then puts it into a folder that holds
/// nothing, or its key alone. Throws Error `backup_damaged`, `folder_not_empty`, `write_failed`;
/// then nothing has been put there.
BackupReport restore(const std::filesystem::path& backup, const model::DataFolder& folder);

} // namespace tuban::jobs
