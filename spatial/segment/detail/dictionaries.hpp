#pragma once

#include "spatial/segment/detail/format.hpp"
#include "spatial/segment/segment.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace tuban::segment::detail {

constexpr SectionId code_section(std::size_t column) noexcept {
    return static_cast<SectionId>(static_cast<std::size_t>(SectionId::code_use) + column);
}

/// The values of the code columns. Views into the section's bytes.
class Dictionaries {
  public:
    /// Throws SegmentError when the bytes end within a value or go on after the last.
    explicit Dictionaries(std::span<const std::byte> section);

    /// Value 0 is the empty one: unknown.
    std::span<const std::string_view> of(std::size_t column) const noexcept {
        return m_values[column];
    }

  private:
    std::array<std::vector<std::string_view>, code_column_count> m_values;
};

} // namespace tuban::segment::detail
