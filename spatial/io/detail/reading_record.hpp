#pragma once

#include "base/report.hpp"
#include "spatial/io/detail/patch_reading.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::io {

/// One entry of a journal.
struct ReadingRecord {
    std::uint32_t layer = 0;
    PatchReading reading;
};

/// Appends it to `bytes`.
void write_record(std::uint32_t layer, const PatchReading& reading, std::string& bytes);
void write_issues(const std::vector<Issue>& issues, std::string& bytes);

/// Take what was written off the front of `bytes`. Throw Error `journal_damaged`.
ReadingRecord read_record(std::string_view& bytes);
std::vector<Issue> read_issues(std::string_view& bytes);

} // namespace tuban::io
