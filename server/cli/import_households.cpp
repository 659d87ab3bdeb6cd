#include "data/import/households.hpp"
#include "data/model/data_folder.hpp"
#include "data/store/store.hpp"
#include "server/cli/import_commands.hpp"
#include "server/cli/report_output.hpp"
#include "server/cli/usage.hpp"

#include <map>
#include <memory>
#include <string>

namespace tuban::cli {
namespace {

struct Options {
    std::string file;
    std::string data;
    model::HouseholdList list = model::HouseholdList::lookback;
    bool is_json = false;
};

} // namespace

void add_import_households(CLI::App& import, Action& action) {
    static const std::map<std::string, model::HouseholdList> lists{
        {"lookback", model::HouseholdList::lookback},
        {"six-groups", model::HouseholdList::six_groups}};
    auto options = std::make_shared<Options>();
    auto* command = import.add_subcommand("households", "导入农户名单（CSV、XLSX，可为 .zip）");
    command->add_option("FILE", options->file, "文件")->required();
    command->add_option("--data", options->data, "数据目录")->required();
    command->add_option("--list", options->list, "名单：lookback 或 six-groups")
        ->check(one_of({"lookback", "six-groups"}))
        ->transform(CLI::Transformer(lists).description(""));
    command->add_flag("--json", options->is_json, "以一行 JSON 输出结果");
    command->callback([options, &action] {
        action = [options] {
            return run_import(options->is_json, [&] {
                const auto store = store::open_store(options->data);
                const auto sealer =
                    seal::Sealer::open(model::DataFolder{options->data}.key_file(), true);
                return print_report(
                    import::import_households(*store, sealer, options->file, options->list),
                    options->is_json);
            });
        };
    });
}

} // namespace tuban::cli
