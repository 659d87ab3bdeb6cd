#include "server/jobs/doctor.hpp"

#include "base/error.hpp"
#include "base/error_detail.hpp"
#include "data/store/audit.hpp"
#include "data/store/photo_files.hpp"
#include "data/store/photos.hpp"
#include "data/store/segments.hpp"
#include "server/jobs/import_patches_batch.hpp"
#include "server/workflow/proposal_state.hpp"
#include "server/workflow/statistics_store.hpp"
#include "spatial/segment/inspect.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace tuban::jobs {
namespace {

Finding examine_audit(store::Reader& reader) {
    const auto check = store::verify_audit(reader);
    Finding finding{"audit", static_cast<std::uint64_t>(check.entries), {}};
    if (check.broken_at) {
        finding.faults.push_back(
            fmt::format("审计记录第 {} 条被改动或缺失，请保留现场并上报", *check.broken_at));
    }
    return finding;
}

Finding examine_statistics(store::Reader& reader) {
    const auto recount = workflow::check_statistics(reader, "lookback", "lookback");
    Finding finding{"statistics", static_cast<std::uint64_t>(recount.households), {}};
    for (const auto& fault : recount.faults) {
        finding.faults.push_back(fmt::format(
            "区划 {}{}：{}", fault.division_id,
            fault.household_id == 0 ? std::string() : fmt::format(" 农户 {}", fault.household_id),
            fault.detail));
    }
    return finding;
}

Finding examine_proposals(store::Reader& reader) {
    return {"proposals", 0, workflow::check_proposal_counters(reader)};
}

Finding examine_segments(const std::vector<store::SegmentInForce>& segments,
                         const model::DataFolder& folder) {
    Finding finding{"segments", segments.size(), {}};
    for (const auto& segment : segments) {
        try {
            segment::verify(folder.segment(segment.file_hash));
        } catch (const Error& error) {
            finding.faults.push_back(fmt::format(
                "县 {} 的图斑分段不可用（{}），请运行 tuban segment build --division {}",
                segment.county_code, detail_of(error), segment.county_code));
        }
    }
    return finding;
}

Finding examine_batches(const std::vector<store::Batch>& batches, const seal::Sealer& sealer,
                        const model::DataFolder& folder) {
    Finding finding{"batches", 0, {}};
    std::set<std::string> seen;
    for (const auto& batch : batches) {
        if (!seen.insert(batch.content_hash).second) {
            continue;
        }
        ++finding.looked_at;
        try {
            // Unsealing authenticates every byte.
            const UnpackedBatch unpacked(batch.content_hash, batch.file_name, sealer, folder,
                                         folder.batches());
        } catch (const Error& error) {
            finding.faults.push_back(fmt::format("普查批次“{}”（{}）的原文件不可用：{}", batch.name,
                                                 batch.file_name, detail_of(error)));
        }
    }
    return finding;
}

Finding examine_photos(const std::vector<std::string>& contents, const seal::Sealer& sealer,
                       const model::DataFolder& folder) {
    Finding finding{"photos", contents.size(), {}};
    const store::PhotoFiles files(folder, sealer);
    for (const auto& hash : contents) {
        try {
            files.read(hash);
        } catch (const Error& error) {
            finding.faults.push_back(fmt::format("照片 {} 不可用：{}", hash, detail_of(error)));
        }
    }
    return finding;
}

} // namespace

std::vector<Finding> examine(store::Store& store, const seal::Sealer& sealer,
                             const model::DataFolder& folder) {
    std::vector<Finding> findings;
    std::vector<store::SegmentInForce> segments;
    std::vector<store::Batch> batches;
    std::vector<std::string> photos;
    store.read([&](store::Reader& reader) {
        findings.push_back(examine_audit(reader));
        findings.push_back(examine_statistics(reader));
        findings.push_back(examine_proposals(reader));
        segments = store::segments_in_force(reader);
        batches = store::list_batches(reader);
        photos = store::photo_contents(reader);
    });
    findings.push_back(examine_segments(segments, folder));
    findings.push_back(examine_batches(batches, sealer, folder));
    findings.push_back(examine_photos(photos, sealer, folder));
    return findings;
}

} // namespace tuban::jobs
