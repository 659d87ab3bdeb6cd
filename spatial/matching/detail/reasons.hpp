#pragma once

#include "spatial/matching/detail/evaluator.hpp"
#include "spatial/matching/reason.hpp"

#include <optional>
#include <vector>

namespace tuban::matching::detail {

/// What speaks for and against the patch, heaviest first, in Chinese, from the weights themselves.
/// `distance_m`: from the position to the house, for the text.
std::vector<Reason> describe(const PreparedHousehold& household, const Scored& scored,
                             const PreparedCounty& county, std::optional<double> distance_m);

/// From where the household's position most likely is to the patch's bounds.
std::optional<double> distance_to(const PreparedHousehold& household, const BoxMetres& box);

} // namespace tuban::matching::detail
