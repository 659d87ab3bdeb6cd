#include "server/jobs/private_file.hpp"

#include "base/error.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

namespace tuban::jobs {

void write_private_file(const std::filesystem::path& file, std::string_view content) {
    const std::string draft = file.string() + ".draft";
    const int descriptor = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
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
    if (!is_written || ::rename(draft.c_str(), file.c_str()) != 0) {
        ::unlink(draft.c_str());
        throw Error("write_failed", file.string());
    }
}

} // namespace tuban::jobs
