#pragma once

#include "base/report.hpp"
#include "data/model/division.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace tuban::import {

/// One division as a file names it.
struct DivisionRow {
    std::string subject; ///< where it stands, for the report: "areas.csv:12"
    std::string code;    ///< 12 digits
    std::string name;
    std::string full_name;                  ///< with all that is above it, where the file gives it
    std::optional<std::string> parent_code; ///< 12 digits, where the file gives it
    std::optional<model::Level> level;
    std::optional<std::string> merged_into; ///< 12 digits: it is no division of its own any more
    std::string aliases;
    std::optional<double> office_lon;
    std::optional<double> office_lat;
};

/// Reads every row of a file in the layouts of import_divisions; counts `read` and refuses rows
/// that are no divisions.
void read_division_rows(const std::filesystem::path& file, ImportReport& report,
                        const std::function<void(DivisionRow&&)>& take);

} // namespace tuban::import
