#pragma once

#include "spatial/matching/county.hpp"
#include "spatial/matching/detail/calibration.hpp"
#include "spatial/matching/detail/resolution.hpp"

#include <span>
#include <vector>

namespace tuban::matching::detail {

/// What people's decisions say of the probabilities: each household that somebody looked at, as it
/// stands without its own decision.
std::vector<DecidedCase> decided_cases(std::span<const Claims> claims,
                                       std::span<const CountyHousehold> households);

/// The least probability at which what lies above it is right as often as wanted, also where the
/// calibration is off by one standard deviation to the bad side; 1 where there is none. `firsts`:
/// of each undecided household's likeliest patch, where it is likelier than none.
double choose_threshold(std::vector<Calibrator::Points> firsts, double wanted_precision);

Decision decide(const Claims& claims, double threshold);

} // namespace tuban::matching::detail
