#pragma once

#include "spatial/segment/detail/format.hpp"
#include "spatial/segment/detail/spill.hpp"
#include "spatial/segment/detail/value_table.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::segment::detail {

/// By which patches are sorted, and where they were put aside.
struct Key {
    std::uint64_t hilbert; ///< of the centre of the box
    std::uint64_t offset;
};

/// What the builder knows of all patches together.
struct SegmentContent {
    std::string county_code;
    std::vector<Key> keys; ///< one a patch; in order of positions when written
    geometry::GridBox box{{0xFFFFFFFF, 0xFFFFFFFF}, {0, 0}};
    ValueTable villages;
    std::array<ValueTable, code_column_count> codes;

    std::uint64_t rings_length = 0;
    std::uint64_t numbers_length = 0;
    std::uint64_t texts_length = 0;
    std::uint64_t large_boxes = 0;
    std::uint64_t exact_labels = 0;
    std::optional<std::uint32_t> number_width; ///< of the first patch
    bool is_number_width_constant = true;

    void count(const SpilledHead& head) noexcept;
};

LabelFraction nearest_fraction(geometry::GridPoint point, const geometry::GridBox& box) noexcept;

/// Throws Error `segment_too_large`: what of the county is more than its file can hold, and what
/// to do.
[[noreturn]] void refuse_too_large(std::string_view county_code, std::string_view what,
                                   std::string_view advice);
inline constexpr std::string_view check_divisions =
    "请核对这批图斑的行政区划代码；其中不止一个县的，请按县分开";
inline constexpr std::string_view check_codes = "请改用代码表中的取值";

/// Writes the whole file. Memory: some 40 bytes a patch and the buffers of the sections. Throws
/// Error `write_failed`, `segment_too_large`, `number_twice`.
void write_segment(const SegmentContent& content, const Spill& spill, const FileDescriptor& file);

/// Hex BLAKE2b-256 of the file's bytes.
std::string content_hash(const FileDescriptor& file);

} // namespace tuban::segment::detail
