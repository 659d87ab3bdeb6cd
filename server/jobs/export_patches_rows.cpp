#include "server/jobs/export_patches_rows.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "data/codelists/code_lists.hpp"
#include "server/jobs/import_patches_batch.hpp"
#include "server/jobs/import_patches_county.hpp"
#include "server/map/patch_text.hpp"
#include "spatial/io/patch_reader.hpp"
#include "spatial/segment/shape_match.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tuban::jobs {
namespace {

namespace fs = std::filesystem;

class Rows {
  public:
    Rows(const ExportParts& parts, JobRun& run, const ExportPlan& plan, io::PatchWriter& writer)
        : m_parts(parts), m_run(run), m_plan(plan), m_writer(writer), m_total(plan.patch_count()) {
        for (const auto& source : plan.view->scope) {
            m_is_written.emplace_back(source.segment->size(), false);
        }
    }

    ExportedSources write_all(const fs::path& scratch) {
        ExportedSources sources;
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
                ++sources.unreadable_batches;
            }
        }
        sources.as_surveyed = m_done;
        write_rest();
        show();
        return sources;
    }

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
    const ExportPlan& m_plan;
    io::PatchWriter& m_writer;
    std::uint64_t m_total;
    std::uint64_t m_done = 0;
    std::size_t m_last = 0;
    std::vector<std::vector<bool>> m_is_written; ///< by place in the scope and position
    segment::RingBuffer m_rings;
};

} // namespace

ExportedSources write_patch_rows(const ExportParts& parts, JobRun& run, const ExportPlan& plan,
                                 const fs::path& scratch, io::PatchWriter& writer) {
    return Rows(parts, run, plan, writer).write_all(scratch);
}

} // namespace tuban::jobs
