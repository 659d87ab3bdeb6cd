#include "base/error.hpp"
#include "data/model/data_folder.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/store.hpp"
#include "server/cli/command.hpp"
#include "server/jobs/backup.hpp"
#include "server/jobs/doctor.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace tuban::cli {
namespace {

struct UpkeepOptions {
    std::string data;
    std::string folder; ///< of the backup
    bool is_json = false;
};

/// A mistyped folder is not turned into an empty store.
void require_store(const model::DataFolder& folder) {
    if (!std::filesystem::exists(folder.database())) {
        throw Error("data_missing",
                    fmt::format("“{}”不是图斑的数据目录（其中没有 tuban.sqlite），请核对 --data。",
                                folder.root.string()));
    }
}

ExitCode print_report(const UpkeepOptions& options, const jobs::BackupReport& report,
                      const char* what) {
    if (options.is_json) {
        fmt::print(
            "{}\n",
            nlohmann::json{{"files", report.files}, {"bytes", report.bytes}, {"kept", report.kept}}
                .dump());
    } else {
        fmt::print("{} {} 个文件，{} 字节\n", what, report.files, report.bytes);
    }
    return ExitCode::done;
}

ExitCode back_up(const UpkeepOptions& options) {
    const model::DataFolder folder{options.data};
    require_store(folder);
    const auto report = jobs::back_up(folder, options.folder);
    fmt::print(stderr,
               "密钥 {} 不在备份中，请另行妥善保管：没有它，备份中的身份证号、电话、照片和普查"
               "原文件都无法读出。\n",
               folder.key_file().string());
    return print_report(options, report, "已备份");
}

ExitCode restore(const UpkeepOptions& options) {
    const model::DataFolder folder{options.data};
    const auto report = jobs::restore(options.folder, folder);
    if (!std::filesystem::exists(folder.key_file())) {
        fmt::print(stderr, "请把密钥放回 {}，再启动服务。\n", folder.key_file().string());
    }
    return print_report(options, report, "已恢复");
}

ExitCode examine(const UpkeepOptions& options) {
    static const std::map<std::string, const char*> titles{
        {"audit", "审计记录"},    {"statistics", "统计与档案"}, {"proposals", "匹配建议的计数"},
        {"segments", "图斑分段"}, {"batches", "普查原文件"},    {"photos", "照片"}};
    const model::DataFolder folder{options.data};
    require_store(folder);
    // The key first: a backup has none, and opening its store would alter it.
    const auto sealer = seal::Sealer::open(folder.key_file(), false);
    const auto store = store::open_store(options.data);
    bool is_sound = true;
    auto document = nlohmann::json::array();
    for (const auto& finding : jobs::examine(*store, sealer, folder)) {
        is_sound = is_sound && finding.faults.empty();
        document.push_back({{"check", finding.check},
                            {"looked_at", finding.looked_at},
                            {"faults", finding.faults}});
        if (!options.is_json) {
            fmt::print("{}：{}\n", titles.at(finding.check),
                       finding.faults.empty() ? "正常"
                                              : fmt::format("{} 处问题", finding.faults.size()));
            for (const auto& fault : finding.faults) {
                fmt::print("  {}\n", fault);
            }
        }
    }
    if (options.is_json) {
        fmt::print("{}\n", document.dump());
    }
    return is_sound ? ExitCode::done : ExitCode::failed;
}

CLI::App* add_verb(CLI::App& app, const char* name, const char* description,
                   const std::shared_ptr<UpkeepOptions>& options, Action& action,
                   ExitCode (*run)(const UpkeepOptions&)) {
    auto* verb = app.add_subcommand(name, description);
    verb->add_option("--data", options->data, "数据目录")->required();
    verb->add_flag("--json", options->is_json, "以 JSON 输出");
    verb->callback([options, &action, run] { action = [options, run] { return run(*options); }; });
    return verb;
}

} // namespace

void add_upkeep_commands(CLI::App& app, Action& action) {
    const auto options = std::make_shared<UpkeepOptions>();
    add_verb(app, "backup", "备份数据目录，服务可以照常运行", options, action, back_up)
        ->add_option("--to", options->folder, "备份目录；已有备份则更新")
        ->required();
    add_verb(app, "restore", "校验备份并恢复到空的数据目录", options, action, restore)
        ->add_option("--from", options->folder, "备份目录")
        ->required();
    add_verb(app, "doctor", "检查数据目录：审计、统计、分段、原文件、照片", options, action,
             examine);
}

} // namespace tuban::cli
