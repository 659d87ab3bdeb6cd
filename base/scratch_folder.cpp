#include "base/scratch_folder.hpp"

#include "base/error.hpp"

#include <fmt/format.h>
#include <stdlib.h> // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX

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
        throw Error("write_failed",
                    fmt::format("写不了文件“{}”，请核对目录、权限与剩余空间。", stem.string()));
    }
    m_path = name + std::string(ending);
    fs::rename(name, m_path);
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(m_path, ignored);
}

} // namespace tuban
