#pragma once

#include "data/model/division.hpp"
#include "data/sample/county.hpp"
#include "data/store/photo_files.hpp"
#include "server/workflow/records.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tuban::jobs {

/// Who writes the sample's records, and where.
struct SampleWriters {
    workflow::Caller collector;
    workflow::Caller reviewer;
    model::Area area; ///< the whole county
};

/// When the sample's work was done: spread over the weeks before today, so that charts have a past.
struct SampleCalendar {
    static constexpr std::int64_t days = 70;
    std::int64_t now_us = 0;

    std::int64_t begin_us() const { return now_us - days * 86'400'000'000; }
};

/// Brings the record of each household to its planned state, step by step as people would, with
/// its photos. Records that are past `not_started` are left alone. `ids`: household by the list's
/// own id.
void write_sample_records(store::Store& store, const seal::Sealer& sealer,
                          const store::PhotoFiles& photo_files, const SampleWriters& writers,
                          const SampleCalendar& calendar, const sample::County& county,
                          const std::map<std::string, std::int64_t>& ids);

} // namespace tuban::jobs
