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
    /// As if no person had decided on this household, though they have on the others.
    std::vector<double> undecided_probabilities;
    double undecided_none = 0;
};

/// Makes the probabilities marginals over all households together: a dwelling holds one household,
/// and sharing it has a price that is low for two kin (Occupancy). Sum-product on the graph of
/// households and the patches they claim (Pearl 1988): exact where it has no rings, near where it
/// has. The same with any number of threads.
void resolve(std::span<Claims> claims, unsigned threads);

} // namespace tuban::matching::detail
