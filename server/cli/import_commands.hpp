#pragma once

#include "server/cli/command.hpp"

#include <functional>
#include <map>
#include <string>

namespace tuban::cli {

/// The verbs below `tuban import`; each sets `action` when it is chosen.
void add_import_borders(CLI::App& import, Action& action);
void add_import_divisions(CLI::App& import, Action& action);
void add_import_households(CLI::App& import, Action& action);
void add_import_patches(CLI::App& import, Action& action);

/// Wrong arguments, found after parsing.
struct WrongUsage {
    std::string why;
};

/// The file of --mapping; nothing for no file. Throws WrongUsage.
std::map<std::string, std::string> read_mapping(const std::string& file);

/// Runs an import. What stops it as a whole is said to people and, with `is_json`, as the one line
/// that it ends with.
ExitCode run_import(bool is_json, const std::function<ExitCode()>& import);

} // namespace tuban::cli
