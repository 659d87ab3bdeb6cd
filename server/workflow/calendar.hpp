#pragma once

#include <cstdint>
#include <string>

namespace tuban::workflow {

/// "2024-09-03": the day in UTC+8 of a time in UTC microseconds.
std::string date_text(std::int64_t time_us);

/// The same of a day of the counters.
std::string date_text_of_day(std::int64_t day);

/// "2024-09-03T02:42:07Z", UTC.
std::string time_text(std::int64_t time_us);

} // namespace tuban::workflow
