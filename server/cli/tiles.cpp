#include "base/error_detail.hpp"
#include "base/scratch_folder.hpp"
#include "data/codelists/code_lists.hpp"
#include "server/cli/command.hpp"
#include "server/cli/report_output.hpp"
#include "server/cli/usage.hpp"
#include "spatial/io/patch_reader.hpp"
#include "spatial/segment/builder.hpp"
#include "spatial/segment/catalog.hpp"
#include "tiles/archive.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace tuban::cli {
namespace {

/// What stands for "no division": patches of a file need none to be drawn.
constexpr const char* no_division = "000000000000";

struct TilesOptions {
    std::string patches_file;
    std::string out_file;
    std::string crs;
    std::string attributes = "full";
    unsigned min_zoom = 10;
    unsigned max_zoom = tiles::max_patch_zoom;
    unsigned threads = 0;
    bool is_json = false;
};

/// Where a person looks, a line on stderr that is written over a few times a second.
class Progress {
  public:
    bool operator()(std::string_view what, std::uint64_t done, std::uint64_t total) {
        const auto now = std::chrono::steady_clock::now();
        if (m_is_terminal && now - m_shown_at >= std::chrono::milliseconds(200)) {
            m_shown_at = now;
            m_was_shown = true;
            fmt::print(stderr, "\r{} {} / {}    ", what, done, total);
            std::fflush(stderr);
        }
        return true;
    }
    ~Progress() {
        if (m_was_shown) {
            fmt::print(stderr, "\n");
        }
    }
    Progress() = default;
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

  private:
    bool m_is_terminal = ::isatty(STDERR_FILENO) == 1;
    bool m_was_shown = false;
    std::chrono::steady_clock::time_point m_shown_at;
};

segment::Scope read_scope(const TilesOptions& options, const std::filesystem::path& scratch,
                          ImportReport& report, Progress& progress) {
    segment::Builder builder(scratch, no_division);
    io::ReadOptions read;
    read.division_code = no_division;
    read.normalize_code = codelists::normalize_patch_code;
    read.skips_texts = true;
    if (!options.crs.empty()) {
        read.crs = options.crs;
    }
    read.progress = [&](std::uint64_t done, std::optional<std::uint64_t> total) {
        return progress("已读图斑", done, total.value_or(0));
    };
    io::read_patches(options.patches_file, read, report,
                     [&](Patch&& patch) -> std::optional<Issue> {
                         builder.add(patch);
                         return std::nullopt;
                     });
    segment::ScopedSegment source;
    source.segment = segment::Segment::open(builder.finish().file, false);
    source.slot = 1;
    source.is_whole = true;
    return {source};
}

ExitCode write_tiles(const TilesOptions& options) {
    if (options.min_zoom > options.max_zoom) {
        fmt::print(stderr, "--min-zoom {} 大于 --max-zoom {}\n", options.min_zoom,
                   options.max_zoom);
        return ExitCode::wrong_usage;
    }
    ImportReport report;
    tiles::ArchiveReport archive;
    try {
        Progress progress;
        const ScratchFolder scratch(options.out_file, "");
        const auto scope = read_scope(options, scratch.path(), report, progress);
        tiles::ArchiveOptions wanted;
        wanted.min_zoom = static_cast<std::uint8_t>(options.min_zoom);
        wanted.max_zoom = static_cast<std::uint8_t>(options.max_zoom);
        wanted.attributes =
            options.attributes == "slim" ? tiles::AttributeSet::slim : tiles::AttributeSet::full;
        wanted.threads = options.threads;
        wanted.name = std::filesystem::path(options.patches_file).stem().string();
        wanted.progress = [&](std::uint64_t done, std::uint64_t total) {
            return progress("已写瓦片", done, total);
        };
        archive = tiles::write_archive(scope, options.out_file, wanted);
    } catch (const Error& error) {
        if (options.is_json) {
            fmt::print(
                "{}\n",
                nlohmann::ordered_json{{"error", error.code()}, {"detail", detail_of(error)}}.dump(
                    -1, ' ', false, nlohmann::json::error_handler_t::replace));
        }
        fmt::print(stderr, "{}\n没有写出瓦片。\n", detail_of(error));
        return ExitCode::failed;
    }
    if (!options.is_json) {
        fmt::print("“{}”：{} 张瓦片，{} 字节\n", options.out_file, archive.tiles, archive.bytes);
    }
    return print_report(report, options.is_json);
}

} // namespace

void add_tiles_command(CLI::App& app, Action& action) {
    auto options = std::make_shared<TilesOptions>();
    auto* const command = app.add_subcommand("tiles", "把图斑文件切成一个 PMTiles 瓦片档案");
    command->add_option("--patches", options->patches_file, "图斑文件，格式同 import patches")
        ->required();
    command->add_option("--out", options->out_file, "写到这个 .pmtiles 文件")->required();
    command->add_option("--min-zoom", options->min_zoom, "最小级别；每一级都画轮廓")
        ->capture_default_str()
        ->check(between(0, 20));
    command->add_option("--max-zoom", options->max_zoom, "最大级别")
        ->capture_default_str()
        ->check(between(0, 20));
    command->add_option("--attributes", options->attributes, "slim：地图用到的；full：全部")
        ->capture_default_str()
        ->check(one_of({"slim", "full"}));
    command->add_option("--crs", options->crs, "坐标系，例如 EPSG:4545；优先于文件中的说明");
    command->add_option("--threads", options->threads, "线程数；0 为全部处理器")
        ->capture_default_str()
        ->check(between(0, 256));
    command->add_flag("--json", options->is_json, "以一个 JSON 对象报告结果");
    command->callback([options, &action] { action = [options] { return write_tiles(*options); }; });
}

} // namespace tuban::cli
