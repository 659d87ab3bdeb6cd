#pragma once

#include <cpl_vsi.h>

#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <utility>

namespace tuban::fuzz {

inline void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

/// Bytes as a file in GDAL's memory, for as long as it lives.
class MemoryFile {
  public:
    MemoryFile(std::string path, std::span<const std::uint8_t> bytes) : m_path(std::move(path)) {
        VSIFCloseL(VSIFileFromMemBuffer(m_path.c_str(), const_cast<GByte*>(bytes.data()),
                                        bytes.size(), FALSE));
    }
    ~MemoryFile() { VSIUnlink(m_path.c_str()); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

  private:
    std::string m_path;
};

} // namespace tuban::fuzz
