#include "server/workflow/calendar.hpp"

#include <fmt/format.h>

#include <chrono>

namespace tuban::workflow {
namespace {

std::string date_of(std::chrono::sys_time<std::chrono::microseconds> time) {
    const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(time));
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

} // namespace

std::string date_text(std::int64_t time_us) {
    using namespace std::chrono;
    return date_of(sys_time<microseconds>(microseconds(time_us)) + hours(8));
}

std::string date_text_of_day(std::int64_t day) {
    using namespace std::chrono;
    return date_of(sys_time<microseconds>(days(day)));
}

std::string time_text(std::int64_t time_us) {
    using namespace std::chrono;
    const sys_time<microseconds> time{microseconds(time_us)};
    const hh_mm_ss clock(floor<seconds>(time) - floor<days>(time));
    return fmt::format("{}T{:02}:{:02}:{:02}Z", date_of(time), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count());
}

} // namespace tuban::workflow
