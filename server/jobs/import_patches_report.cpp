#include "server/jobs/import_patches.hpp"

#include <nlohmann/json.hpp>

namespace tuban::jobs {
namespace {

using Json = nlohmann::ordered_json;

Json counts_of(const ImportReport& report) {
    return {{"read", report.read},
            {"taken", report.taken},
            {"repaired", report.repaired},
            {"unchanged", report.unchanged},
            {"refused", report.refused}};
}

Json by_file(const FileOutcome& file) {
    Json entry{{"file", file.file.filename().string()}, {"batch", file.batch_name}};
    if (file.failure) {
        entry["error"] = file.failure->code;
        entry["detail"] = file.failure->detail;
        return entry;
    }
    entry["content_hash"] = file.content_hash;
    entry.update(counts_of(file.report));
    return entry;
}

Json lineage_of(const CountyChange& change) {
    Json all = Json::array();
    for (const auto& [number, lineage] : change.lineage) {
        all.push_back({{"number", number},
                       {"fate", segment::to_string(lineage.fate)},
                       {"successors", lineage.successors},
                       {"overlap", lineage.overlap}});
    }
    return all;
}

Json by_county(const CountyOutcome& county) {
    const CountyChange& change = county.change;
    return {{"county", county.county_code},
            {"read", county.read},
            {"taken", change.added + change.updated},
            {"added", change.added},
            {"updated", change.updated},
            {"repaired", county.repaired},
            {"unchanged", change.unchanged},
            {"refused", county.refused},
            {"retired", change.retired.size()},
            {"retired_numbers", change.retired},
            {"lineage", lineage_of(change)},
            {"patches", county.patch_count},
            {"segment", county.file_hash}};
}

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

std::string to_json(const PatchImportResult& result) {
    Json document = Json::parse(tuban::to_json(result.total()));
    document["retired"] = result.retired();
    document["files"] = Json::array();
    for (const auto& file : result.files) {
        document["files"].push_back(by_file(file));
    }
    document["counties"] = Json::array();
    for (const auto& county : result.counties) {
        document["counties"].push_back(by_county(county));
    }
    return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace tuban::jobs
