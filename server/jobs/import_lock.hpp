#pragma once

#include "data/model/data_folder.hpp"

#include <functional>

namespace tuban::jobs {

/// Held while one process changes which segments are in force from files: imports and rebuilds of a
/// data folder wait for each other. Makes the folders of segments and batches where they are
/// missing.
class ImportLock {
  public:
    /// Waits; `is_cancelled`, where given, ends that. Throws Error `write_failed`, `cancelled`.
    explicit ImportLock(const model::DataFolder& folder,
                        const std::function<bool()>& is_cancelled = {});
    ~ImportLock();
    ImportLock(const ImportLock&) = delete;
    ImportLock& operator=(const ImportLock&) = delete;

  private:
    int m_descriptor;
};

} // namespace tuban::jobs
