#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <string>

namespace tuban::cli {

/// Exit codes of every verb.
enum class ExitCode {
    done = 0,
    failed = 1,
    wrong_usage = 2,
    done_with_refusals = 3, ///< the report says which rows
    cancelled = 4,          ///< by SIGINT or SIGTERM; nothing was done
};

/// What the chosen verb runs; set by the callback that CLI11 calls after parsing.
using Action = std::function<ExitCode()>;

/// Each adds its verbs to the program and, when one is chosen, sets `action`. One file per group.
void add_address_command(CLI::App& app, Action& action);
void add_borders_commands(CLI::App& app, Action& action);
void add_import_commands(CLI::App& app, Action& action);
void add_lookup_command(CLI::App& app, Action& action);
void add_match_command(CLI::App& app, Action& action);
void add_sample_command(CLI::App& app, Action& action);
void add_segment_commands(CLI::App& app, Action& action);
void add_serve_command(CLI::App& app, Action& action);
void add_tiles_command(CLI::App& app, Action& action);
void add_upkeep_commands(CLI::App& app, Action& action);
void add_user_commands(CLI::App& app, Action& action);

} // namespace tuban::cli
