#pragma once

#include "spatial/matching/calibration.hpp"
#include "spatial/matching/household.hpp"
#include "spatial/matching/patches.hpp"
#include "spatial/matching/reason.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace tuban::matching {

/// A household of a county's bulk run.
struct CountyHousehold {
    HouseholdEvidence evidence;
    /// A patch is fixed, and what weights are learnt from. Not found, said over the patches at
    /// hand, moves the prior of none and the calibration; the household itself is ranked as any
    /// other.
    Link link = Link::none;
    std::string linked_patch; ///< its number; one that no patch bears is as if there were no link
    /// Somebody looked at this household before it was linked, not at many at once: then the link
    /// says how far the probabilities hold.
    bool was_looked_at = true;
    std::vector<std::string> rejected_patches; ///< a person said that it is none of these
};

struct Settings {
    double wanted_precision = 0.99; ///< of what is proposed automatically
    /// Share of households that have no footprint; what people decided moves it, nothing else.
    double none_prior = 0.05;
    unsigned threads = 1;
};

/// What to do about a household: propose the first patch, let a person look, or nothing fits;
/// linked: a person has linked a patch.
enum class Decision { automatic, review, none, linked };

struct RankedPatch {
    std::uint32_t patch = 0; ///< index into CountyPatches
    double probability = 0;  ///< that it is the household's house
    std::optional<double> distance_m;
    std::vector<Reason> reasons; ///< heaviest first, for or against
};

struct HouseholdMatch {
    std::vector<RankedPatch> patches; ///< likeliest first, at most max_ranks
    double none_probability = 1;      ///< that it has no footprint
    Decision decision = Decision::none;
};

/// A village with more than most_compared patches: its households were compared with those alone
/// that agree in something that they state.
struct LargeVillage {
    std::string code;
    std::size_t patches = 0;
    std::size_t households = 0; ///< that may live there
};

/// Households of whose rows something can't be right.
struct OddRows {
    static constexpr std::size_t most_examples = 5;
    std::size_t households = 0;
    std::vector<std::size_t> first; ///< indices of the first few
    void add(std::size_t household);
};

struct CountyReport {
    std::size_t households = 0;
    std::size_t automatic = 0; ///< decisions by kind
    std::size_t review = 0;
    std::size_t none = 0;
    std::size_t linked = 0;
    double threshold = 1;       ///< least probability of what is proposed automatically
    double expected_errors = 0; ///< among the automatic ones, by their own probabilities
    std::uint64_t pairs = 0;    ///< compared
    Calibration calibration;    ///< by which the probabilities were put right
    std::vector<LargeVillage> large_villages; ///< by code
    OddRows malformed_ids;  ///< neither 15 digits nor 18 characters; compared as they stand
    OddRows far_positions;  ///< not on earth, or more than far_position_m from every patch, judged
                            ///< by squares of that side: all beyond three of them
    OddRows long_addresses; ///< read as far as HouseholdEvidence::longest_address
};

struct CountyMatch {
    std::vector<HouseholdMatch> households; ///< in the order given
    CountyReport report;
};

struct Progress {
    std::size_t done = 0;
    std::size_t total = 0;
};

inline constexpr std::size_t max_ranks = 5;
inline constexpr float far_position_m = 5000;

/// Matches the households of a county with its footprints: weights are estimated on the county,
/// each village is resolved as a whole. Pure: the same input gives the same bytes for any number
/// of threads. `progress` is called from one thread at a time; nothing is returned when `cancel`
/// was asked.
std::optional<CountyMatch> match_county(std::span<const CountyHousehold> households,
                                        const CountyPatches& patches, const Settings& settings,
                                        const std::function<void(const Progress&)>& progress = {},
                                        const std::stop_token& cancel = {});

} // namespace tuban::matching
