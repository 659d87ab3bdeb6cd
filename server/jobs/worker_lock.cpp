#include "server/jobs/worker_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace tuban::jobs {

std::optional<WorkerLock> WorkerLock::try_acquire(const std::filesystem::path& data_folder) {
    const auto file = data_folder / "jobs.lock";
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): open is declared so
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) {
        throw std::system_error(errno, std::generic_category(), file.string());
    }
    WorkerLock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            throw std::system_error(errno, std::generic_category(), file.string());
        }
        return std::nullopt;
    }
    return lock;
}

WorkerLock::WorkerLock(WorkerLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

WorkerLock& WorkerLock::operator=(WorkerLock&& other) noexcept {
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

WorkerLock::~WorkerLock() {
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

} // namespace tuban::jobs
