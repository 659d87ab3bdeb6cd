#include "data/import/divisions.hpp"
#include "data/store/store.hpp"
#include "server/cli/import_commands.hpp"
#include "server/cli/report_output.hpp"

#include <memory>
#include <string>

namespace tuban::cli {
namespace {

struct Options {
    std::string file;
    std::string data;
    bool is_json = false;
};

} // namespace

void add_import_divisions(CLI::App& import, Action& action) {
    auto options = std::make_shared<Options>();
    auto* command = import.add_subcommand("divisions", "导入行政区划（CSV、JSON，可为 .zip）");
    command->add_option("FILE", options->file, "文件")->required();
    command->add_option("--data", options->data, "数据目录")->required();
    command->add_flag("--json", options->is_json, "以一行 JSON 输出结果");
    command->callback([options, &action] {
        action = [options] {
            return run_import(options->is_json, [&] {
                const auto store = store::open_store(options->data);
                return print_report(import::import_divisions(*store, options->file),
                                    options->is_json);
            });
        };
    });
}

} // namespace tuban::cli
