#include "server/jobs/import_patches_publish.hpp"

#include "base/error.hpp"
#include "data/store/audit.hpp"
#include "data/store/crosswalk.hpp"
#include "data/store/patch_lineage.hpp"
#include "data/store/segments.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <string>

namespace tuban::jobs {
namespace {

using nlohmann::json;

/// Links follow a patch to its new number; all others stay and are listed with what stands on
/// the place (lost links).
void write_lineage(store::Transaction& transaction, const CountyMerge& county, std::int64_t now,
                   const model::Actor& actor) {
    const auto built = county.open_built();
    for (const auto& number : store::lineage_numbers(transaction, county.county_code())) {
        if (built->find_number(number)) {
            store::forget_lineage(transaction, number);
        }
    }
    std::int64_t followed = 0;
    for (const auto& [number, lineage] : county.change().lineage) {
        store::record_lineage(transaction,
                              {number, county.county_code(), segment::to_string(lineage.fate),
                               json(lineage.successors).dump(), lineage.overlap, now});
        if (lineage.fate == segment::Fate::renumbered) {
            followed += store::follow_links(transaction, number, lineage.successors.front());
        }
    }
    if (followed > 0) {
        store::append_audit(transaction, actor, "follow_links", "segment", county.county_code(),
                            json{{"households", followed}}.dump());
    }
}

void publish_county(store::Transaction& transaction, const CountyMerge& county, std::int64_t now,
                    const model::Actor& actor) {
    const auto before = store::find_segment(transaction, county.county_code());
    if ((before ? before->file_hash : std::string()) != county.hash_in_force()) {
        throw Error("import_conflict",
                    fmt::format("{} 的图斑在导入期间被别处更新，请重新导入", county.county_code()));
    }
    store::publish_segment(transaction, county.county_code(), county.built().hash,
                           county.built().patch_count, now);
    store::replace_census_codes(transaction, county.county_code(), county.census_codes());
    store::mark_folded(transaction, county.folded());
    for (const auto& [number, patch] : county.new_words()) {
        store::set_batch_word(transaction, number, patch);
    }
    write_lineage(transaction, county, now, actor);
}

void audit_county(store::Transaction& transaction, const CountyOutcome& county,
                  std::int64_t import_id, const model::Actor& actor) {
    const json change{{"import", std::to_string(import_id)},
                      {"segment", county.file_hash},
                      {"added", county.change.added},
                      {"updated", county.change.updated},
                      {"retired", county.change.retired.size()}};
    store::append_audit(transaction, actor, "import", "segment", county.county_code, change.dump());
}

void record_file(store::Transaction& transaction, const PatchImportRequest& request,
                 const FileOutcome& file, bool is_partial, std::int64_t import_id, std::int64_t now,
                 const model::Actor& actor) {
    const std::int64_t id = store::new_id();
    store::record_batch(transaction,
                        {id, file.batch_name, file.file.filename().string(), file.content_hash,
                         json(request.mapping).dump(), now, to_json(file.report), import_id,
                         request.division_code, request.crs, is_partial});
    const json change{{"batch", file.batch_name},           {"content_hash", file.content_hash},
                      {"read", file.report.read},           {"taken", file.report.taken},
                      {"unchanged", file.report.unchanged}, {"refused", file.report.refused}};
    store::append_audit(transaction, actor, "import", "batch", std::to_string(id),
                        change.dump(-1, ' ', false, json::error_handler_t::replace));
}

} // namespace

void publish_import(store::Transaction& transaction, const PatchImportRequest& request,
                    const PatchImportResult& result, const std::vector<const CountyMerge*>& changed,
                    bool is_partial, const model::Actor& actor) {
    const std::int64_t now = store::now_us();
    for (const CountyMerge* county : changed) {
        publish_county(transaction, *county, now, actor);
    }
    const std::int64_t import_id = store::new_id();
    const bool has_changed = std::ranges::any_of(result.counties, &CountyOutcome::has_changed);
    for (const auto& file : result.files) {
        // The same bytes that change nothing leave no new row.
        if (!file.failure && (has_changed || !store::find_batch(transaction, file.content_hash))) {
            record_file(transaction, request, file, is_partial, import_id, now, actor);
        }
    }
    for (const auto& county : result.counties) {
        if (county.has_changed()) {
            audit_county(transaction, county, import_id, actor);
        }
    }
}

} // namespace tuban::jobs
