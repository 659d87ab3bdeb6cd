#pragma once

#include "spatial/matching/household.hpp"
#include "spatial/segment/catalog.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::matching {

/// One piece of evidence, as a clerk reads it.
struct Reason {
    std::string code; ///< stable, e.g. `same_village`
    std::string text; ///< in Chinese; names others only masked
    double weight;    ///< natural logarithm of how many times likelier it makes the match
};

struct Candidate {
    segment::PatchRef patch;
    double probability = 0;
    std::vector<Reason> reasons;      ///< heaviest first, for or against
    std::optional<double> distance_m; ///< from the household's position to the outline
};

/// Probabilities of all patches and of none add up to 1; those of the candidates listed to less.
struct Ranking {
    std::vector<Candidate> candidates; ///< likeliest first, at most max_candidates
    double none_probability = 1;
};

/// Another household's choice of a patch.
struct Taken {
    std::string by_masked; ///< the head's name, masked: `张*`
};

inline constexpr std::size_t max_candidates = 5;

/// Ranks the patches of the household's village and those within 150 m of its position. `taken` is
/// asked about the likeliest few only. The scope must outlive the ranking. Thread-safe.
Ranking rank(const HouseholdEvidence& household, const segment::Scope& scope,
             const std::function<std::optional<Taken>(std::string_view number)>& taken);

} // namespace tuban::matching
