#include "server/jobs/import_patches.hpp"

#include "base/error.hpp"
#include "base/error_detail.hpp"
#include "base/fingerprint_table.hpp"
#include "data/codelists/code_lists.hpp"
#include "data/store/segments.hpp"
#include "server/jobs/county_of_code.hpp"
#include "server/jobs/import_journals.hpp"
#include "server/jobs/import_leftovers.hpp"
#include "server/jobs/import_lock.hpp"
#include "server/jobs/import_patches_batch.hpp"
#include "server/jobs/import_patches_build.hpp"
#include "server/jobs/import_patches_publish.hpp"
#include "server/jobs/patch_coverage.hpp"
#include "spatial/io/patch_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <thread>
#include <unordered_set>
#include <utility>

namespace tuban::jobs {
namespace {

namespace fs = std::filesystem;

class PatchImport {
  public:
    PatchImport(store::Store& store, const seal::Sealer& sealer, const model::DataFolder& folder,
                const PatchImportRequest& request, ImportJournals& journals)
        : m_store(store), m_sealer(sealer), m_folder(folder), m_request(request),
          m_journals(journals), m_county_of(store) {
        for (const auto& one : m_store.read_value(
                 [](store::Reader& reader) { return store::segments_in_force(reader); })) {
            m_in_force.emplace(one.county_code,
                               InForce{one.file_hash, segment::Segment::open(
                                                          folder.segment(one.file_hash), false)});
        }
    }

    /// Reads the files but those that failed before. False when one fails that has given patches
    /// already: then the import has to begin again without it.
    bool read_all(std::map<fs::path, Issue>& failures) {
        for (const auto& file : m_request.files) {
            FileOutcome outcome;
            outcome.file = file;
            outcome.batch_name =
                m_request.batch_name.empty() ? io::default_batch_name(file) : m_request.batch_name;
            if (!failures.contains(file)) {
                const auto origins_before = m_origins.size();
                try {
                    read(outcome);
                } catch (const Error& error) {
                    if (error.code() != "file_unreadable" && error.code() != "archive_refused") {
                        throw;
                    }
                    m_journals.remove(file);
                    failures.emplace(
                        file, Issue{error.code(), file.filename().string(), "", detail_of(error)});
                    if (m_origins.size() > origins_before) {
                        return false;
                    }
                    outcome.report = {};
                }
            }
            if (const auto failure = failures.find(file); failure != failures.end()) {
                outcome.failure = failure->second;
                m_is_complete = false;
            }
            m_result.files.push_back(std::move(outcome));
        }
        return true;
    }

    PatchImportResult publish(const model::Actor& actor) {
        warn_of_nothing_retired();
        m_in_force.clear(); // what is mapped of them would stay resident
        const auto changed = build();
        for (auto& [code, outcome] : m_outcomes) {
            outcome.county_code = code;
            m_result.counties.push_back(std::move(outcome));
        }
        stop_if_cancelled();
        m_store.write([&](store::Transaction& transaction) {
            publish_import(transaction, m_request, m_result, changed,
                           m_request.is_partial || !m_is_complete, actor);
        });
        return std::move(m_result);
    }

  private:
    struct InForce {
        std::string hash;
        std::shared_ptr<const segment::Segment> segment;
    };

    /// Those that changed, by code.
    std::vector<const CountyMerge*> build() {
        const auto begin = [this](const std::string& county_code, std::size_t nth) {
            stop_if_cancelled();
            if (m_request.on_build) {
                m_request.on_build(county_code, nth, m_counties.size());
            }
        };
        const auto retire = [this](const segment::Segment& in_force, segment::Position position) {
            return retires(in_force, position);
        };
        std::vector<const CountyMerge*> changed;
        for (const auto& county : build_counties(m_counties, m_origins, retire, begin, threads())) {
            const auto& merge = *county.merge;
            CountyOutcome& outcome = m_outcomes[merge.county_code()];
            count_unchanged(county.unchanged, outcome);
            outcome.file_hash = county.has_changed ? merge.built().hash : merge.hash_in_force();
            outcome.patch_count = merge.built().patch_count;
            outcome.change = merge.change();
            if (county.has_changed) {
                changed.push_back(&merge);
            }
        }
        return changed;
    }

