#include "base/private_file.hpp"

#include "base/error.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace tuban {
namespace {

constexpr std::string_view suffix = ".part";

/// The name of a renamed file is durable only once its folder is.
bool sync_folder(const std::filesystem::path& folder) {
    const auto path = folder.empty() ? std::string(".") : folder.string();
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    const bool is_synced = ::fsync(descriptor) == 0;
    ::close(descriptor);
    return is_synced;
}

} // namespace

void write_private_file(const std::filesystem::path& file, std::string_view content) {
    std::string draft = file.string() + ".XXXXXX" + std::string(suffix);
    const int descriptor =
        ::mkostemps(draft.data(), static_cast<int>(suffix.size()), O_CLOEXEC); // mode 0600
    bool is_written = descriptor >= 0;
    while (is_written && !content.empty()) {
        const auto written = ::write(descriptor, content.data(), content.size());
        is_written = written > 0;
        content.remove_prefix(is_written ? static_cast<std::size_t>(written) : 0);
    }
    is_written = is_written && ::fsync(descriptor) == 0;
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    if (!is_written || ::rename(draft.c_str(), file.c_str()) != 0 ||
        !sync_folder(file.parent_path())) {
        ::unlink(draft.c_str());
        throw Error("write_failed", file.string());
    }
}

} // namespace tuban
