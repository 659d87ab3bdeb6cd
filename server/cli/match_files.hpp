#pragma once

#include "base/report.hpp"
#include "spatial/matching/county.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace tuban::cli {

/// Files of `tuban match` (docs/matching.md). All throw Error `file_unreadable`, `columns_missing`,
/// `write_failed` with advice in Chinese.
/// Mergers into a code that isn't there, or round in a circle, are warned of.
std::vector<matching::DivisionInput> read_match_divisions(const std::filesystem::path& file,
                                                          ImportReport& report);

struct MatchHouseholds {
    std::vector<std::string> ids;
    std::vector<matching::CountyHousehold> evidence; ///< in the order of ids
};
/// A row that repeats an id or has none is refused; a value that can't be read is left out with a
/// warning.
MatchHouseholds read_match_households(const std::filesystem::path& file, ImportReport& report);

/// Warns once for each code of households that the table of divisions lacks, with their number.
void check_household_codes(const MatchHouseholds& households,
                           std::span<const matching::DivisionInput> divisions,
                           ImportReport& report);

matching::CountyPatches read_match_patches(const std::filesystem::path& file,
                                           std::span<const matching::DivisionInput> divisions,
                                           unsigned threads, ImportReport& report);

/// Up to 5 rows a household, and one with an empty patch_no for having none, by probability. The
/// file appears whole or not at all; the same bytes for any number of threads.
void write_matches(const std::filesystem::path& file, std::span<const std::string> ids,
                   const matching::CountyPatches& patches, const matching::CountyMatch& match,
                   unsigned threads);

} // namespace tuban::cli
