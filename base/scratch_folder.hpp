#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace tuban {

/// A folder that only its owner may look into and that is removed with all it holds when this goes.
class ScratchFolder {
  public:
    /// At `path`; what a killed process left there goes first.
    explicit ScratchFolder(std::filesystem::path path);
    /// Of a name that no other has: `stem`, six characters, `ending`. Throws Error `write_failed`.
    ScratchFolder(const std::filesystem::path& stem, std::string_view ending);
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    const std::filesystem::path& path() const noexcept { return m_path; }

  private:
    std::filesystem::path m_path;
};

} // namespace tuban
