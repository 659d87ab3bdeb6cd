#pragma once

#include "spatial/segment/detail/file.hpp"
#include "spatial/segment/detail/format.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

namespace tuban::segment::detail {

/// Writes a segment file whose section lengths are known beforehand: all sections grow side by
/// side, each through a small buffer of its own, while their checksums are taken. Throws Error
/// `write_failed`.
class SectionWriter {
  public:
    using Lengths = std::array<std::uint64_t, section_count>;

    /// `header`: counts, codes and box; lengths and checksums are filled in here. The file must
    /// live as long as the writer.
    SectionWriter(const FileDescriptor& file, const Header& header, const Lengths& lengths);
    ~SectionWriter();
    SectionWriter(const SectionWriter&) = delete;
    SectionWriter& operator=(const SectionWriter&) = delete;

    void append(SectionId id, std::span<const std::byte> bytes);
    template <typename T>
    void append_value(SectionId id, const T& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        append(id, std::as_bytes(std::span(&value, 1)));
    }

    /// Writes what is left, then header and table.
    void finish();

  private:
    struct Stream;
    void flush(Stream& stream);

    const FileDescriptor& m_file;
    Header m_header;
    SectionTable m_table{};
    std::vector<Stream> m_streams;
};

} // namespace tuban::segment::detail
