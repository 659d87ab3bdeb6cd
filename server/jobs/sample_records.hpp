#pragma once

#include "data/model/division.hpp"
#include "data/sample/county.hpp"
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

/// Brings the record of each household to its planned state, step by step as people would. Records
/// that are past `not_started` are left alone. `ids`: household by the list's own id.
void write_sample_records(workflow::Records& records, const SampleWriters& writers,
                          const sample::County& county,
                          const std::map<std::string, std::int64_t>& ids);

} // namespace tuban::jobs
