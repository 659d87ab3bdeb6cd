#include "server/jobs/import_borders.hpp"

#include "data/store/store.hpp"
#include "server/cli/import_commands.hpp"
#include "server/cli/report_output.hpp"
#include "server/cli/usage.hpp"

#include <memory>
#include <string>

namespace tuban::cli {
namespace {

struct Options {
    std::string file;
    std::string data;
    std::string mapping_file;
    std::string crs;
    bool is_json = false;
};

ExitCode import_borders(const Options& options) {
    jobs::BorderImportRequest request;
    request.file = options.file;
    request.mapping = read_mapping(options.mapping_file);
    if (!options.crs.empty()) {
        request.crs = options.crs;
    }
    const auto store = store::open_store(options.data);
    return print_report(jobs::import_borders(*store, request, {0, "local"}), options.is_json);
}

} // namespace

void add_import_borders(CLI::App& import, Action& action) {
    auto options = std::make_shared<Options>();
    auto* command = import.add_subcommand("borders", "导入行政区划的边界");
    command
        ->add_option(
            "FILE", options->file,
            "Shapefile、GeoPackage、GeoJSON、FileGDB、FlatGeobuf、CSV（WKT）；可为 .zip、.gz")
        ->required();
    command->add_option("--data", options->data, "数据目录")->required();
    command->add_option("--mapping", options->mapping_file, "JSON 文件：code、name → 数据中的字段")
        ->check(existing_file());
    command->add_option("--crs", options->crs, "坐标系，例如 EPSG:4545；优先于文件中的说明");
    command->add_flag("--json", options->is_json, "以一行 JSON 输出结果");
    command->callback([options, &action] {
        action = [options] {
            return run_import(options->is_json, [&] { return import_borders(*options); });
        };
    });
}

} // namespace tuban::cli
