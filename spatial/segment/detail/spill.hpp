#pragma once

#include "spatial/geometry/grid.hpp"
#include "spatial/segment/detail/file.hpp"
#include "spatial/segment/segment.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace tuban::segment::detail {

/// One patch between its coming and its place in the file, in the form that it will have there.
/// Villages and codes are numbered as they came.
struct SpilledHead {
    geometry::GridBox box;
    geometry::GridPoint label;
    float height_m;
    float floor_area_m2;
    float ground_area_m2;
    std::uint32_t number_length;
    std::uint32_t rings_length;
    std::uint32_t texts_length;
    std::uint16_t village;
    std::uint16_t floors;
    std::array<std::uint8_t, code_column_count> codes;
    bool has_exact_label;
};

struct SpilledPatch {
    SpilledHead head;
    std::string_view number;
    std::span<const std::byte> rings;
    std::span<const std::byte> texts;
};

/// Patches put aside in a file that has no name and vanishes with its process.
class Spill {
  public:
    explicit Spill(const std::filesystem::path& folder);

    /// Throws Error `write_failed`.
    void append(const SpilledPatch& patch);
    /// After this, nothing is appended any more.
    void map();
    /// Views into the mapping. Precondition: map() was called.
    SpilledPatch at(std::uint64_t offset) const noexcept;
    std::string_view number_at(std::uint64_t offset) const noexcept { return at(offset).number; }
    /// Calls visit(offset, patch) for each in the order of coming. Precondition: map() was called.
    template <typename Visit>
    void for_each(Visit visit) const {
        for (std::uint64_t offset = 0; offset < m_written;) {
            const SpilledPatch patch = at(offset);
            visit(offset, patch);
            offset +=
                sizeof(patch.head) + patch.number.size() + patch.rings.size() + patch.texts.size();
        }
    }

  private:
    void flush();

    PartFile m_file;
    std::vector<std::byte> m_buffer;
    std::uint64_t m_written = 0;
    MappedFile m_mapping;
};

} // namespace tuban::segment::detail
