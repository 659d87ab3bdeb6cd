#pragma once

#include "server/cli/command.hpp"
#include "spatial/matching/county.hpp"

#include <string>

namespace tuban::cli {

/// Matches the stored households of a county as a job, beside a running server or without one, and
/// waits for its end. `threads` 0: one a processor.
ExitCode match_stored(const std::string& data_dir, const std::string& division, unsigned threads,
                      bool is_json);

/// What a report says of a village that was too large to be compared whole.
std::string large_village_text(const matching::LargeVillage& village);

} // namespace tuban::cli
