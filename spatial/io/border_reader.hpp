#pragma once

#include "base/report.hpp"
#include "spatial/geometry/grid.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace tuban::io {

/// A polygon that bounds a division, as a file has it.
struct Border {
    std::string subject; ///< source id, for the report
    std::string code;    ///< 12 digits; empty where the file has none
    std::string name;    ///< empty where the file has none
    geometry::MultiPolygon shape;
    bool was_repaired = false;
};

struct BorderReadOptions {
    std::optional<std::string> crs;             ///< "EPSG:4545": overrides what the file says
    std::map<std::string, std::string> mapping; ///< `code`, `name` → field of the source
};

/// Reads a file of borders in the formats, encodings and coordinate systems of read_patches; fields
/// of code and name are guessed by name. Every feature is counted as read and given to `take`, or
/// refused in the report. Throws Error `file_unreadable`, `archive_refused`, `crs_unknown`,
/// `mapping_unknown`, `mapping_field_missing`.
void read_borders(const std::filesystem::path& file, const BorderReadOptions& options,
                  ImportReport& report, const std::function<void(Border&&)>& take);

} // namespace tuban::io
