#pragma once

#include "spatial/patch.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace tuban::segment {

struct BuiltSegment {
    std::filesystem::path file; ///< DIR/<hash>.seg, complete and synced
    std::string hash;           ///< hex BLAKE2b-256 of its bytes
    std::uint32_t patch_count = 0;
};

/// Writes the segment of one county. The same patches in any order give the same bytes. Memory is
/// bounded: patches are spilled to a scratch file beside the target and sorted by key only.
/// Nothing is visible under its final name before it is whole and synced (write, fsync, rename,
/// fsync of the folder); a builder that is dropped leaves nothing behind. One thread.
class Builder {
  public:
    /// `county_code`: 12 digits. Throws Error `write_failed`, also for a full disk.
    Builder(std::filesystem::path folder, std::string county_code);
    ~Builder();
    Builder(Builder&&) noexcept;
    Builder& operator=(Builder&&) noexcept;

    /// Preconditions: a valid shape of at least one ring, a number not added before. Throws Error
    /// `segment_too_large` for more villages, patches or bytes than a file can hold.
    void add(const Patch& patch);
    BuiltSegment finish();

  private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tuban::segment
