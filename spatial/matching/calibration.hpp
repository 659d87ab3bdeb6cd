#pragma once

#include <cstddef>

namespace tuban::matching {

/// How the probabilities of a county are put right by what people decided there: each is raised to
/// the power `stretch`, that of having no footprint is multiplied by exp(none_offset) as well, and
/// their sum is made 1 again (Platt scaling of several classes; Guo et al. 2017). Below 1 the
/// evidence was trusted too much. Between no decisions and many it moves from what counties are
/// like to what this one is like.
struct Calibration {
    double stretch = 1.02;
    double none_offset = 0;
    /// Standard deviations, and correlation, of what is still unknown of the two.
    double stretch_deviation = 0.06;
    double none_offset_deviation = 0.6;
    double correlation = 0;
    std::size_t cases = 0; ///< decisions that it stands on
};

} // namespace tuban::matching
