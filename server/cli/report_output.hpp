#pragma once

#include "base/report.hpp"
#include "server/cli/command.hpp"

namespace tuban::cli {

/// Prints a report for people (Chinese: counts, then each refusal and warning) or, with `is_json`,
/// as the one promised JSON line; returns done or done_with_refusals.
ExitCode print_report(const ImportReport& report, bool is_json);
/// The same in words alone; does not judge.
void print_report_text(const ImportReport& report);

} // namespace tuban::cli