    unsigned threads() const {
        return m_request.threads > 0 ? m_request.threads
                                     : std::max(1U, std::thread::hardware_concurrency());
    }

    bool is_cancelled() const { return m_request.is_cancelled && m_request.is_cancelled(); }

    void stop_if_cancelled() const {
        if (is_cancelled()) {
            throw Error("cancelled", "已取消");
        }
    }

    void read(FileOutcome& outcome) {
        io::ReadOptions options{outcome.batch_name,
                                m_request.division_code,
                                m_request.crs,
                                m_request.mapping,
                                codelists::normalize_patch_code,
                                [this](std::string_view id) { return sealed_text(m_sealer, id); },
                                [&](std::uint64_t read, std::optional<std::uint64_t> total) {
                                    if (m_request.on_read) {
                                        m_request.on_read(outcome.file, read, total);
                                    }
                                    return !is_cancelled();
                                },
                                [this](const std::string& number, const std::string& code) {
                                    note_refused(number, code);
                                },
                                false};
        const auto journal = m_journals.open(outcome.file, options);
        options.journal = journal.get();
        options.threads = threads();
        io::read_patches(outcome.file, options, outcome.report,
                         [this](Patch&& patch) { return take(std::move(patch)); });
        stop_if_cancelled();
        outcome.content_hash = keep_batch(outcome.file, m_sealer, m_folder);
    }

    /// A refused feature is no word about the patch of that number: it stays.
    void note_refused(const std::string& number, const std::string& division_code) {
        if (!number.empty()) {
            m_refused.insert(number);
        }
        if (!division_code.empty()) {
            CountyOutcome& outcome = m_outcomes[m_county_of.get(division_code)];
            ++outcome.read;
            ++outcome.refused;
        }
    }

    bool retires(const segment::Segment& in_force, segment::Position position) const {
        if (m_request.is_partial || !m_is_complete) {
            return false;
        }
        const auto code = in_force.villages()[in_force.village_index(position)].code;
        return m_coverage.covers(code, in_force.box(position)) &&
               !m_refused.contains(std::string(in_force.number(position)));
    }

    void warn_of_nothing_retired() {
        if (m_is_complete || m_request.is_partial) {
            return;
        }
        for (auto& file : m_result.files) {
            if (!file.failure) {
                file.report.warn({"nothing_retired", file.file.filename().string(), "",
                                  "同一次导入中有文件无法读取，批次不完整，"
                                  "因此没有停用任何旧图斑。请修复文件后重新导入整批"});
                return;
            }
        }
    }

    CountyMerge& merge_of(const std::string& county_code) {
        const auto known = m_counties.find(county_code);
        if (known != m_counties.end()) {
            return known->second;
        }
        InForce in_force;
        if (const auto found = m_in_force.find(county_code); found != m_in_force.end()) {
            in_force = found->second;
            // Checked through a mapping of its own, so that not all of it stays resident.
            segment::Segment::open(m_folder.segment(in_force.hash));
        }
        CountyMerge& merge = m_counties
                                 .try_emplace(county_code, m_folder.segments(), county_code,
                                              std::move(in_force.segment), in_force.hash)
                                 .first->second;
        merge.set_edits(m_store.read_value([&](store::Reader& reader) {
            return store::patch_edits_of_county(reader, county_code);
        }));
        return merge;
    }

