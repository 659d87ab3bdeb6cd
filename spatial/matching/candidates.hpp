#pragma once

#include "spatial/matching/calibration.hpp"
#include "spatial/matching/division.hpp"
#include "spatial/matching/household.hpp"
#include "spatial/matching/patches.hpp"
#include "spatial/matching/reason.hpp"
#include "spatial/segment/catalog.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::matching {

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

/// A patch as matching reads it, but for the owner's id, which is sealed there. The views live as
/// long as the segment.
PatchInput input_of(const segment::PatchRef& patch);

/// What else is known when one household is ranked; all may be left out.
struct RankContext {
    std::span<const DivisionInput> divisions; ///< rows of the gazetteer about its villages
    /// Owner ids are sealed in segments; empty: they are not compared.
    std::function<std::string(std::string_view sealed)> unseal_owner_id;
    std::span<const std::string> rejected; ///< patches that a person said it is not: never listed
    /// What the county's last bulk run put its probabilities right by; else what counties are like.
    Calibration calibration;
};

/// Ranks the patches of the household's villages and those within 150 m of its position, by the
/// evidence and the weights of match_county as they are before a county is seen, put right by its
/// calibration. `taken` is asked about the likeliest few only. The scope must outlive the ranking.
/// Thread-safe.
Ranking rank(const HouseholdEvidence& household, const segment::Scope& scope,
             const std::function<std::optional<Taken>(std::string_view number)>& taken,
             const RankContext& context = {});

} // namespace tuban::matching
