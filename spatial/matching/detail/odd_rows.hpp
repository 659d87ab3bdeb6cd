#pragma once

#include "spatial/matching/county.hpp"
#include "spatial/matching/detail/prepared.hpp"
#include "spatial/matching/detail/prepared_household.hpp"

#include <span>

namespace tuban::matching::detail {

/// Adds the households with an id number, a position or an address that can't be right to the
/// report. `prepared`: of each household.
void find_odd_rows(std::span<const CountyHousehold> households,
                   std::span<const PreparedHousehold> prepared, const PreparedCounty& county,
                   CountyReport& report);

} // namespace tuban::matching::detail
