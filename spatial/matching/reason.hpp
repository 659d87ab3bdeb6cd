#pragma once

#include <string>

namespace tuban::matching {

/// One piece of evidence, as a clerk reads it.
struct Reason {
    std::string code; ///< stable, e.g. `same_village`
    std::string text; ///< in Chinese; names others only masked
    double weight;    ///< natural logarithm of how many times likelier it makes the match
};

} // namespace tuban::matching
