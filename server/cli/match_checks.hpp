#pragma once

#include "base/report.hpp"
#include "server/cli/match_files.hpp"
#include "spatial/matching/county.hpp"

#include <span>

/// What can't be right in the files of `tuban match`, as warnings in their reports.
namespace tuban::cli {

/// Mergers into a code that isn't there, or round in a circle.
void check_mergers(std::span<const matching::DivisionInput> divisions, ImportReport& report);

/// Once for each code of households that the table of divisions lacks, with their number.
void check_household_codes(const MatchHouseholds& households,
                           std::span<const matching::DivisionInput> divisions,
                           ImportReport& report);

/// Values that can't be read, and what the run found odd, with the number of households and the
/// first few.
void check_odd_rows(const MatchHouseholds& households, const matching::CountyReport& match,
                    ImportReport& report);

} // namespace tuban::cli
