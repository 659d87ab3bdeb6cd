#include "server/jobs/rebuild_segment.hpp"

#include "base/error.hpp"
#include "base/fingerprint_table.hpp"
#include "base/log.hpp"
#include "data/codelists/code_lists.hpp"
#include "data/store/audit.hpp"
#include "data/store/crosswalk.hpp"
#include "data/store/patch_edits.hpp"
#include "data/store/segments.hpp"
#include "server/jobs/county_of_code.hpp"
#include "server/jobs/import_lock.hpp"
#include "server/jobs/import_patches_batch.hpp"
#include "server/jobs/import_patches_county.hpp"
#include "server/jobs/patch_coverage.hpp"
#include "spatial/io/patch_reader.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

namespace tuban::jobs {
namespace {

namespace fs = std::filesystem;

/// The segment in force, where it is intact.
std::shared_ptr<const segment::Segment> open_intact(const fs::path& file) {
    try {
        return segment::Segment::open(file);
    } catch (const segment::SegmentError& error) {
        log_error("{}: {}", file.filename().string(), error.what());
        return nullptr;
    }
}

class Rebuild {
  public:
    Rebuild(store::Store& store, const seal::Sealer& sealer, const model::DataFolder& folder,
            std::string county_code)
        : m_sealer(sealer), m_folder(folder), m_county_code(std::move(county_code)),
          m_county_of(store), m_before(store.read_value([&](store::Reader& reader) {
              return store::find_segment(reader, m_county_code);
          })) {
        if (m_before) {
            m_in_force = open_intact(m_folder.segment(m_before->file_hash));
        }
        for (const auto& entry : fs::directory_iterator(m_folder.segments())) {
            m_files_before.insert(entry.path().stem().string());
        }
    }

    /// Batches of one import.
    void replay(const std::vector<store::Batch>& import) {
        CountyMerge merge(m_folder.segments(), m_county_code, m_current, m_current_hash);
        PatchCoverage coverage;
        std::unordered_set<std::string> refused;
        FingerprintTable taken;
        for (const auto& batch : import) {
            read(batch, refused, [&](Patch&& patch) -> std::optional<Issue> {
                if (patch.division_code.empty() ||
                    m_county_of.get(patch.division_code) != m_county_code ||
                    !taken.insert(patch.number)) {
                    return Issue{"not_of_county", "", "", ""};
                }
                keep_sealed_id(patch, m_in_force.get(), m_sealer);
                coverage.add(patch.division_code, patch.shape);
                merge.add(patch);
                return std::nullopt;
            });
        }
        if (merge.is_empty()) {
            return;
        }
        const bool is_partial = import.front().is_partial;
        const bool has_changed =
            merge.finish({[&](const segment::Segment& earlier, segment::Position position) {
                              const auto code =
                                  earlier.villages()[earlier.village_index(position)].code;
                              return !is_partial && coverage.covers(code, earlier.box(position)) &&
                                     !refused.contains(std::string(earlier.number(position)));
                          },
                          [](const std::string&) {}, taken});
        if (has_changed) {
            keep(merge);
        }
    }

    /// The hand edits, last.
    void fold(store::Store& store) {
        auto edits = store.read_value([&](store::Reader& reader) {
            return store::patch_edits_of_county(reader, m_county_code);
        });
        if (edits.empty()) {
            return;
        }
        CountyMerge merge(m_folder.segments(), m_county_code, m_current, m_current_hash);
        merge.set_edits(std::move(edits));
        const bool has_changed =
            merge.finish({[](const segment::Segment&, segment::Position) { return false; },
                          [](const std::string&) {},
                          {},
                          true});
        m_folded = merge.folded();
        if (has_changed) {
            keep(merge);
        }
    }

    bool is_empty() const noexcept { return m_current == nullptr; }

