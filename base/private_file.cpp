#include "base/private_file.hpp"

#include "base/durable_file.hpp"
#include "base/error.hpp"
#include "base/system_fault.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

namespace tuban {
namespace {

constexpr std::string_view suffix = ".part";

/// 0, or why not all was written.
int write_all(int descriptor, std::string_view content) {
    while (!content.empty()) {
        const auto written = ::write(descriptor, content.data(), content.size());
        if (written < 0) {
            return errno;
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

} // namespace

void write_private_file(const std::filesystem::path& file, std::string_view content) {
    std::string draft = file.string() + ".XXXXXX" + std::string(suffix);
    const int descriptor =
        ::mkostemps(draft.data(), static_cast<int>(suffix.size()), O_CLOEXEC); // mode 0600
    if (descriptor < 0) {
        fail_to_write(file, errno);
    }
    const int failure = write_all(descriptor, content);
    ::close(descriptor);
    try {
        if (failure != 0) {
            fail_to_write(file, failure);
        }
        put_in_place(draft, file);
    } catch (const Error&) {
        ::unlink(draft.c_str());
        throw;
    }
}

} // namespace tuban
