#include "base/error.hpp"
#include "base/error_detail.hpp"
#include "server/cli/import_commands.hpp"
#include "spatial/io/mapping.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <fstream>
#include <iterator>

namespace tuban::cli {

void add_import_commands(CLI::App& app, Action& action) {
    auto* import = app.add_subcommand("import", "导入行政区划及其边界、图斑、农户名单");
    import->require_subcommand(1);
    add_import_borders(*import, action);
    add_import_divisions(*import, action);
    add_import_households(*import, action);
    add_import_patches(*import, action);
}

std::map<std::string, std::string> read_mapping(const std::string& file) {
    if (file.empty()) {
        return {};
    }
    std::ifstream in(file, std::ios::binary);
    const std::string json{std::istreambuf_iterator<char>(in), {}};
    const auto mapping = io::parse_mapping(json);
    if (!mapping) {
        throw WrongUsage{fmt::format("映射文件“{}”：{}", file, mapping.refusal().detail)};
    }
    return mapping.value();
}

ExitCode run_import(bool is_json, const std::function<ExitCode()>& import) {
    try {
        return import();
    } catch (const WrongUsage& wrong) {
        fmt::print(stderr, "{}\n", wrong.why);
        return ExitCode::wrong_usage;
    } catch (const Error& error) {
        if (is_json) {
            fmt::print(
                "{}\n",
                nlohmann::ordered_json{{"error", error.code()}, {"detail", detail_of(error)}}.dump(
                    -1, ' ', false, nlohmann::json::error_handler_t::replace));
        }
        const bool was_cancelled = error.code() == "cancelled";
        fmt::print(stderr, "{}\n没有导入任何内容。{}\n", detail_of(error),
                   was_cancelled ? "已读的部分保留三天，再次运行同一命令即可接着导入。" : "");
        return was_cancelled ? ExitCode::cancelled : ExitCode::failed;
    }
}

} // namespace tuban::cli
