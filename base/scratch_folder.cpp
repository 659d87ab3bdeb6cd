#include "base/scratch_folder.hpp"

#include "base/system_fault.hpp"

#include <stdlib.h> // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace tuban {

namespace fs = std::filesystem;

ScratchFolder::ScratchFolder(fs::path path) : m_path(std::move(path)) {
    fs::remove_all(m_path);
    fs::create_directories(m_path);
    fs::permissions(m_path, fs::perms::owner_all);
}

ScratchFolder::ScratchFolder(const fs::path& stem, std::string_view ending) {
    std::string name = stem.string() + ".XXXXXX"; // mkdtemp makes it of mode 0700
    if (::mkdtemp(name.data()) == nullptr) {
        fail_to_write(stem, errno);
    }
    m_path = name + std::string(ending);
    fs::rename(name, m_path);
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(m_path, ignored);
}

} // namespace tuban