    /// A number stands once in what is in force, in whatever county.
    std::optional<Issue> find_elsewhere(const std::string& number,
                                        const std::string& county) const {
        const auto own = m_in_force.find(county);
        if (own != m_in_force.end() && own->second.segment->find_number(number)) {
            return std::nullopt;
        }
        for (const auto& [code, in_force] : m_in_force) {
            if (code != county && in_force.segment->find_number(number)) {
                return Issue{
                    "number_elsewhere", "", "number",
                    fmt::format("这一图斑编号已用于另一个县（{}），请核对编号或行政区划代码",
                                code)};
            }
        }
        return std::nullopt;
    }

    std::optional<Issue> take(Patch&& patch) {
        if (patch.division_code.empty()) {
            return Issue{"division_missing", "", "division_code",
                         "没有行政区划代码。请在数据中补上，或用 --division 指定整批的代码"};
        }
        const std::string& county_code = m_county_of.get(patch.division_code);
        if (const auto origin = m_origins.find(patch.number)) {
            return Issue{"number_duplicate", "", "number",
                         *origin / 2 == m_result.files.size()
                             ? "图斑编号在这个文件里出现了不止一次，只取第一次出现的。请改正编号"
                             : "图斑编号在同时导入的另一个文件里已经出现，只取第一次出现的"};
        }
        if (auto issue = find_elsewhere(patch.number, county_code)) {
            return issue;
        }
        CountyMerge& county = merge_of(county_code);
        keep_sealed_id(patch, county.in_force(), m_sealer);
        county.add(patch);
        m_coverage.add(patch.division_code, patch.shape);
        CountyOutcome& outcome = m_outcomes[county_code];
        ++outcome.read;
        outcome.repaired += patch.was_repaired ? 1U : 0U;
        m_origins.insert(patch.number, origin_of(m_result.files.size(), patch.was_repaired));
        return std::nullopt;
    }

    static std::uint32_t origin_of(std::size_t file, bool was_repaired) {
        return static_cast<std::uint32_t>(file) * 2 + (was_repaired ? 1U : 0U);
    }

    /// `counts` by origin_of.
    void count_unchanged(const std::map<std::uint32_t, std::uint64_t>& counts,
                         CountyOutcome& county) {
        for (const auto& [origin, count] : counts) {
            const std::uint64_t repaired = origin % 2 == 1 ? count : 0;
            ImportReport& report = m_result.files[origin / 2].report;
            report.taken -= count;
            report.unchanged += count;
            report.repaired -= repaired;
            county.repaired -= repaired;
        }
    }

    store::Store& m_store;
    const seal::Sealer& m_sealer;
    const model::DataFolder& m_folder;
    const PatchImportRequest& m_request;
    ImportJournals& m_journals;
    std::map<std::string, InForce> m_in_force;
    std::map<std::string, CountyMerge> m_counties;
    CountyOfCode m_county_of;
    FingerprintTable m_origins; ///< number → origin_of
    PatchCoverage m_coverage;
    std::unordered_set<std::string> m_refused; ///< numbers
    bool m_is_complete = true;                 ///< every file could be read
    std::map<std::string, CountyOutcome> m_outcomes;
    PatchImportResult m_result;
};

} // namespace

PatchImportResult import_patches(store::Store& store, const seal::Sealer& sealer,
                                 const model::DataFolder& folder, const PatchImportRequest& request,
                                 const model::Actor& actor) {
    const ImportLock lock(folder, request.is_cancelled);
    remove_leftovers(folder, store.read_value([](store::Reader& reader) {
        return store::segments_in_force(reader);
    }));
    ImportJournals journals(folder, sealer);
    std::map<fs::path, Issue> failures;
    for (;;) {
        PatchImport import(store, sealer, folder, request, journals);
        const bool was_read = import.read_all(failures);
        if (!failures.empty() &&
            failures.size() == std::set(request.files.begin(), request.files.end()).size()) {
            const Issue& first = failures.begin()->second;
            throw Error(first.code, first.detail);
        }
        if (was_read) {
            auto result = import.publish(actor);
            std::ranges::for_each(request.files, [&](const auto& file) { journals.remove(file); });
            return result;
        }
    }
}

} // namespace tuban::jobs
