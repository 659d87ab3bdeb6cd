#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace tuban::matching::detail {

/// 1 + position in time of a built_period identifier; 0 for unknown ones.
inline std::uint8_t period_level(std::string_view identifier) {
    constexpr std::array<std::string_view, 6> periods{"le1980",     "y1981_1990", "y1991_2000",
                                                      "y2001_2010", "y2011_2015", "ge2016"};
    const auto* const found = std::ranges::find(periods, identifier);
    return found == periods.end() ? std::uint8_t{0}
                                  : static_cast<std::uint8_t>(found - periods.begin() + 1);
}

/// The same of a year.
inline std::uint8_t period_level_of_year(int year) {
    constexpr std::array<int, 5> last_years{1980, 1990, 2000, 2010, 2015};
    return static_cast<std::uint8_t>(std::ranges::lower_bound(last_years, year) -
                                     last_years.begin() + 1);
}

} // namespace tuban::matching::detail