    RebuildResult publish(store::Store& store, const model::Actor& actor) {
        RebuildResult result;
        result.file_hash = m_current_hash;
        result.patch_count = m_current->size();
        result.has_changed = !m_before || m_before->file_hash != m_current_hash;
        if (!result.has_changed && m_folded.empty()) {
            return result;
        }
        store.write([&](store::Transaction& transaction) {
            const auto now_in_force = store::find_segment(transaction, m_county_code);
            if ((now_in_force ? now_in_force->file_hash : "") !=
                (m_before ? m_before->file_hash : "")) {
                throw Error(
                    "import_conflict",
                    fmt::format("{} 的图斑在重建期间被别处更新，请重新运行", m_county_code));
            }
            store::publish_segment(transaction, m_county_code, m_current_hash, m_current->size(),
                                   store::now_us());
            store::replace_census_codes(transaction, m_county_code, m_census_codes);
            store::mark_folded(transaction, m_folded);
            store::append_audit(transaction, actor, "rebuild", "segment", m_county_code,
                                nlohmann::json{{"segment", m_current_hash}}.dump());
        });
        return result;
    }

  private:
    void read(const store::Batch& batch, std::unordered_set<std::string>& refused,
              const std::function<std::optional<Issue>(Patch&&)>& take) {
        const UnpackedBatch unpacked(batch.content_hash, batch.file_name, m_sealer, m_folder,
                                     m_folder.batches());
        const io::ReadOptions options{
            batch.name,
            batch.division_code,
            batch.crs,
            nlohmann::json::parse(batch.mapping).get<std::map<std::string, std::string>>(),
            codelists::normalize_patch_code,
            [this](std::string_view id) { return sealed_text(m_sealer, id); },
            {},
            [&](const std::string& number, const std::string&) { refused.insert(number); },
            false};
        ImportReport report;
        io::read_patches(unpacked.file(), options, report, take);
    }

    /// The merge's segment becomes the one that the next import changes; the steps between
    /// are removed, but no file that was there before: a server may be about to open it.
    void keep(CountyMerge& merge) {
        const std::string earlier = std::exchange(m_current_hash, merge.built().hash);
        m_current = segment::Segment::open(merge.built().file, false);
        m_census_codes = merge.census_codes();
        if (!earlier.empty() && earlier != m_current_hash && !m_files_before.contains(earlier)) {
            fs::remove(m_folder.segment(earlier));
        }
    }

    const seal::Sealer& m_sealer;
    const model::DataFolder& m_folder;
    std::string m_county_code;
    CountyOfCode m_county_of;
    std::optional<store::SegmentInForce> m_before;
    std::shared_ptr<const segment::Segment> m_in_force; ///< nullptr where damaged or none
    std::shared_ptr<const segment::Segment> m_current;  ///< what the imports so far gave
    std::string m_current_hash;
    std::unordered_set<std::string> m_files_before; ///< hashes
    std::vector<store::CensusCode> m_census_codes;
    std::vector<store::FoldedEdit> m_folded;
};

} // namespace

RebuildResult rebuild_segment(store::Store& store, const seal::Sealer& sealer,
                              const model::DataFolder& folder, const std::string& county_code,
                              const model::Actor& actor,
                              const std::function<void(const std::string& batch)>& progress) {
    const ImportLock lock(folder);
    remove_unfinished_batches(folder);
    const auto batches =
        store.read_value([](store::Reader& reader) { return store::batches_to_replay(reader); });
    Rebuild rebuild(store, sealer, folder, county_code);
    for (std::size_t begin = 0; begin < batches.size();) {
        std::size_t end = begin;
        while (end < batches.size() && batches[end].import_id == batches[begin].import_id) {
            progress(batches[end].name);
            ++end;
        }
        rebuild.replay({batches.begin() + static_cast<std::ptrdiff_t>(begin),
                        batches.begin() + static_cast<std::ptrdiff_t>(end)});
        begin = end;
    }
    rebuild.fold(store);
    if (rebuild.is_empty()) {
        throw Error("county_unknown",
                    fmt::format("保存的 {} 个批次里没有属于 {} 的图斑，请核对县级区划代码",
                                batches.size(), county_code));
    }
    auto result = rebuild.publish(store, actor);
    result.batches = batches.size();
    return result;
}

} // namespace tuban::jobs
