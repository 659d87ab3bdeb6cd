#include "spatial/matching/detail/decisions.hpp"

#include <algorithm>

namespace tuban::matching::detail {

namespace {

/// Nothing less likely is proposed automatically, whatever the precision wanted.
constexpr double least_automatic = 0.9;
/// Standard deviations of the calibration for which the promise is kept.
constexpr double margin_of_promise = 1;

} // namespace

std::vector<DecidedCase> decided_cases(std::span<const Claims> claims,
                                       std::span<const CountyHousehold> households) {
    std::vector<DecidedCase> cases;
    for (std::size_t h = 0; h < claims.size(); ++h) {
        const Claims& own = claims[h];
        const PreparedHousehold& household = *own.household;
        DecidedCase decided;
        decided.none = own.undecided_none;
        if (household.link != Link::none) {
            if (!households[h].was_looked_at) {
                continue;
            }
            decided.is_none = household.link == Link::not_found;
            decided.outcome = decided.is_none ? own.undecided_none : 0;
            for (std::size_t k = 0; k < own.scores.best.size(); ++k) {
                if (household.is_linked_to(own.scores.best[k].patch)) {
                    decided.outcome = own.undecided_probabilities[k];
                } else {
                    decided.others.push_back(own.undecided_probabilities[k]);
                }
            }
        } else if (own.scores.rejected > 0) {
            const double all = own.scores.total + own.scores.rejected;
            decided.kind = DecidedCase::Kind::is_not;
            decided.outcome = own.scores.rejected / all;
            decided.none = own.scores.none / all;
            for (const Scored& scored : own.scores.best) {
                decided.others.push_back(scored.share / all);
            }
        } else {
            continue;
        }
        cases.push_back(std::move(decided));
    }
    return cases;
}

double choose_threshold(std::vector<Calibrator::Points> firsts, double wanted_precision) {
    const auto probability_of = [](const Calibrator::Points& points) {
        return points[Calibrator::middle];
    };
    std::ranges::sort(firsts, std::ranges::greater{}, probability_of);
    Calibrator::Points errors{};
    double threshold = 1;
    for (std::size_t i = 0; i < firsts.size(); ++i) {
        if (probability_of(firsts[i]) < least_automatic) {
            break;
        }
        for (std::size_t point = 0; point < errors.size(); ++point) {
            errors[point] += 1 - firsts[i][point];
        }
        const double bad =
            errors[Calibrator::middle] + margin_of_promise * Calibrator::deviation(errors);
        if (bad <= (1 - wanted_precision) * static_cast<double>(i + 1)) {
            threshold = probability_of(firsts[i]);
        }
    }
    return threshold;
}

Decision decide(const Claims& claims, double threshold) {
    if (claims.household->link == Link::patch) {
        return Decision::linked;
    }
    double first = 0;
    double others = 1 - claims.none_probability; // patches that aren't among the likeliest
    for (const double probability : claims.probabilities) {
        first = std::max(first, probability);
        others -= probability;
    }
    const bool is_somewhere =
        others > claims.none_probability && claims.household->link != Link::not_found;
    if (claims.none_probability >= first && !is_somewhere) {
        return Decision::none;
    }
    return first >= threshold ? Decision::automatic : Decision::review;
}

} // namespace tuban::matching::detail
