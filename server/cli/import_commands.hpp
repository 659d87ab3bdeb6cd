#pragma once

#include "server/cli/command.hpp"

namespace tuban::cli {

/// The verbs below `tuban import`; each sets `action` when it is chosen.
void add_import_divisions(CLI::App& import, Action& action);
void add_import_households(CLI::App& import, Action& action);
void add_import_patches(CLI::App& import, Action& action);

} // namespace tuban::cli
