#pragma once

#include "spatial/segment/detail/format.hpp"

#include <cstddef>
#include <span>

namespace tuban::segment::detail {

/// The sections of a segment file in memory, which the caller keeps. Everything throws SegmentError
/// with the name of the section that is wrong ("header", "section_table" and "file" besides).
class FileView {
  public:
    /// Checks header and section table: each section lies within the bytes and has the length that
    /// the counts demand. Precondition: the bytes are aligned to 8.
    explicit FileView(std::span<const std::byte> bytes);

    /// Every section against its checksum, and zeros between them.
    void check_checksums() const;
    /// What a reader relies on to stay within the bytes: offsets ascend, indexes are below their
    /// counts. Ring contents are not looked at; their decoder checks them.
    void check_structure() const;

    const Header& header() const noexcept { return m_header; }
    const SectionTable& table() const noexcept { return m_table; }

    std::span<const std::byte> bytes_of(SectionId id) const noexcept {
        const SectionEntry& entry = m_table[static_cast<std::size_t>(id) - 1];
        return m_bytes.subspan(entry.offset, entry.length);
    }
    template <typename T>
    std::span<const T> section(SectionId id) const noexcept {
        const auto bytes = bytes_of(id);
        return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
    }

  private:
    std::span<const std::byte> m_bytes;
    Header m_header{};
    SectionTable m_table{};
};

} // namespace tuban::segment::detail
