#include "spatial/segment/detail/file.hpp"

#include "base/durable_file.hpp"
#include "base/system_fault.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace tuban::segment::detail {
namespace {

constexpr const char* part_prefix = "building-";
constexpr const char* part_suffix = ".part";

bool is_part(const std::filesystem::path& path) {
    return path.extension() == part_suffix && path.filename().string().starts_with(part_prefix);
}

/// A part whose builder is gone has no lock.
void remove_abandoned_parts(const std::filesystem::path& folder) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
        if (is_part(entry.path())) {
            const FileDescriptor file(::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC));
            if (file.get() >= 0 && ::flock(file.get(), LOCK_EX | LOCK_NB) == 0) {
                ::unlink(entry.path().c_str());
            }
        }
    }
}

} // namespace

FileDescriptor::~FileDescriptor() {
    if (m_fd >= 0) {
        ::close(m_fd);
    }
}

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : m_fd(std::exchange(other.m_fd, -1)) {}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
    std::swap(m_fd, other.m_fd);
    return *this;
}

MappedFile::MappedFile(const FileDescriptor& file) {
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) {
        throw std::system_error(errno, std::generic_category());
    }
    const auto length = static_cast<std::size_t>(status.st_size);
    if (length == 0) {
        return;
    }
    void* const at = ::mmap(nullptr, length, PROT_READ, MAP_SHARED, file.get(), 0);
    if (at == MAP_FAILED) {
        throw std::system_error(errno, std::generic_category());
    }
    m_bytes = {static_cast<const std::byte*>(at), length};
}

MappedFile::~MappedFile() {
    if (!m_bytes.empty()) {
        ::munmap(const_cast<std::byte*>(m_bytes.data()), m_bytes.size());
    }
}

MappedFile::MappedFile(MappedFile&& other) noexcept : m_bytes(std::exchange(other.m_bytes, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(m_bytes, other.m_bytes);
    return *this;
}

std::filesystem::path folder_of(const FileDescriptor& file) {
    std::error_code unknown;
    return std::filesystem::read_symlink(fmt::format("/proc/self/fd/{}", file.get()), unknown)
        .parent_path();
}

FileDescriptor open_for_reading(const std::filesystem::path& path) {
    FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) {
        throw std::system_error(errno, std::generic_category());
    }
    return file;
}

void write_at(const FileDescriptor& file, std::span<const std::byte> bytes, std::uint64_t offset) {
    while (!bytes.empty()) {
        const ssize_t written =
            ::pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            const int reason = written < 0 ? errno : 0; // before another call changes it
            fail_to_write(folder_of(file), reason);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
}

PartFile::PartFile(const std::filesystem::path& folder) {
    remove_abandoned_parts(folder);
    for (;;) {
        std::string name = (folder / (std::string(part_prefix) + "XXXXXX" + part_suffix)).string();
        m_file = FileDescriptor(
            ::mkostemps(name.data(), static_cast<int>(std::string(part_suffix).size()), O_CLOEXEC));
        m_path = name;
        struct stat status {};
        if (m_file.get() < 0 || ::flock(m_file.get(), LOCK_EX) != 0 ||
            ::fstat(m_file.get(), &status) != 0) {
            fail_to_write(name, errno);
        }
        if (status.st_nlink > 0) { // else another builder took it for abandoned before the lock
            return;
        }
    }
}

PartFile::~PartFile() {
    unlink();
}

void PartFile::unlink() noexcept {
    if (!m_path.empty()) {
        ::unlink(m_path.c_str());
        m_path.clear();
    }
}

void PartFile::publish(const std::filesystem::path& final_path) {
    if (::fchmod(m_file.get(), 0640) != 0) {
        fail_to_write(m_path, errno);
    }
    put_in_place(m_path, final_path);
    m_path.clear();
}

} // namespace tuban::segment::detail
