#include "data/model/division_code.hpp"
#include "data/store/division_shapes.hpp"
#include "data/store/divisions.hpp"
#include "data/store/store.hpp"
#include "server/cli/command.hpp"
#include "server/jobs/import_borders.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace tuban::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
    std::string data;
    std::vector<std::string> codes;
    bool is_json = false;
};

/// Of the whole tree, by code.
std::vector<model::Division> divisions_with_border(store::Reader& reader) {
    const auto origins = store::division_shape_origins(reader);
    auto divisions = store::divisions_in(reader, store::whole_area());
    std::erase_if(divisions, [&](const model::Division& division) {
        const auto origin = origins.find(division.id);
        return origin == origins.end() || !store::is_border_origin(origin->second);
    });
    std::ranges::sort(divisions, {}, &model::Division::code);
    return divisions;
}

ExitCode list_borders(const Options& options) {
    const auto store = store::open_store(options.data);
    for (const auto& division : store->read_value(divisions_with_border)) {
        if (options.is_json) {
            fmt::print("{}\n",
                       Json{{"code", division.code}, {"full_name", division.full_name}}.dump());
        } else {
            fmt::print("{} {}\n", division.code, division.full_name);
        }
    }
    return ExitCode::done;
}

ExitCode remove_borders(const Options& options) {
    const auto store = store::open_store(options.data);
    std::vector<std::string> removed;
    std::vector<std::string> missing;
    for (const auto& given : options.codes) {
        const auto code = model::padded_code(given);
        const bool was_there = store->write_value([&](store::Transaction& transaction) {
            const auto division = code ? store::find_division(transaction, *code) : std::nullopt;
            return division && jobs::remove_border(transaction, *division, {0, "local"});
        });
        (was_there ? removed : missing).push_back(code.value_or(given));
    }
    if (options.is_json) {
        fmt::print("{}\n", Json{{"removed", removed}, {"missing", missing}}.dump());
    } else {
        fmt::print("已删除 {} 个区划的边界，轮廓将改由房屋推出\n", removed.size());
    }
    for (const auto& code : missing) {
        fmt::print(stderr, "{}：没有这个区划，或者它没有导入的边界\n", code);
    }
    return missing.empty() ? ExitCode::done : ExitCode::done_with_refusals;
}

} // namespace

void add_borders_commands(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto* borders = app.add_subcommand("borders", "查看、删除导入的行政区划边界");
    borders->require_subcommand(1);
    const auto add = [&](const char* name, const char* description,
                         ExitCode (*run)(const Options&)) {
        auto* command = borders->add_subcommand(name, description);
        command->add_option("--data", options->data, "数据目录")->required();
        command->add_flag("--json", options->is_json, "以 JSON 输出");
        command->callback(
            [options, &action, run] { action = [options, run] { return run(*options); }; });
        return command;
    };
    add("list", "有导入边界的区划", list_borders);
    add("remove", "删除导入的边界，轮廓改由房屋推出", remove_borders)
        ->add_option("CODE", options->codes, "区划代码")
        ->required();
}

} // namespace tuban::cli
