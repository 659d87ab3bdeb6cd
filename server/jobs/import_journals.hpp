#pragma once

#include "data/model/data_folder.hpp"
#include "data/seal/sealer.hpp"
#include "spatial/io/patch_reader.hpp"
#include "spatial/io/read_journal.hpp"

#include <filesystem>
#include <memory>
#include <set>

namespace tuban::jobs {

/// What the imports of a data folder have read of files and not put in force yet, so that one that
/// was cancelled or killed goes on there: DIR/imports, a sealed journal for each file.
/// Precondition: the ImportLock is held.
class ImportJournals {
  public:
    /// Removes those that nothing was added to for three days.
    ImportJournals(const model::DataFolder& folder, const seal::Sealer& sealer);

    /// The file's journal; nullptr for a file that is not there. What was kept is used when nothing
    /// has changed: the file (name, size, inode, times) and those that belong to it, the options
    /// and the program. The log says what is gone on with, and what begins again.
    std::unique_ptr<io::ReadJournal> open(const std::filesystem::path& file,
                                          const io::ReadOptions& options);
    void remove(const std::filesystem::path& file) const;

  private:
    std::filesystem::path path_of(const std::filesystem::path& file) const;

    std::filesystem::path m_folder;
    const seal::Sealer& m_sealer;
    std::set<std::filesystem::path> m_opened; ///< files
};

} // namespace tuban::jobs
