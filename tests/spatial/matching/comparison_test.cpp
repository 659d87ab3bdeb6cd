#include "spatial/matching/comparison.hpp"

#include <gtest/gtest.h>

namespace tuban::matching {
namespace {

TEST(Comparison, weighs_rare_agreement_more_than_common_agreement) {
    Comparison rare({0.9, 0.1}, {2});
    Comparison common({0.9, 0.1}, {2});
    for (int i = 0; i < 100; ++i) {
        rare.add(i == 0 ? 0 : 1);
        common.add(i < 50 ? 0 : 1);
    }
    EXPECT_GT(rare.weights()[0], 3);
    EXPECT_LT(common.weights()[0], 1);
    EXPECT_GT(common.weights()[0], 0);
    EXPECT_LT(common.weights()[1], -1);
}

TEST(Comparison, counts_each_kind_of_outcome_apart) {
    Comparison comparison({0.9, 0.1, 0.8, 0.2}, {2, 2});
    for (int i = 0; i < 100; ++i) {
        comparison.add(i % 2 == 0 ? 1 : 3);
    }
    comparison.add(0);
    EXPECT_GT(comparison.weights()[0], 3);
    EXPECT_GT(comparison.weights()[2], 3);
}

TEST(Comparison, weighs_nothing_where_nothing_is_compared) {
    Comparison comparison({0.9, 0.1}, {2});
    comparison.add(Comparison::no_outcome);
    EXPECT_EQ(comparison.outcome(0), Comparison::no_outcome);
    EXPECT_LT(comparison.weights()[0], 1);
}

TEST(Comparison, stays_within_bounds_when_all_agree) {
    Comparison comparison({0.99, 0.01}, {2});
    for (int i = 0; i < 100000; ++i) {
        comparison.add(0);
    }
    EXPECT_NEAR(comparison.weights()[0], 0, 0.1);
    EXPECT_GE(comparison.weights()[1], -8);
    EXPECT_LE(comparison.weights()[1], 8);
}

} // namespace
} // namespace tuban::matching
