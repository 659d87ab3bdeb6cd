#pragma once

#include "data/model/data_folder.hpp"

namespace tuban::jobs {

/// Held while one process changes which segments are in force from files: imports and rebuilds of a
/// data folder wait for each other. Makes the folders of segments and batches where they are
/// missing.
class ImportLock {
  public:
    /// Waits. Throws Error `write_failed`.
    explicit ImportLock(const model::DataFolder& folder);
    ~ImportLock();
    ImportLock(const ImportLock&) = delete;
    ImportLock& operator=(const ImportLock&) = delete;

  private:
    int m_descriptor;
};

} // namespace tuban::jobs
