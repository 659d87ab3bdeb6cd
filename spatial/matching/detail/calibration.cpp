#include "spatial/matching/detail/calibration.hpp"

#include <algorithm>
#include <cmath>

namespace tuban::matching::detail {

namespace {

/// Logarithms end here.
constexpr double least_probability = 1e-9;
/// What is less likely than this was not thought of: it is counted with the rest, and as this
/// likely at least, or one mistake of a person would outweigh a thousand decisions.
constexpr double least_outcome = 1e-3;

double log_of(double probability) {
    return std::log(std::max(probability, least_probability));
}

/// One possible outcome of a case: its score is stretch · log_probability + none_offset · is_none.
struct Outcome {
    double log_probability;
    double is_none;
};

/// Gradient and negative curvature of the logarithm of the posterior.
struct Slope {
    double stretch = 0;
    double offset = 0;
    double stretch_stretch = 0;
    double stretch_offset = 0;
    double offset_offset = 0;

    double determinant() const {
        return stretch_stretch * offset_offset - stretch_offset * stretch_offset;
    }
};

/// The outcomes of a case, that which the person spoke of first.
std::vector<Outcome> outcomes_of(const DecidedCase& decided) {
    std::vector<Outcome> outcomes{{log_of(decided.outcome), decided.is_none ? 1.0 : 0.0}};
    double rest = 1 - decided.outcome;
    const auto add = [&](double probability, double is_none) {
        outcomes.push_back({log_of(probability), is_none});
        rest -= probability;
    };
    for (const double other : decided.others) {
        add(other, 0);
    }
    if (!decided.is_none) {
        add(decided.none, 1);
    }
    if (decided.is_none) {
        outcomes.front().log_probability = log_of(std::max(decided.outcome, least_outcome));
    }
    if (!decided.is_none && decided.outcome < least_outcome) {
        const double unthought = decided.outcome + std::max(rest, 0.0);
        outcomes.front().log_probability = log_of(std::max(unthought, least_outcome));
    } else {
        outcomes.push_back({log_of(rest), 0});
    }
    return outcomes;
}

void add_case(const DecidedCase& decided, const Calibration& at, Slope& slope) {
    const std::vector<Outcome> outcomes = outcomes_of(decided);
    const auto score = [&at](const Outcome& outcome) {
        return at.stretch * outcome.log_probability + at.none_offset * outcome.is_none;
    };
    double highest = score(outcomes.front());
    for (const Outcome& outcome : outcomes) {
        highest = std::max(highest, score(outcome));
    }
    double sum = 0;
    double mean_log = 0;
    double mean_none = 0;
    double log_log = 0;
    double log_none = 0;
    for (const Outcome& outcome : outcomes) {
        const double weight = std::exp(score(outcome) - highest);
        sum += weight;
        mean_log += weight * outcome.log_probability;
        mean_none += weight * outcome.is_none;
        log_log += weight * outcome.log_probability * outcome.log_probability;
        log_none += weight * outcome.log_probability * outcome.is_none;
    }
    mean_log /= sum;
    mean_none /= sum;
    const double by_stretch = outcomes.front().log_probability - mean_log;
    const double by_offset = outcomes.front().is_none - mean_none;
    if (decided.kind == DecidedCase::Kind::is) {
        slope.stretch += by_stretch;
        slope.offset += by_offset;
        slope.stretch_stretch += log_log / sum - mean_log * mean_log;
        slope.stretch_offset += log_none / sum - mean_log * mean_none;
        slope.offset_offset += mean_none - mean_none * mean_none;
        return;
    }
    // log(1 − q): its slope is −q / (1 − q) of that of log q; the curvature is the expected one.
    const double excluded = std::exp(score(outcomes.front()) - highest) / sum;
    const double odds = excluded / std::max(1 - excluded, least_probability);
    slope.stretch -= odds * by_stretch;
    slope.offset -= odds * by_offset;
    slope.stretch_stretch += odds * by_stretch * by_stretch;
    slope.stretch_offset += odds * by_stretch * by_offset;
    slope.offset_offset += odds * by_offset * by_offset;
}

} // namespace

Calibration fit_calibration(std::span<const DecidedCase> cases) {
    const Calibration prior;
    const double stretch_weight = 1 / (prior.stretch_deviation * prior.stretch_deviation);
    const double offset_weight = 1 / (prior.none_offset_deviation * prior.none_offset_deviation);
    Calibration found = prior;
    found.cases = cases.size();
    constexpr int most_steps = 25;
    constexpr double settled = 1e-7;
    // A step beyond these leaves what the curvature was measured for.
    constexpr double longest_stretch_step = 0.2;
    constexpr double longest_offset_step = 1;
    for (int step = 0; step < most_steps; ++step) {
        Slope slope;
        slope.stretch = stretch_weight * (prior.stretch - found.stretch);
        slope.offset = offset_weight * (prior.none_offset - found.none_offset);
        slope.stretch_stretch = stretch_weight;
        slope.offset_offset = offset_weight;
        for (const DecidedCase& decided : cases) {
            add_case(decided, found, slope);
        }
        const double determinant = slope.determinant();
        found.stretch_deviation = std::sqrt(slope.offset_offset / determinant);
        found.none_offset_deviation = std::sqrt(slope.stretch_stretch / determinant);
        found.correlation =
            -slope.stretch_offset / std::sqrt(slope.stretch_stretch * slope.offset_offset);
        const double by_stretch =
            (slope.offset_offset * slope.stretch - slope.stretch_offset * slope.offset) /
            determinant;
        const double by_offset =
            (slope.stretch_stretch * slope.offset - slope.stretch_offset * slope.stretch) /
            determinant;
        found.stretch = std::max(
            found.stretch + std::clamp(by_stretch, -longest_stretch_step, longest_stretch_step),
            0.1);
        found.none_offset += std::clamp(by_offset, -longest_offset_step, longest_offset_step);
        if (std::abs(by_stretch) + std::abs(by_offset) < settled) {
            break;
        }
    }
    return found;
}

namespace {

constexpr std::array<double, 3> node_places{-1.7320508075688772, 0, 1.7320508075688772};
constexpr std::array<double, 3> node_weights{1.0 / 6, 2.0 / 3, 1.0 / 6};

double weight_of(std::size_t point) {
    return node_weights[point / 3] * node_weights[point % 3];
}

} // namespace

Calibrator::Calibrator(const Calibration& calibration) {
    constexpr double least_stretch = 0.1;
    const double rest = std::sqrt(1 - calibration.correlation * calibration.correlation);
    for (std::size_t point = 0; point < point_count; ++point) {
        const double a = node_places[point / 3];
        const double b = node_places[point % 3];
        m_stretches[point] =
            std::max(calibration.stretch + a * calibration.stretch_deviation, least_stretch);
        m_none_factors[point] =
            std::exp(calibration.none_offset +
                     (calibration.correlation * a + rest * b) * calibration.none_offset_deviation);
    }
}

Calibrator::Points Calibrator::apply(Claims& claims) const {
    const std::vector<double> before = claims.probabilities;
    const double none_before = claims.none_probability;
    double rest = 1 - none_before;
    for (const double probability : before) {
        rest -= probability;
    }
    const auto first = static_cast<std::size_t>(std::ranges::max_element(before) - before.begin());
    Points of_first{};
    std::vector<double> powers(before.size());
    double power_of_none = 0;
    double power_of_rest = 0;
    for (std::size_t point = 0; point < point_count; ++point) {
        if (point == 0 || m_stretches[point] != m_stretches[point - 1]) {
            const auto power = [stretch = m_stretches[point]](double probability) {
                return probability > 0 ? std::pow(probability, stretch) : 0;
            };
            power_of_none = power(none_before);
            power_of_rest = power(rest);
            std::ranges::transform(before, powers.begin(), power);
        }
        const double none = m_none_factors[point] * power_of_none;
        double sum = none + power_of_rest;
        for (const double power : powers) {
            sum += power;
        }
        if (sum <= 0) {
            return {};
        }
        of_first[point] = before.empty() ? 0 : powers[first] / sum;
        if (point == middle) {
            claims.none_probability = none / sum;
            for (std::size_t k = 0; k < before.size(); ++k) {
                claims.probabilities[k] = powers[k] / sum;
            }
        }
    }
    return of_first;
}

double Calibrator::deviation(const Points& values) noexcept {
    double mean = 0;
    double square = 0;
    for (std::size_t point = 0; point < point_count; ++point) {
        mean += weight_of(point) * values[point];
        square += weight_of(point) * values[point] * values[point];
    }
    return std::sqrt(std::max(square - mean * mean, 0.0));
}

} // namespace tuban::matching::detail
