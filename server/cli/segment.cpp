#include "spatial/segment/segment.hpp"

#include "base/error_detail.hpp"
#include "data/model/data_folder.hpp"
#include "data/model/division_code.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/store.hpp"
#include "server/cli/command.hpp"
#include "server/jobs/rebuild_segment.hpp"
#include "spatial/segment/inspect.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

namespace tuban::cli {
namespace {

using Json = nlohmann::ordered_json;

struct SegmentOptions {
    std::string file;
    bool is_json = false;
};

Json to_json(const segment::SegmentInfo& info) {
    Json document{{"version", info.version},
                  {"county", info.county_code},
                  {"patches", info.patch_count},
                  {"villages", info.village_count},
                  {"bytes", info.file_length}};
    if (info.patch_count > 0) {
        const geometry::LonLat north_west = geometry::to_lonlat(info.box.min);
        const geometry::LonLat south_east = geometry::to_lonlat(info.box.max);
        document["bbox"] = {north_west.lon, south_east.lat, south_east.lon, north_west.lat};
    }
    for (const segment::SectionInfo& section : info.sections) {
        document["sections"].push_back(
            {{"name", section.name}, {"offset", section.offset}, {"bytes", section.length}});
    }
    return document;
}

void print_text(const segment::SegmentInfo& info) {
    fmt::print("格式版本  {}\n县级区划  {}\n图斑      {} 个\n村        {} 个\n大小      {} 字节",
               info.version, info.county_code, info.patch_count, info.village_count,
               info.file_length);
    if (info.patch_count == 0) {
        fmt::print("\n");
    } else {
        const geometry::LonLat north_west = geometry::to_lonlat(info.box.min);
        const geometry::LonLat south_east = geometry::to_lonlat(info.box.max);
        fmt::print("（每个图斑 {:.1f} 字节）\n范围      东经 {:.6f}–{:.6f}，北纬 {:.6f}–{:.6f}\n",
                   static_cast<double>(info.file_length) / info.patch_count, north_west.lon,
                   south_east.lon, south_east.lat, north_west.lat);
    }
    fmt::print("\n{:<20}{:>14}{:>14}\n", "section", "offset", "bytes");
    for (const segment::SectionInfo& section : info.sections) {
        fmt::print("{:<20}{:>14}{:>14}\n", section.name, section.offset, section.length);
    }
}

/// Runs the work; a damaged file is named with its section and what to do about it.
template <typename Work>
ExitCode on_file(const SegmentOptions& options, Work work) {
    if (!std::filesystem::is_regular_file(options.file)) {
        fmt::print(stderr, "找不到文件“{}”，请核对路径。\n", options.file);
        return ExitCode::failed;
    }
    try {
        work();
        return ExitCode::done;
    } catch (const segment::SegmentError& error) {
        if (options.is_json) {
            fmt::print(
                "{}\n",
                Json{{"valid", false}, {"section", error.section()}, {"detail", detail_of(error)}}
                    .dump());
        }
        fmt::print(
            stderr,
            "“{}”不是完好的图斑分段文件：{} 段有误（{}）。"
            "分段文件可由原始批次重新生成：tuban segment build --data 目录 --division 县级代码\n",
            options.file, error.section(), detail_of(error));
        return ExitCode::failed;
    }
}

ExitCode print_info(const SegmentOptions& options) {
    return on_file(options, [&] {
        const segment::SegmentInfo info = segment::inspect(options.file);
        if (options.is_json) {
            fmt::print("{}\n", to_json(info).dump());
        } else {
            print_text(info);
        }
    });
}

ExitCode print_verdict(const SegmentOptions& options) {
    return on_file(options, [&] {
        segment::verify(options.file);
        if (options.is_json) {
            fmt::print("{}\n", Json{{"valid", true}}.dump());
        } else {
            fmt::print("“{}”完好：各段校验和、结构与内容均一致。\n", options.file);
        }
    });
}

struct BuildOptions {
    std::string data_dir;
    std::string division_code;
    bool is_json = false;
};

ExitCode build(const BuildOptions& options) {
    const auto county = model::padded_code(options.division_code);
    if (!county) {
        fmt::print(stderr, "--division “{}”不是 2 至 12 位数字的区划代码\n", options.division_code);
        return ExitCode::wrong_usage;
    }
    const model::DataFolder folder{options.data_dir};
    if (!std::filesystem::exists(folder.database())) {
        fmt::print(stderr, "“{}”不是图斑的数据目录（其中没有 tuban.sqlite），请核对 --data\n",
                   options.data_dir);
        return ExitCode::failed;
    }
    try {
        const auto store = store::open_store(options.data_dir);
        const auto sealer = seal::Sealer::open(folder.key_file(), false);
        const auto result = jobs::rebuild_segment(
            *store, sealer, folder, *county, {0, "local"},
            [is_terminal = ::isatty(STDERR_FILENO) == 1](const std::string& batch) {
                if (is_terminal) {
                    fmt::print(stderr, "读取批次 {}\n", batch);
                }
            });
        if (options.is_json) {
            fmt::print("{}\n", Json{{"county", *county},
                                    {"segment", result.file_hash},
                                    {"patches", result.patch_count},
                                    {"batches", result.batches},
                                    {"changed", result.has_changed}}
                                   .dump());
        } else {
            fmt::print("{}：由 {} 个批次重建，图斑 {} 个，{}\n", *county, result.batches,
                       result.patch_count,
                       result.has_changed ? "新的分段文件已启用" : "与现行分段文件完全一致");
        }
        return ExitCode::done;
    } catch (const Error& error) {
        fmt::print(stderr, "{}\n没有更改任何内容。\n", detail_of(error));
        return ExitCode::failed;
    }
}

void add_build_command(CLI::App& group, Action& action) {
    auto options = std::make_shared<BuildOptions>();
    auto* const command = group.add_subcommand("build", "由保存的原始批次重建一个县的分段文件");
    command->add_option("--data", options->data_dir, "数据目录")->required();
    command->add_option("--division", options->division_code, "县级区划代码")->required();
    command->add_flag("--json", options->is_json, "输出 JSON");
    command->callback([options, &action] { action = [options] { return build(*options); }; });
}

void add_file_command(CLI::App& group, const char* name, const char* description, Action& action,
                      ExitCode (*run)(const SegmentOptions&)) {
    auto options = std::make_shared<SegmentOptions>();
    auto* const command = group.add_subcommand(name, description);
    command->add_option("FILE", options->file, "分段文件（.seg）")->required();
    command->add_flag("--json", options->is_json, "输出 JSON");
    command->callback(
        [options, run, &action] { action = [options, run] { return run(*options); }; });
}

} // namespace

void add_segment_commands(CLI::App& app, Action& action) {
    auto* const group = app.add_subcommand("segment", "图斑分段文件（docs/segment.md）");
    group->require_subcommand(1);
    add_build_command(*group, action);
    add_file_command(*group, "info", "显示文件头与各段大小", action, print_info);
    add_file_command(*group, "verify", "检查校验和、结构与内容", action, print_verdict);
}

} // namespace tuban::cli
