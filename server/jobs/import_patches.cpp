#include "server/jobs/import_patches.hpp"

#include "base/error.hpp"
#include "base/fingerprint_table.hpp"
#include "data/codelists/code_lists.hpp"
#include "data/store/audit.hpp"
#include "data/store/crosswalk.hpp"
#include "data/store/patch_lineage.hpp"
#include "data/store/segments.hpp"
#include "server/jobs/county_of_code.hpp"
#include "server/jobs/import_lock.hpp"
#include "server/jobs/import_patches_batch.hpp"
#include "server/jobs/patch_coverage.hpp"
#include "spatial/io/patch_reader.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <unordered_set>
#include <utility>

namespace tuban::jobs {
namespace {

namespace fs = std::filesystem;

/// Segments that a killed import wrote and never put in force, and those long replaced. Young ones
/// are left: a server that has just read which one serves may be about to open it.
void remove_old_segments(const model::DataFolder& folder,
                         const std::vector<store::SegmentInForce>& in_force) {
    const auto oldest_kept = fs::file_time_type::clock::now() - std::chrono::hours(1);
    for (const auto& entry : fs::directory_iterator(folder.segments())) {
        const bool serves = std::ranges::any_of(in_force, [&](const auto& one) {
            return entry.path().stem().string() == one.file_hash;
        });
        if (entry.path().extension() == ".seg" && !serves &&
            entry.last_write_time() < oldest_kept) {
            fs::remove(entry.path());
        }
    }
    // Overlays that a killed server was building.
    for (const auto& entry : fs::directory_iterator(folder.segments())) {
        if (entry.path().filename() != "overlays") {
            continue;
        }
        for (const auto& scratch : fs::directory_iterator(entry.path())) {
            if (scratch.last_write_time() < oldest_kept) {
                fs::remove_all(scratch.path());
            }
        }
    }
}

class PatchImport {
  public:
    PatchImport(store::Store& store, const seal::Sealer& sealer, const model::DataFolder& folder,
                const PatchImportRequest& request)
        : m_store(store), m_sealer(sealer), m_folder(folder), m_request(request),
          m_county_of(store) {
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
                    failures.emplace(
                        file, Issue{error.code(), file.filename().string(), "", error.what()});
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
        std::vector<const CountyMerge*> changed;
        std::size_t nth = 0;
        for (auto& [code, county] : m_counties) {
            stop_if_cancelled();
            if (m_request.on_build) {
                m_request.on_build(code, ++nth, m_counties.size());
            }
            CountyOutcome& outcome = m_outcomes[code];
            const bool has_changed = county.finish(
                {[this](const segment::Segment& in_force, segment::Position position) {
                     return retires(in_force, position);
                 },
                 [&](const std::string& number) { count_unchanged(number, outcome); }, false});
            outcome.county_code = code;
            outcome.file_hash = has_changed ? county.built().hash : county.hash_in_force();
            outcome.patch_count = county.built().patch_count;
            outcome.change = county.change();
            if (has_changed) {
                changed.push_back(&county);
            }
        }
        for (auto& [code, outcome] : m_outcomes) {
            outcome.county_code = code;
            m_result.counties.push_back(std::move(outcome));
        }
        stop_if_cancelled();
        m_store.write([&](store::Transaction& transaction) { write(transaction, changed, actor); });
        return std::move(m_result);
    }

  private:
    struct InForce {
        std::string hash;
        std::shared_ptr<const segment::Segment> segment;
    };

    bool is_cancelled() const { return m_request.is_cancelled && m_request.is_cancelled(); }

    void stop_if_cancelled() const {
        if (is_cancelled()) {
            throw Error("cancelled", "已取消");
        }
    }

