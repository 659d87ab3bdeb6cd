#pragma once

#include "base/report.hpp"
#include "spatial/matching/county.hpp"

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace tuban::cli {

/// Input files of `tuban match` (docs/matching.md). All throw Error `file_unreadable` or
/// `columns_missing` with advice in Chinese.
/// A row without a code is refused.
std::vector<matching::DivisionInput> read_match_divisions(const std::filesystem::path& file,
                                                          ImportReport& report);

struct MatchHouseholds {
    /// Values of one column that are left out, for they aren't numbers within its range.
    struct Unreadable {
        double least = 0;
        double most = 0;
        matching::OddRows rows;
    };

    std::vector<std::string> ids;
    std::vector<matching::CountyHousehold> evidence; ///< in the order of ids
    std::map<std::string, Unreadable> unreadable;    ///< by column
};
/// A row that repeats an id or has none is refused.
MatchHouseholds read_match_households(const std::filesystem::path& file, ImportReport& report);

matching::CountyPatches read_match_patches(const std::filesystem::path& file,
                                           std::span<const matching::DivisionInput> divisions,
                                           unsigned threads, ImportReport& report);

} // namespace tuban::cli
