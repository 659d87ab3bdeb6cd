#pragma once

#include "spatial/matching/detail/evaluator.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tuban::matching::detail {

/// A household's claims on patches, before and after all households are looked at together.
struct Claims {
    Scores scores; ///< of the household alone
    const PreparedHousehold* household = nullptr;
    /// Of scores.best, in its order; what people decided is 0 or 1.
    std::vector<double> probabilities;
    double none_probability = 0;
};

/// Makes the probabilities those of all households together: a dwelling holds one household, and
/// sharing it has a price that is low among kin. Sum-product with the others' present
/// probabilities, a few rounds.
void resolve(std::span<Claims> claims);

} // namespace tuban::matching::detail
