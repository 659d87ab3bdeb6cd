#pragma once

#include <filesystem>
#include <optional>

namespace tuban::jobs {

/// The right to work off the jobs of a data folder. One process holds it at a time; it ends with
/// the process, however that ends, so that whoever gets it knows that no job is running.
class WorkerLock {
  public:
    /// Nothing while someone else holds it. Throws std::system_error when the file can't be opened.
    static std::optional<WorkerLock> try_acquire(const std::filesystem::path& data_folder);

    WorkerLock(WorkerLock&& other) noexcept;
    WorkerLock& operator=(WorkerLock&& other) noexcept;
    ~WorkerLock();

  private:
    explicit WorkerLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor;
};

} // namespace tuban::jobs
