#pragma once

#include "spatial/segment/segment.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace tuban::segment::detail {

/// Appends the texts of one patch: four lengths, then the texts. Nothing when all are empty.
void write_texts(const std::array<std::string_view, text_column_count>& texts,
                 std::vector<std::byte>& out);

/// One text of such a record; empty where the record ends before it.
std::string_view find_text(std::span<const std::byte> record, std::size_t column) noexcept;

} // namespace tuban::segment::detail