    void read(FileOutcome& outcome) {
        const io::ReadOptions options{
            outcome.batch_name,
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
            }};
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
        std::shared_ptr<const segment::Segment> checked;
        std::string hash;
        if (const auto in_force = m_in_force.find(county_code); in_force != m_in_force.end()) {
            hash = in_force->second.hash;
            checked = segment::Segment::open(m_folder.segment(hash));
        }
        CountyMerge& merge = m_counties
                                 .try_emplace(county_code, m_folder.segments(), county_code,
                                              std::move(checked), hash)
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
        if (m_origins.contains(patch.number)) {
            return Issue{"number_duplicate", "", "number",
                         "图斑编号在同时导入的另一个文件里已经出现，只取第一次出现的"};
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

    void count_unchanged(const std::string& number, CountyOutcome& county) {
        const std::uint32_t origin = m_origins.find(number).value();
        ImportReport& report = m_result.files[origin / 2].report;
        --report.taken;
        ++report.unchanged;
        report.repaired -= origin % 2;
        county.repaired -= origin % 2;
    }

    void write(store::Transaction& transaction, const std::vector<const CountyMerge*>& changed,
               const model::Actor& actor) const {
        const std::int64_t now = store::now_us();
        for (const CountyMerge* county : changed) {
            const auto before = store::find_segment(transaction, county->county_code());
            if ((before ? before->file_hash : std::string()) != county->hash_in_force()) {
                throw Error("import_conflict",
                            fmt::format("{} 的图斑在导入期间被别处更新，请重新导入",
                                        county->county_code()));
            }
            store::publish_segment(transaction, county->county_code(), county->built().hash,
                                   county->built().patch_count, now);
            store::replace_census_codes(transaction, county->county_code(), county->census_codes());
            store::mark_folded(transaction, county->folded());
            for (const auto& [number, patch] : county->new_words()) {
                store::set_batch_word(transaction, number, patch);
            }
            write_lineage(transaction, *county, now, actor);
        }
        const std::int64_t import_id = store::new_id();
        for (const auto& file : m_result.files) {
            if (!file.failure) {
                record(transaction, file, import_id, now, actor);
            }
        }
        for (const auto& county : m_result.counties) {
            if (county.has_changed()) {
                const nlohmann::json change{{"import", std::to_string(import_id)},
                                            {"segment", county.file_hash},
                                            {"added", county.change.added},
                                            {"updated", county.change.updated},
                                            {"retired", county.change.retired.size()}};
                store::append_audit(transaction, actor, "import", "segment", county.county_code,
                                    change.dump());
            }
        }
    }

    /// Links follow a patch to its new number; all others stay and are listed with what stands on
    /// the place (lost links).
    static void write_lineage(store::Transaction& transaction, const CountyMerge& county,
                              std::int64_t now, const model::Actor& actor) {
        for (const auto& number : store::lineage_numbers(transaction, county.county_code())) {
            if (county.holds(number)) {
                store::forget_lineage(transaction, number);
            }
        }
        std::int64_t followed = 0;
        for (const auto& [number, lineage] : county.change().lineage) {
            store::record_lineage(
                transaction, {number, county.county_code(), segment::to_string(lineage.fate),
                              nlohmann::json(lineage.successors).dump(), lineage.overlap, now});
            if (lineage.fate == segment::Fate::renumbered) {
                followed += store::follow_links(transaction, number, lineage.successors.front());
            }
        }
        if (followed > 0) {
            store::append_audit(transaction, actor, "follow_links", "segment", county.county_code(),
                                nlohmann::json{{"households", followed}}.dump());
        }
    }

    /// The same bytes that change nothing leave no new row.
    void record(store::Transaction& transaction, const FileOutcome& file, std::int64_t import_id,
                std::int64_t now, const model::Actor& actor) const {
        const bool has_changed =
            std::ranges::any_of(m_result.counties, &CountyOutcome::has_changed);
        if (!has_changed && store::find_batch(transaction, file.content_hash)) {
            return;
        }
        const std::int64_t id = store::new_id();
        store::record_batch(transaction,
                            {id, file.batch_name, file.file.filename().string(), file.content_hash,
                             nlohmann::json(m_request.mapping).dump(), now, to_json(file.report),
                             import_id, m_request.division_code, m_request.crs,
                             m_request.is_partial || !m_is_complete});
        const nlohmann::json change{
            {"batch", file.batch_name},           {"content_hash", file.content_hash},
            {"read", file.report.read},           {"taken", file.report.taken},
            {"unchanged", file.report.unchanged}, {"refused", file.report.refused}};
        store::append_audit(transaction, actor, "import", "batch", std::to_string(id),
                            change.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    }

    store::Store& m_store;
    const seal::Sealer& m_sealer;
    const model::DataFolder& m_folder;
    const PatchImportRequest& m_request;
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

ImportReport PatchImportResult::total() const {
    ImportReport sum;
    for (const auto& file : files) {
        sum.read += file.report.read;
        sum.taken += file.report.taken;
        sum.repaired += file.report.repaired;
        sum.unchanged += file.report.unchanged;
        sum.refused += file.report.refused;
        sum.refusals.insert(sum.refusals.end(), file.report.refusals.begin(),
                            file.report.refusals.end());
        sum.warnings.insert(sum.warnings.end(), file.report.warnings.begin(),
                            file.report.warnings.end());
        if (file.failure) {
            sum.warn(*file.failure);
        }
    }
    return sum;
}

std::uint64_t PatchImportResult::retired() const {
    std::uint64_t sum = 0;
    for (const auto& county : counties) {
        sum += county.change.retired.size();
    }
    return sum;
}

bool CountyOutcome::has_changed() const {
    return change.added + change.updated + change.retired.size() > 0;
}

PatchImportResult import_patches(store::Store& store, const seal::Sealer& sealer,
                                 const model::DataFolder& folder, const PatchImportRequest& request,
                                 const model::Actor& actor) {
    const ImportLock lock(folder, request.is_cancelled);
    remove_unfinished_batches(folder);
    remove_old_segments(folder, store.read_value([](store::Reader& reader) {
        return store::segments_in_force(reader);
    }));
    std::map<fs::path, Issue> failures;
    for (;;) {
        PatchImport import(store, sealer, folder, request);
        const bool was_read = import.read_all(failures);
        if (!failures.empty() &&
            failures.size() == std::set(request.files.begin(), request.files.end()).size()) {
            const Issue& first = failures.begin()->second;
            throw Error(first.code, first.detail);
        }
        if (was_read) {
            return import.publish(actor);
        }
    }
}

} // namespace tuban::jobs
