#include "server/jobs/export_patches.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "data/codelists/code_lists.hpp"
#include "data/store/divisions.hpp"
#include "data/store/patch_edits.hpp"
#include "data/store/segments.hpp"
#include "server/jobs/import_patches_batch.hpp"
#include "server/jobs/import_patches_county.hpp"
#include "server/map/patch_text.hpp"
#include "spatial/io/patch_reader.hpp"
#include "spatial/io/patch_writer.hpp"
#include "spatial/segment/shape_match.hpp"
#include "tiles/archive.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <array>
#include <chrono>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace tuban::jobs {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::string_view unfinished = ".part";
constexpr std::time_t china_s = 8 * 3600; ///< ahead of UTC

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

/// Where a run writes until its file is whole; holds batches in clear, so only the owner looks in.
class Draft {
  public:
    explicit Draft(fs::path folder) : m_folder(std::move(folder)) {
        fs::remove_all(m_folder);
        fs::create_directories(m_folder);
        fs::permissions(m_folder, fs::perms::owner_all);
    }
    ~Draft() {
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
    }
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    const fs::path& folder() const noexcept { return m_folder; }

  private:
    fs::path m_folder;
};

/// Whole and on the disk before it has its name.
void put_in_place(const fs::path& draft, const fs::path& target) {
    fs::permissions(draft, fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
    const int descriptor = ::open(draft.c_str(), O_RDONLY | O_CLOEXEC);
    const bool is_safe = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    if (!is_safe) {
        throw Error("write_failed", fmt::format("{}：不可写", target.string()));
    }
    fs::rename(draft, target);
}

/// What is exported, as it is when the run begins.
struct Plan {
    model::Division division;
    std::shared_ptr<const map::AreaView> view;
    std::map<std::int64_t, model::Division> divisions; ///< of the area, by id
    std::vector<store::Batch> batches;
    std::vector<store::PatchEdit> edits; ///< of the counties in view

    std::uint64_t patch_count() const {
        std::uint64_t count = 0;
        for (const auto& source : view->scope) {
            for (std::size_t i = 0; i < source.allowed_villages.size(); ++i) {
                count += source.is_whole || source.allowed_villages[i]
                             ? source.patches_in_village(i)
                             : 0;
            }
        }
        return count;
    }
};

Plan make_plan(const ExportParts& parts, std::int64_t division_id) {
    return parts.store.read_value([&](store::Reader& reader) {
        const auto division = store::find_division(reader, division_id);
        if (!division) {
            throw Error("division_gone", std::to_string(division_id));
        }
        const auto area = store::area_of(*division);
        Plan plan{*division, parts.scopes.view(reader, area), {}, {}, {}};
        for (auto& one : store::divisions_in(reader, area)) {
            plan.divisions.emplace(one.id, std::move(one));
        }
        std::set<std::string> counties;
        for (const auto& source : plan.view->scope) {
            counties.emplace(source.segment->county_code());
        }
        for (const auto& county : counties) {
            auto edits = store::patch_edits_of_county(reader, county);
            plan.edits.insert(plan.edits.end(), std::make_move_iterator(edits.begin()),
                              std::make_move_iterator(edits.end()));
        }
        plan.batches = store::batches_to_replay(reader);
        return plan;
    });
}

/// Writes each patch of the plan once. A shape that a source gives is taken when it is what the
/// segment holds, finer than the grid; the newest source is asked first.
class Rows {
  public:
    Rows(const ExportParts& parts, JobRun& run, const Plan& plan, io::PatchWriter& writer)
        : m_parts(parts), m_run(run), m_plan(plan), m_writer(writer), m_total(plan.patch_count()) {
        for (const auto& source : plan.view->scope) {
            m_is_written.emplace_back(source.segment->size(), false);
        }
    }

    void write_all(const fs::path& scratch) {
        for (const auto& edit : m_plan.edits) {
            if (edit.patch) {
                take(map::patch_from_text(*edit.patch));
            }
        }
        for (auto batch = m_plan.batches.rbegin();
             batch != m_plan.batches.rend() && m_done < m_total; ++batch) {
            try {
                read(*batch, scratch);
            } catch (const Error& error) {
                if (error.code() == "write_failed") {
                    throw;
                }
                log_error("export: batch {}: {}", batch->content_hash, error.what());
                ++unreadable_batches;
            }
        }
        as_surveyed = m_done;
        write_rest();
        show();
    }

    std::uint64_t as_surveyed = 0;
    std::uint64_t unreadable_batches = 0;

  private:
    void take(const Patch& surveyed) {
        const auto& scope = m_plan.view->scope;
        for (std::size_t i = 0; i < scope.size(); ++i) {
            const std::size_t at = (m_last + i) % scope.size(); // mostly where the one before was
            const auto position = scope[at].segment->find_number(surveyed.number);
            if (!position || !scope[at].allows(*position)) {
                continue;
            }
            m_last = at;
            if (!m_is_written[at][*position] &&
                segment::is_shape_of(*scope[at].segment, *position, surveyed.shape, m_rings)) {
                write(at, *position, &surveyed.shape);
            }
            return;
        }
    }

    void read(const store::Batch& batch, const fs::path& scratch) {
        const UnpackedBatch unpacked(batch.content_hash, batch.file_name, m_parts.sealer,
                                     m_parts.scopes.folder(), scratch);
        const io::ReadOptions options{
            batch.name,
            batch.division_code,
            batch.crs,
            nlohmann::json::parse(batch.mapping).get<std::map<std::string, std::string>>(),
            codelists::normalize_patch_code,
            [](std::string_view) { return std::string(); },
            {},
            {}};
        ImportReport report;
        std::uint64_t count = 0;
        io::read_patches(unpacked.file(), options, report,
                         [&](Patch&& patch) -> std::optional<Issue> {
                             if (++count % 1024 == 0) {
                                 show();
                             }
                             take(patch);
                             return std::nullopt;
                         });
    }

    void write_rest() {
        const auto& scope = m_plan.view->scope;
        for (std::size_t at = 0; at < scope.size(); ++at) {
            for (segment::Position p = 0; p < scope[at].segment->size(); ++p) {
                if (scope[at].allows(p) && !m_is_written[at][p]) {
                    write(at, p, nullptr);
                }
            }
        }
    }

    void write(std::size_t at, segment::Position position, const geometry::MultiPolygon* shape) {
        const auto& segment = *m_plan.view->scope[at].segment;
        Patch patch = patch_of(segment, position);
        if (shape != nullptr) {
            patch.shape = *shape;
        }
        const auto id = m_plan.view->division_ids[at][segment.village_index(position)];
        const auto& division = m_plan.divisions.at(id);
        patch.division_code = division.code;
        m_writer.add(patch, division.name);
        m_is_written[at][position] = true;
        if (++m_done % 1024 == 0) {
            show();
        }
    }

    void show() {
        m_run.progress(static_cast<std::int64_t>(m_done), static_cast<std::int64_t>(m_total),
                       "正在写出图斑");
        m_run.check();
    }

    const ExportParts& m_parts;
    JobRun& m_run;
    const Plan& m_plan;
    io::PatchWriter& m_writer;
    std::uint64_t m_total;
    std::uint64_t m_done = 0;
    std::size_t m_last = 0;
    std::vector<std::vector<bool>> m_is_written; ///< by place in the scope and position
    segment::RingBuffer m_rings;
};

void write_tiles(const ExportParts& parts, JobRun& run, const Plan& plan, const fs::path& file,
                 Json& report) {
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

void write_rows(const ExportParts& parts, JobRun& run, const Plan& plan,
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
    Rows rows(parts, run, plan, writer);
    rows.write_all(file.parent_path());
    const auto written = writer.finish();
    report["as_surveyed"] = rows.as_surveyed;
    report["on_grid"] = written.written - rows.as_surveyed;
    report["unreadable_batches"] = rows.unreadable_batches;
    report["texts_shortened"] = written.texts_shortened;
    report["texts_replaced"] = written.texts_replaced;
}

std::string run_export(const ExportParts& parts, JobRun& run) {
    const auto& start = run.job().start;
    const auto request = from_parameters(start.parameters);
    const auto& folder = parts.scopes.folder();
    const auto plan = make_plan(parts, start.division_id);
    const Draft draft(folder.exports() / fmt::format("{}{}", start.id, unfinished));
    Json report{{"format", to_text(request.format)}, {"patches", plan.patch_count()}};
    const bool is_tiles = request.format == ExportFormat::pmtiles;
    const auto file =
        draft.folder() /
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
