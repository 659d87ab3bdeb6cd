#include "server/jobs/export_patches.hpp"

#include "base/durable_file.hpp"
#include "base/scratch_folder.hpp"
#include "server/jobs/export_patches_plan.hpp"
#include "server/jobs/export_patches_rows.hpp"
#include "spatial/io/patch_writer.hpp"
#include "tiles/archive.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <chrono>
#include <utility>

namespace tuban::jobs {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::string_view unfinished = ".part";
constexpr std::time_t china_s = std::time_t{8} * 3600; ///< ahead of UTC

struct FormatName {
    ExportFormat format;
    std::string_view text;
    std::string_view extension;
};
constexpr std::array<FormatName, 5> format_names{{
    {ExportFormat::pmtiles, "pmtiles", ".pmtiles"},
    {ExportFormat::geopackage, "geopackage", ".gpkg"},
    {ExportFormat::shapefile, "shapefile", ".shp.zip"},
    {ExportFormat::flatgeobuf, "flatgeobuf", ".fgb"},
    {ExportFormat::geojson, "geojson", ".geojson"},
}};

const FormatName& name_of(ExportFormat format) noexcept {
    return format_names.at(static_cast<std::size_t>(format));
}

io::PatchFormat patch_format(ExportFormat format) noexcept {
    switch (format) {
    case ExportFormat::shapefile:
        return io::PatchFormat::shapefile;
    case ExportFormat::flatgeobuf:
        return io::PatchFormat::flatgeobuf;
    case ExportFormat::geojson:
        return io::PatchFormat::geojson;
    case ExportFormat::geopackage:
    case ExportFormat::pmtiles:
        break;
    }
    return io::PatchFormat::geopackage;
}

std::string to_parameters(const ExportRequest& request) {
    return Json{{"format", to_text(request.format)},
                {"encoding", request.is_gbk ? "gbk" : "utf-8"},
                {"account", request.account}}
        .dump();
}

ExportRequest from_parameters(const std::string& text) {
    const auto json = Json::parse(text);
    return {find_export_format(json.at("format").get<std::string>()).value(),
            json.at("encoding") == "gbk", json.at("account").get<std::string>()};
}

fs::path exported_path(const model::DataFolder& folder, std::int64_t job, ExportFormat format) {
    return folder.exports() / fmt::format("{}{}", job, name_of(format).extension);
}

void write_tiles(const ExportParts& parts, JobRun& run, const ExportPlan& plan,
                 const fs::path& file, Json& report) {
    tiles::ArchiveOptions options;
    options.threads = parts.threads;
    options.name = plan.division.name + "图斑";
    options.progress = [&](std::uint64_t done, std::uint64_t total) {
        run.progress(static_cast<std::int64_t>(done), static_cast<std::int64_t>(total),
                     "正在写出瓦片");
        return !run.stop_token().stop_requested();
    };
    const auto archive = tiles::write_archive(plan.view->scope, file, options);
    run.check();
    report["tiles"] = archive.tiles;
}

void write_rows(const ExportParts& parts, JobRun& run, const ExportPlan& plan,
                const ExportRequest& request, const fs::path& file, Json& report) {
    io::PatchWriteOptions options;
    options.format = patch_format(request.format);
    options.encoding = request.is_gbk ? io::TextEncoding::gbk : io::TextEncoding::utf8;
    options.layer = "patches";
    options.description =
        fmt::format("{}图斑，{:%Y-%m-%d %H:%M}（UTC）由账号 {} 导出，仅供农村住房"
                    "安全保障工作使用",
                    plan.division.full_name, fmt::gmtime(std::time(nullptr)), request.account);
    options.expected = plan.patch_count();
    io::PatchWriter writer(file, options);
    const auto sources = write_patch_rows(parts, run, plan, file.parent_path(), writer);
    const auto written = writer.finish();
    report["as_surveyed"] = sources.as_surveyed;
    report["on_grid"] = written.written - sources.as_surveyed;
    report["unreadable_batches"] = sources.unreadable_batches;
    report["texts_shortened"] = written.texts_shortened;
    report["texts_replaced"] = written.texts_replaced;
}

std::string run_export(const ExportParts& parts, JobRun& run) {
    const auto& start = run.job().start;
    const auto request = from_parameters(start.parameters);
    const auto& folder = parts.scopes.folder();
    const auto plan = make_export_plan(parts, start.division_id);
    // Holds batches in clear while they are read.
    const ScratchFolder draft(folder.exports() / fmt::format("{}{}", start.id, unfinished));
    Json report{{"format", to_text(request.format)}, {"patches", plan.patch_count()}};
    const bool is_tiles = request.format == ExportFormat::pmtiles;
    const auto file =
        draft.path() /
        fmt::format("patches{}", is_tiles ? name_of(request.format).extension
                                          : io::extension_of(patch_format(request.format)));
    if (is_tiles) {
        write_tiles(parts, run, plan, file, report);
    } else {
        write_rows(parts, run, plan, request, file, report);
    }
    report["bytes"] = fs::file_size(file);
    report["name"] =
        fmt::format("patches-{}-{:%Y%m%d}{}", plan.division.code,
                    fmt::gmtime(std::time(nullptr) + china_s), name_of(request.format).extension);
    report["expires_at"] = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                                       fmt::gmtime(std::time(nullptr) + ExportUpkeep::kept_s));
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
    put_in_place(file, exported_path(folder, start.id, request.format));
    return report.dump();
}

} // namespace

std::string_view to_text(ExportFormat format) noexcept {
    return name_of(format).text;
}

std::optional<ExportFormat> find_export_format(std::string_view text) noexcept {
    for (const auto& name : format_names) {
        if (name.text == text) {
            return name.format;
        }
    }
    return {};
}

JobKinds export_kinds(const ExportParts& parts) {
    return {{export_kind, [parts](JobRun& run) { return run_export(parts, run); }}};
}

std::int64_t enqueue_export(store::Transaction& transaction, std::int64_t division_id,
                            std::int64_t account_id, const ExportRequest& request,
                            std::int64_t now_us) {
    return store::enqueue_job(
        transaction,
        {store::new_id(), export_kind, division_id, account_id, to_parameters(request)}, now_us);
}

std::optional<ExportedFile> find_exported_file(const model::DataFolder& folder,
                                               const store::Job& job) {
    if (job.start.kind != export_kind || job.state != store::JobState::done) {
        return {};
    }
    const auto request = from_parameters(job.start.parameters);
    return ExportedFile{exported_path(folder, job.start.id, request.format),
                        Json::parse(job.report).at("name").get<std::string>()};
}

void ExportUpkeep::operator()() {
    const auto now_us = store::now_us();
    if (now_us < m_look_again_us) {
        return;
    }
    m_look_again_us = now_us + std::int64_t{3600} * 1'000'000;
    if (!fs::exists(m_folder.exports())) {
        return;
    }
    const auto oldest = fs::file_time_type::clock::now() - std::chrono::seconds(kept_s);
    for (const auto& entry : fs::directory_iterator(m_folder.exports())) {
        if (entry.path().extension() == unfinished || entry.last_write_time() < oldest) {
            fs::remove_all(entry.path());
        }
    }
}

} // namespace tuban::jobs
