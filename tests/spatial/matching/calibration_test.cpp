#include "spatial/matching/detail/calibration.hpp"
#include "spatial/matching/detail/decisions.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>
#include <vector>

namespace tuban::matching::detail {
namespace {

/// Three patches, none and the rest, as an engine might see them.
std::vector<double> some_probabilities(std::mt19937& random) {
    std::uniform_real_distribution<double> score(-4, 4);
    std::vector<double> values(5);
    for (double& value : values) {
        value = std::exp(score(random));
    }
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    for (double& value : values) {
        value /= sum;
    }
    return values;
}

constexpr std::size_t none = 3;

/// What truly holds where the engine's probabilities are off in a known way.
std::vector<double> true_probabilities(const std::vector<double>& seen, double stretch,
                                       double none_offset) {
    std::vector<double> values;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        values.push_back(std::pow(seen[i], stretch) * (i == none ? std::exp(none_offset) : 1));
    }
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    for (double& value : values) {
        value /= sum;
    }
    return values;
}

DecidedCase decided(const std::vector<double>& seen, std::size_t outcome) {
    DecidedCase one;
    one.is_none = outcome == none;
    one.outcome = outcome == 4 ? 0 : seen[outcome];
    for (std::size_t i = 0; i < 3; ++i) {
        if (i != outcome) {
            one.others.push_back(seen[i]);
        }
    }
    one.none = one.is_none ? 0 : seen[none];
    return one;
}

std::vector<DecidedCase> decisions_of(double stretch, double none_offset, std::size_t count) {
    std::mt19937 random(3);
    std::vector<DecidedCase> cases;
    for (std::size_t i = 0; i < count; ++i) {
        const auto seen = some_probabilities(random);
        const auto truth = true_probabilities(seen, stretch, none_offset);
        std::discrete_distribution<std::size_t> draw(truth.begin(), truth.end());
        cases.push_back(decided(seen, draw(random)));
    }
    return cases;
}

Claims claims_of(std::vector<double> probabilities, double none_probability) {
    Claims claims;
    claims.probabilities = std::move(probabilities);
    claims.none_probability = none_probability;
    return claims;
}

TEST(Calibration, is_that_of_the_province_where_nobody_has_decided) {
    const Calibration found = fit_calibration({});
    EXPECT_EQ(found.stretch, Calibration().stretch);
    EXPECT_EQ(found.none_offset, 0);
    EXPECT_NEAR(found.stretch_deviation, Calibration().stretch_deviation, 1e-12);
    EXPECT_EQ(found.cases, 0);
}

TEST(Calibration, finds_what_made_the_decisions_within_what_it_claims_to_know) {
    for (const auto& [stretch, offset] :
         {std::pair(0.7, 0.8), std::pair(1.0, 0.0), std::pair(1.3, -0.9)}) {
        const Calibration found = fit_calibration(decisions_of(stretch, offset, 20000));
        EXPECT_NEAR(found.stretch, stretch, 4 * found.stretch_deviation);
        EXPECT_NEAR(found.none_offset, offset, 4 * found.none_offset_deviation);
        EXPECT_LT(found.stretch_deviation, 0.02);
        EXPECT_EQ(found.cases, 20000);
    }
}

TEST(Calibration, moves_from_the_province_to_the_county_as_decisions_come_in) {
    double last = 1;
    for (const std::size_t count : {30U, 300U, 3000U}) {
        const double stretch = fit_calibration(decisions_of(0.6, 0, count)).stretch;
        EXPECT_LT(stretch, last);
        last = stretch;
    }
    EXPECT_GT(fit_calibration(decisions_of(0.6, 0, 30)).stretch, 0.8);
}

TEST(Calibration, is_not_overthrown_by_one_choice_that_the_engine_did_not_think_of) {
    std::vector<DecidedCase> cases = decisions_of(1, 0, 500);
    const double before = fit_calibration(cases).stretch;
    DecidedCase strange;
    strange.others = {1 - 2e-9, 1e-9};
    strange.none = 1e-9;
    cases.push_back(strange);
    EXPECT_NEAR(fit_calibration(cases).stretch, before, 0.1);
}

TEST(Calibration, trusts_the_evidence_less_where_people_reject_what_it_was_sure_of) {
    DecidedCase rejected;
    rejected.kind = DecidedCase::Kind::is_not;
    rejected.outcome = 0.97;
    rejected.others = {0.01};
    rejected.none = 0.01;
    const Calibration found = fit_calibration(std::vector<DecidedCase>(40, rejected));
    EXPECT_LT(found.stretch, 0.9);
    EXPECT_GT(found.none_offset, 0);
    EXPECT_EQ(found.cases, 40);
}

TEST(Calibrator, leaves_the_probabilities_where_nothing_is_known_against_them) {
    Claims claims = claims_of({0.6, 0.2, 0.05}, 0.1);
    Calibration neutral;
    neutral.stretch = 1;
    const auto points = Calibrator(neutral).apply(claims);
    EXPECT_NEAR(claims.probabilities[0], 0.6, 1e-9);
    EXPECT_NEAR(claims.none_probability, 0.1, 1e-9);
    EXPECT_NEAR(points[Calibrator::middle], 0.6, 1e-9);
    EXPECT_GT(Calibrator::deviation(points), 0);
}

TEST(Calibrator, does_to_probabilities_what_was_found_in_the_decisions) {
    std::mt19937 random(7);
    Calibration calibration;
    calibration.stretch = 0.8;
    calibration.none_offset = 0.5;
    for (int i = 0; i < 100; ++i) {
        const auto seen = some_probabilities(random);
        const auto expected = true_probabilities(seen, 0.8, 0.5);
        Claims claims = claims_of({seen[0], seen[1], seen[2]}, seen[none]);
        Calibrator(calibration).apply(claims);
        for (std::size_t k = 0; k < 3; ++k) {
            EXPECT_NEAR(claims.probabilities[k], expected[k], 1e-9);
        }
        EXPECT_NEAR(claims.none_probability, expected[none], 1e-9);
    }
}

TEST(Calibrator, keeps_what_is_impossible_and_what_is_certain) {
    Claims claims = claims_of({1, 0}, 0);
    Calibrator(Calibration()).apply(claims);
    EXPECT_EQ(claims.probabilities[0], 1);
    EXPECT_EQ(claims.probabilities[1], 0);
    EXPECT_EQ(claims.none_probability, 0);
    Claims nothing = claims_of({}, 1);
    Calibrator(Calibration()).apply(nothing);
    EXPECT_EQ(nothing.none_probability, 1);
}

std::vector<Calibrator::Points> many_firsts(const Calibration& calibration) {
    std::vector<Calibrator::Points> firsts;
    for (int i = 0; i < 2000; ++i) {
        const double wrong = 0.1 * i / 2000;
        Claims claims = claims_of({1 - wrong, wrong / 2}, wrong / 2);
        firsts.push_back(Calibrator(calibration).apply(claims));
    }
    return firsts;
}

TEST(Threshold, keeps_the_errors_expected_within_the_promise) {
    const auto firsts = many_firsts({});
    for (const double wanted : {0.98, 0.99, 0.995}) {
        const double threshold = choose_threshold(firsts, wanted);
        double errors = 0;
        double count = 0;
        for (const auto& first : firsts) {
            if (first[Calibrator::middle] >= threshold) {
                errors += 1 - first[Calibrator::middle];
                ++count;
            }
        }
        EXPECT_GT(count, 0);
        EXPECT_LT(errors / count, 1 - wanted);
    }
}

TEST(Threshold, is_lower_where_many_decisions_have_made_the_calibration_sure) {
    Calibration sure;
    sure.stretch_deviation = 0.005;
    sure.none_offset_deviation = 0.05;
    EXPECT_LT(choose_threshold(many_firsts(sure), 0.99), choose_threshold(many_firsts({}), 0.99));
}

TEST(Threshold, is_one_where_nothing_may_be_proposed) {
    EXPECT_EQ(choose_threshold({}, 0.99), 1);
    Claims claims = claims_of({0.5}, 0.4);
    EXPECT_EQ(choose_threshold({Calibrator(Calibration()).apply(claims)}, 0.99), 1);
}

} // namespace
} // namespace tuban::matching::detail
