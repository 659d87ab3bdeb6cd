#include "server/cli/import_commands.hpp"

namespace tuban::cli {

void add_import_commands(CLI::App& app, Action& action) {
    auto* import = app.add_subcommand("import", "导入行政区划、图斑、农户名单");
    import->require_subcommand(1);
    add_import_divisions(*import, action);
    add_import_households(*import, action);
    add_import_patches(*import, action);
}

} // namespace tuban::cli
