#include "server/jobs/import_patches.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "data/codelists/code_lists.hpp"
#include "data/store/audit.hpp"
#include "data/store/crosswalk.hpp"
#include "data/store/divisions.hpp"
#include "data/store/segments.hpp"
#include "server/jobs/import_patches_batch.hpp"
#include "server/jobs/import_patches_county.hpp"
#include "spatial/io/patch_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <unordered_map>
#include <utility>

namespace tuban::jobs {
namespace {

namespace fs = std::filesystem;

/// Held while one process imports into a data folder.
class ImportLock {
  public:
    explicit ImportLock(const model::DataFolder& folder)
        : m_descriptor(
              ::open((folder.segments() / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
        if (m_descriptor < 0) {
            throw Error("write_failed", fmt::format("{}：不可写", folder.segments().string()));
        }
        if (::flock(m_descriptor, LOCK_EX | LOCK_NB) != 0) {
            log_info("另一个图斑导入正在进行，等待它完成");
            ::flock(m_descriptor, LOCK_EX);
        }
    }
    ~ImportLock() { ::close(m_descriptor); }
    ImportLock(const ImportLock&) = delete;
    ImportLock& operator=(const ImportLock&) = delete;

  private:
    int m_descriptor;
};

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
}

class PatchImport {
  public:
    PatchImport(store::Store& store, const seal::Sealer& sealer, const model::DataFolder& folder,
                const PatchImportRequest& request)
        : m_store(store), m_sealer(sealer), m_folder(folder), m_request(request) {
        for (const auto& one : m_store.read_value(
                 [](store::Reader& reader) { return store::segments_in_force(reader); })) {
            m_in_force.emplace(one.county_code,
                               InForce{one.file_hash, segment::Segment::open(
                                                          folder.segment(one.file_hash), false)});
        }
    }

    void read(const fs::path& file) {
        FileOutcome outcome;
        outcome.file = file;
        outcome.batch_name =
            m_request.batch_name.empty() ? io::default_batch_name(file) : m_request.batch_name;
        const io::ReadOptions options{outcome.batch_name,
                                      m_request.division_code,
                                      m_request.crs,
                                      m_request.mapping,
                                      codelists::normalize_patch_code,
                                      [this](std::string_view id) { return sealed_text(id); },
                                      [&](std::uint64_t read, std::optional<std::uint64_t> total) {
                                          return !m_request.progress ||
                                                 m_request.progress(file, read, total);
                                      }};
        io::read_patches(file, options, outcome.report,
                         [this](Patch&& patch) { return take(std::move(patch)); });
        outcome.content_hash = keep_batch(file, m_sealer, m_folder);
        m_result.files.push_back(std::move(outcome));
    }

    PatchImportResult publish(const model::Actor& actor) {
        std::vector<const CountyMerge*> changed;
        for (auto& [code, county] : m_counties) {
            const bool has_changed =
                county.finish([this](const std::string& number) { count_unchanged(number); });
            if (has_changed) {
                changed.push_back(&county);
                m_result.counties.push_back(
                    {code, county.built().hash, county.built().patch_count});
            }
        }
        m_store.write([&](store::Transaction& transaction) { write(transaction, changed, actor); });
        return std::move(m_result);
    }

  private:
    struct InForce {
        std::string hash;
        std::shared_ptr<const segment::Segment> segment;
    };
    struct Origin {
        std::size_t file = 0;
        bool was_repaired = false;
    };

    std::string sealed_text(std::string_view plain) const {
        const auto box = m_sealer.seal(plain);
        return {box.begin(), box.end()};
    }

    std::string unsealed(std::string_view box) const {
        return m_sealer.unseal({reinterpret_cast<const std::uint8_t*>(box.data()), box.size()});
    }

