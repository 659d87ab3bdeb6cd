#include "server/jobs/import_patches.hpp"

#include "data/model/data_folder.hpp"
#include "data/model/division_code.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/store.hpp"
#include "server/cli/import_commands.hpp"
#include "server/cli/progress_line.hpp"
#include "server/cli/report_output.hpp"
#include "server/cli/stop_request.hpp"
#include "server/cli/usage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace tuban::cli {
namespace {

struct PatchOptions {
    std::vector<std::string> files;
    std::string data_dir;
    std::string mapping_file;
    std::string batch_name;
    std::string division_code;
    std::string crs;
    bool is_partial = false;
    bool is_json = false;
};

jobs::PatchImportRequest request_of(const PatchOptions& options, ProgressLine& line) {
    jobs::PatchImportRequest request;
    request.files.assign(options.files.begin(), options.files.end());
    request.batch_name = options.batch_name;
    request.is_partial = options.is_partial;
    if (!options.division_code.empty()) {
        request.division_code = model::padded_code(options.division_code);
        if (!request.division_code) {
            throw WrongUsage{
                fmt::format("--division “{}”不是 2 至 12 位数字的区划代码", options.division_code)};
        }
    }
    if (!options.crs.empty()) {
        request.crs = options.crs;
    }
    request.mapping = read_mapping(options.mapping_file);
    request.on_read = [&line](const std::filesystem::path& file, std::uint64_t read,
                              std::optional<std::uint64_t> total) {
        line.show_read(file.filename().string(), read, total);
    };
    request.on_build = [&line](const std::string& county, std::size_t nth, std::size_t count) {
        line.show(fmt::format("正在生成 {}（{} / {}）", county, nth, count));
    };
    request.is_cancelled = [] { return StopRequest::was_made(); };
    return request;
}

void print_text(const jobs::PatchImportResult& result) {
    const bool has_several = result.files.size() > 1;
    for (const auto& file : result.files) {
        if (file.failure) {
            fmt::print("{}：未能读取，其余文件已照常导入。{}\n", file.file.filename().string(),
                       file.failure->detail);
        } else if (has_several) {
            fmt::print("{}：读取 {}，采纳 {}，未变 {}，拒收 {}\n", file.file.filename().string(),
                       file.report.read, file.report.taken, file.report.unchanged,
                       file.report.refused);
        }
    }
    for (const auto& county : result.counties) {
        fmt::print("{}：读取 {}，新增 {}，更新 {}，未变 {}，拒收 {}，停用 {}，现有图斑 {}\n",
                   county.county_code, county.read, county.change.added, county.change.updated,
                   county.change.unchanged, county.refused, county.change.retired.size(),
                   county.patch_count);
    }
    print_report_text(result.total());
}

ExitCode verdict(const jobs::PatchImportResult& result) {
    const bool has_failure =
        std::ranges::any_of(result.files, [](const auto& file) { return bool{file.failure}; });
    return has_failure || result.total().refused > 0 ? ExitCode::done_with_refusals
                                                     : ExitCode::done;
}

jobs::PatchImportResult run(const PatchOptions& options) {
    const StopRequest stop;
    ProgressLine line;
    const auto request = request_of(options, line);
    const model::DataFolder folder{options.data_dir};
    std::filesystem::create_directories(folder.root);
    const auto store = store::open_store(options.data_dir);
    const auto sealer = seal::Sealer::open(folder.key_file(), true);
    return jobs::import_patches(*store, sealer, folder, request, {0, "local"});
}

ExitCode import_patches(const PatchOptions& options) {
    const auto result = run(options);
    if (options.is_json) {
        fmt::print("{}\n", jobs::to_json(result));
    } else {
        print_text(result);
    }
    return verdict(result);
}

} // namespace

void add_import_patches(CLI::App& import, Action& action) {
    auto options = std::make_shared<PatchOptions>();
    auto* command = import.add_subcommand("patches", "导入图斑（房屋轮廓）");
    command
        ->add_option("FILE", options->files,
                     "Shapefile、GeoPackage、GeoJSON、FileGDB、FlatGeobuf、OSM、CSV（WKT）；"
                     "可为 .zip、.gz")
        ->required();
    command->add_option("--data", options->data_dir, "数据目录")->required();
    command->add_option("--mapping", options->mapping_file, "JSON 文件：我们的属性 → 数据中的字段")
        ->check(existing_file());
    command->add_option("--batch", options->batch_name, "批次名；没有编号的图斑以它编号");
    command->add_option("--division", options->division_code, "没有区划代码的图斑归入这一区划");
    command->add_option("--crs", options->crs, "坐标系，例如 EPSG:4545；优先于文件中的说明");
    command->add_flag("--partial", options->is_partial,
                      "这一批只是补充：其中没有的旧图斑一律保留，不停用");
    command->add_flag("--json", options->is_json, "以一个 JSON 对象报告结果");
    command->callback([options, &action] {
        action = [options] {
            return run_import(options->is_json, [&] { return import_patches(*options); });
        };
    });
}

} // namespace tuban::cli
