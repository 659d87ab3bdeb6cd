#include "base/durable_file.hpp"

#include "base/system_fault.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace tuban {
namespace {

void sync(const std::filesystem::path& path, int flags, int (*call)(int)) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | flags);
    if (descriptor < 0) {
        fail_to_write(path, errno);
    }
    const int failure = call(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    if (failure != 0) {
        fail_to_write(path, failure);
    }
}

} // namespace

void put_in_place(const std::filesystem::path& draft, const std::filesystem::path& file) {
    sync(draft, 0, ::fsync);
    if (::rename(draft.c_str(), file.c_str()) != 0) {
        fail_to_write(file, errno);
    }
    sync_folder(file.parent_path());
}

void sync_folder(const std::filesystem::path& folder) {
    sync(folder.empty() ? "." : folder, O_DIRECTORY, ::fsync);
}

void sync_file_system(const std::filesystem::path& folder) {
    sync(folder, O_DIRECTORY, ::syncfs);
}

} // namespace tuban
