#pragma once

#include "base/scratch_folder.hpp"
#include "data/model/data_folder.hpp"
#include "data/seal/sealer.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tuban::jobs {

/// The files that belong together with one that is imported: a shapefile's parts, a CSV's .prj, the
/// content of a .gdb folder; else the file alone. Sorted.
std::vector<std::filesystem::path> batch_files(const std::filesystem::path& file);

/// Keeps what is imported under DIR/batches/<hash>, sealed, and returns the hash: of the file's
/// bytes, or of an uncompressed tar of the files that belong together (names, no times and owners,
/// so that the same files give the same hash). Does nothing when it is kept already. A crash leaves
/// at most a .part file.
std::string keep_batch(const std::filesystem::path& file, const seal::Sealer& sealer,
                       const model::DataFolder& folder);

/// A kept batch in clear, under the name that it came with, as long as this lives. It holds
/// personal data: only the folder's owner may read it, and what a killed process left is removed
/// with the other unfinished ones.
class UnpackedBatch {
  public:
    /// In a folder of its own below `scratch`. Throws Error `batch_missing`, `seal_broken`,
    /// `read_failed`, `write_failed`.
    UnpackedBatch(const std::string& hash, const std::string& file_name, const seal::Sealer& sealer,
                  const model::DataFolder& folder, const std::filesystem::path& scratch);

    const std::filesystem::path& file() const noexcept { return m_file; }

  private:
    ScratchFolder m_folder;
    std::filesystem::path m_file;
};

/// Removes what a killed import left in DIR/batches.
void remove_unfinished_batches(const model::DataFolder& folder);

} // namespace tuban::jobs
