#pragma once

#include "spatial/geometry/grid.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::segment {

struct SectionInfo {
    std::string_view name;
    std::uint64_t offset; ///< bytes from the start of the file
    std::uint64_t length; ///< bytes
};

/// What header and section table of a segment file say.
struct SegmentInfo {
    std::uint32_t version;
    std::uint64_t file_length; ///< bytes
    std::string county_code;
    std::uint32_t patch_count;
    std::uint32_t village_count;
    geometry::GridBox box; ///< unspecified when there is no patch
    std::vector<SectionInfo> sections;
};

/// Reads header and table only. Throws SegmentError.
SegmentInfo inspect(const std::filesystem::path& file);

/// Checks all that can be checked: beyond what Segment::open does, that every ring can be read and
/// fills its box, that labels, numbers, villages and the tree agree with the patches, and that a
/// file named by a hash has that hash. Throws SegmentError with the first section that is wrong.
void verify(const std::filesystem::path& file);

} // namespace tuban::segment
