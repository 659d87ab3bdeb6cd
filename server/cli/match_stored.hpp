#pragma once

#include "server/cli/command.hpp"

#include <string>

namespace tuban::cli {

/// Matches the stored households of a county as a job, beside a running server or without one, and
/// waits for its end. `threads` 0: one a processor.
ExitCode match_stored(const std::string& data_dir, const std::string& division, unsigned threads,
                      bool is_json);

} // namespace tuban::cli