    /// The county of the published tree, else the one that the code's first six digits name.
    const std::string& county_of(const std::string& division_code) {
        const auto known = m_county_of.find(division_code);
        if (known != m_county_of.end()) {
            return known->second;
        }
        std::string county = division_code.substr(0, 6) + "000000";
        m_store.read([&](store::Reader& reader) {
            if (const auto division = store::find_division(reader, division_code)) {
                for (const auto& above : store::division_path(reader, division->id)) {
                    if (above.level == model::Level::county) {
                        county = above.code;
                    }
                }
            }
        });
        return m_county_of.emplace(division_code, std::move(county)).first->second;
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
        return m_counties
            .try_emplace(county_code, m_folder.segments(), county_code, std::move(checked), hash)
            .first->second;
    }

    /// A number stands once in what is in force, in whatever county.
    std::optional<Issue> find_elsewhere(const std::string& number,
                                        const std::string& county) const {
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

    /// The same id keeps its box, which would differ each time.
    void keep_sealed_id(Patch& patch, const CountyMerge& county) const {
        const auto* segment = county.in_force();
        const auto before = segment == nullptr || patch.owner_id_sealed.empty()
                                ? std::nullopt
                                : segment->find_number(patch.number);
        if (!before) {
            return;
        }
        const auto sealed = segment->text(segment::TextColumn::owner_id_sealed, *before);
        if (!sealed.empty() && unsealed(sealed) == unsealed(patch.owner_id_sealed)) {
            patch.owner_id_sealed = sealed;
        }
    }

    std::optional<Issue> take(Patch&& patch) {
        if (patch.division_code.empty()) {
            return Issue{"division_missing", "", "division_code",
                         "没有行政区划代码。请在数据中补上，或用 --division 指定整批的代码"};
        }
        const std::string& county_code = county_of(patch.division_code);
        if (m_origins.contains(patch.number)) {
            return Issue{"number_duplicate", "", "number",
                         "图斑编号在同时导入的另一个文件里已经出现，只取第一次出现的"};
        }
        if (auto issue = find_elsewhere(patch.number, county_code)) {
            return issue;
        }
        CountyMerge& county = merge_of(county_code);
        keep_sealed_id(patch, county);
        county.add(patch);
        m_origins.emplace(std::move(patch.number),
                          Origin{m_result.files.size(), patch.was_repaired});
        return std::nullopt;
    }

    void count_unchanged(const std::string& number) {
        const Origin& origin = m_origins.at(number);
        ImportReport& report = m_result.files[origin.file].report;
        --report.taken;
        ++report.unchanged;
        report.repaired -= origin.was_repaired ? 1U : 0U;
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
        }
        for (const auto& file : m_result.files) {
            record(transaction, file, now, actor);
        }
    }

    /// The same bytes that change nothing leave no new row.
    void record(store::Transaction& transaction, const FileOutcome& file, std::int64_t now,
                const model::Actor& actor) const {
        if (file.report.taken == 0 && store::find_batch(transaction, file.content_hash)) {
            return;
        }
        const std::int64_t id = store::new_id();
        store::record_batch(transaction,
                            {id, file.batch_name, file.file.filename().string(), file.content_hash,
                             nlohmann::json(m_request.mapping).dump(), now, to_json(file.report)});
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
    std::unordered_map<std::string, std::string> m_county_of;
    std::unordered_map<std::string, Origin> m_origins;
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
    }
    return sum;
}

PatchImportResult import_patches(store::Store& store, const seal::Sealer& sealer,
                                 const model::DataFolder& folder, const PatchImportRequest& request,
                                 const model::Actor& actor) {
    for (const auto& part : {folder.segments(), folder.batches()}) {
        if (fs::create_directories(part)) {
            fs::permissions(part, fs::perms::owner_all);
        }
    }
    const ImportLock lock(folder);
    remove_unfinished_batches(folder);
    remove_old_segments(folder, store.read_value([](store::Reader& reader) {
        return store::segments_in_force(reader);
    }));
    PatchImport import(store, sealer, folder, request);
    for (const auto& file : request.files) {
        import.read(file);
    }
    return import.publish(actor);
}

} // namespace tuban::jobs
