#include "spatial/matching/candidates.hpp"

#include "spatial/matching/block.hpp"
#include "spatial/matching/detail/calibration.hpp"
#include "spatial/matching/detail/evaluator.hpp"
#include "spatial/matching/detail/reasons.hpp"
#include "spatial/matching/patches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace tuban::matching {

namespace {

/// Logarithm of how much less likely than by chance a dwelling is that another household has.
constexpr double taken_weight = -2.1;

std::vector<std::uint32_t> find_patches(std::span<const std::string> numbers,
                                        const CountyPatches& patches) {
    std::vector<std::uint32_t> found;
    const auto& prepared = patches.prepared().patches;
    for (std::uint32_t p = 0; p < prepared.size() && !numbers.empty(); ++p) {
        if (std::ranges::find(numbers, patches.number(prepared[p].source)) != numbers.end()) {
            found.push_back(p);
        }
    }
    return found;
}

} // namespace

PatchInput input_of(const segment::PatchRef& patch) {
    const segment::Segment& segment = *patch.source->segment;
    const segment::Position at = patch.position;
    PatchInput input;
    input.number = segment.number(at);
    input.division_code = segment.villages()[segment.village_index(at)].code;
    input.address = segment.text(segment::TextColumn::address, at);
    input.owner_name = segment.text(segment::TextColumn::owner_name, at);
    input.use = segment.code(segment::CodeColumn::use, at);
    input.dwelling_kind = segment.code(segment::CodeColumn::dwelling_kind, at);
    input.built_period = segment.code(segment::CodeColumn::built_period, at);
    input.floors = segment.floors(at);
    input.floor_area_m2 = segment.floor_area_m2(at);
    input.ground_area_m2 = segment.ground_area_m2(at);
    input.box = segment.box(at);
    return input;
}

Ranking rank(const HouseholdEvidence& household, const segment::Scope& scope,
             const std::function<std::optional<Taken>(std::string_view number)>& taken,
             const RankContext& context) {
    const std::vector<BlockPatch> block = collect_block(household, scope);
    if (block.empty()) {
        return {};
    }
    CountyPatchesBuilder builder(context.divisions);
    for (const BlockPatch& entry : block) {
        PatchInput input = input_of(entry.patch);
        const std::string_view sealed = entry.patch.source->segment->text(
            segment::TextColumn::owner_id_sealed, entry.patch.position);
        std::string owner_id;
        if (!sealed.empty() && context.unseal_owner_id) {
            owner_id = context.unseal_owner_id(sealed);
        }
        input.owner_id = owner_id;
        builder.add(input);
    }
    const CountyPatches patches = builder.finish_for(household);
    const detail::PreparedCounty& county = patches.prepared();
    detail::PreparedHousehold prepared = detail::prepare_household(household, county);
    prepared.rejected = find_patches(context.rejected, patches);
    const detail::Model model = detail::prior_model();
    detail::Claims claims;
    const detail::Scores& scores = claims.scores;
    detail::Evaluator(county, model).evaluate(prepared, claims.scores);
    claims.none_probability = scores.none / scores.total;
    for (const detail::Scored& scored : scores.best) {
        claims.probabilities.push_back(scored.share / scores.total);
    }
    detail::Calibrator(context.calibration).apply(claims);

    struct Place {
        const detail::Scored* scored;
        double share; ///< of 1, before others' choices are taken off
        std::optional<Taken> by;
    };
    std::vector<Place> places;
    double all = 1;
    for (std::size_t k = 0; k < scores.best.size(); ++k) {
        const detail::Scored& scored = scores.best[k];
        const std::uint32_t source = county.patches[scored.patch].source;
        Place place{&scored, claims.probabilities[k], taken(patches.number(source))};
        if (place.by) {
            const double less = place.share * std::exp(taken_weight);
            all -= place.share - less;
            place.share = less;
        }
        places.push_back(std::move(place));
    }
    std::ranges::stable_sort(places, std::ranges::greater{}, &Place::share);

    Ranking ranking;
    ranking.none_probability = claims.none_probability / all;
    for (const Place& place : places) {
        if (ranking.candidates.size() == max_candidates) {
            break;
        }
        const BlockPatch& entry = block[county.patches[place.scored->patch].source];
        Candidate& candidate = ranking.candidates.emplace_back();
        candidate.patch = entry.patch;
        candidate.probability = place.share / all;
        candidate.distance_m = entry.distance_m;
        candidate.reasons = detail::describe(prepared, *place.scored, county, entry.distance_m);
        if (place.by) {
            candidate.reasons.push_back(
                {"taken", fmt::format("已被{}选中", place.by->by_masked), taken_weight});
            std::ranges::stable_sort(candidate.reasons, std::ranges::greater{},
                                     [](const Reason& reason) { return std::abs(reason.weight); });
        }
    }
    return ranking;
}

} // namespace tuban::matching
