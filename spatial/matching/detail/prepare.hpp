#pragma once

#include "spatial/matching/detail/prepared.hpp"
#include "spatial/matching/detail/raw_patch.hpp"

#include <span>
#include <string_view>

namespace tuban::matching::detail {

/// Fills everything of the county but its table, numbers and their offsets. `texts` is what
/// RawPatch::text points into. The same result for any number of threads.
void prepare(PreparedCounty& county, std::span<const RawPatch> raw, std::string_view texts,
             unsigned threads);

} // namespace tuban::matching::detail
