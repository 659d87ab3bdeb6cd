#include "server/jobs/import_lock.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/system_fault.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <thread>

namespace tuban::jobs {
namespace {

int open_lock(const model::DataFolder& folder) {
    namespace fs = std::filesystem;
    for (const auto& part : {folder.segments(), folder.batches()}) {
        if (fs::create_directories(part)) {
            fs::permissions(part, fs::perms::owner_all);
        }
    }
    return ::open((folder.segments() / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

/// A signal may come just before the wait begins, so that the wait is many short ones.
bool wait_for(int descriptor, const std::function<bool()>& is_cancelled) {
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (is_cancelled && is_cancelled()) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return true;
}

} // namespace

ImportLock::ImportLock(const model::DataFolder& folder, const std::function<bool()>& is_cancelled)
    : m_descriptor(open_lock(folder)) {
    if (m_descriptor < 0) {
        fail_to_write(folder.segments(), errno);
    }
    if (::flock(m_descriptor, LOCK_EX | LOCK_NB) != 0) {
        log_info("另一个图斑导入正在进行，等待它完成");
        if (!wait_for(m_descriptor, is_cancelled)) {
            ::close(m_descriptor);
            throw Error("cancelled", "已取消");
        }
    }
}

ImportLock::~ImportLock() {
    ::close(m_descriptor);
}

} // namespace tuban::jobs
