#include "spatial/geometry/validity.hpp"

#include <gtest/gtest.h>

namespace tuban::geometry {
namespace {

// A village of the drawing board: units of 1e-4 degrees from here.
Ring ring(std::initializer_list<std::pair<double, double>> points) {
    Ring made;
    for (const auto& [x, y] : points) {
        made.push_back({109 + x * 1e-4, 34 + y * 1e-4});
    }
    return made;
}

const Ring square = ring({{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}});

double area_of(const MultiPolygon& shape) {
    return area_m2(shape);
}

TEST(ShapeRepairer, LeavesAValidShapeUntouched) {
    const MultiPolygon shape{{square, ring({{1, 1}, {1, 2}, {2, 2}, {2, 1}, {1, 1}})}};
    const auto repaired = ShapeRepairer().repair(shape);
    ASSERT_TRUE(repaired.is_ok());
    EXPECT_FALSE(repaired.value().was_repaired);
    EXPECT_EQ(repaired.value().shape, shape);
}

TEST(ShapeRepairer, MakesTwoTrianglesOfABowTie) {
    const auto repaired =
        ShapeRepairer().repair({{ring({{0, 0}, {4, 4}, {4, 0}, {0, 4}, {0, 0}})}});
    ASSERT_TRUE(repaired.is_ok());
    EXPECT_TRUE(repaired.value().was_repaired);
    EXPECT_EQ(repaired.value().shape.size(), 2U);
    EXPECT_NEAR(area_of(repaired.value().shape), area_of({{square}}) / 2, 1);
}

TEST(ShapeRepairer, ClosesAnOpenRing) {
    const auto repaired = ShapeRepairer().repair({{ring({{0, 0}, {4, 0}, {4, 4}, {0, 4}})}});
    ASSERT_TRUE(repaired.is_ok());
    EXPECT_TRUE(repaired.value().was_repaired);
    EXPECT_EQ(repaired.value().shape, MultiPolygon{{square}});
}

TEST(ShapeRepairer, TakesAHoleOutsideAsAPartOfItsOwn) {
    const auto repaired =
        ShapeRepairer().repair({{square, ring({{6, 6}, {6, 7}, {7, 7}, {7, 6}, {6, 6}})}});
    ASSERT_TRUE(repaired.is_ok());
    EXPECT_TRUE(repaired.value().was_repaired);
    EXPECT_EQ(repaired.value().shape.size(), 2U);
    EXPECT_NEAR(area_of(repaired.value().shape), area_of({{square}}) * 17 / 16, 0.1);
}

TEST(ShapeRepairer, JoinsOverlappingParts) {
    const auto repaired =
        ShapeRepairer().repair({{square}, {ring({{2, 0}, {6, 0}, {6, 4}, {2, 4}, {2, 0}})}});
    ASSERT_TRUE(repaired.is_ok());
    EXPECT_EQ(repaired.value().shape.size(), 1U);
    EXPECT_NEAR(area_of(repaired.value().shape), area_of({{square}}) * 1.5, 1);
}

TEST(ShapeRepairer, RemovesASpikeAndKeepsTheHouse) {
    const auto repaired =
        ShapeRepairer().repair({{ring({{0, 0}, {4, 0}, {4, 4}, {9, 4}, {4, 4}, {0, 4}, {0, 0}})}});
    ASSERT_TRUE(repaired.is_ok());
    EXPECT_NEAR(area_of(repaired.value().shape), area_of({{square}}), 1e-3);
}

TEST(ShapeRepairer, RefusesWhatHasNoArea) {
    const ShapeRepairer repairer;
    const std::vector<MultiPolygon> flat{
        {},
        {{}},
        {{Ring{}}},
        {{ring({{0, 0}})}},
        {{ring({{0, 0}, {4, 0}, {0, 0}})}},
        {{ring({{0, 0}, {4, 0}, {2, 0}, {0, 0}})}},
        {{ring({{1, 1}, {1, 1}, {1, 1}, {1, 1}})}},
    };
    for (std::size_t i = 0; i < flat.size(); ++i) {
        const auto repaired = repairer.repair(flat[i]);
        ASSERT_FALSE(repaired.is_ok()) << i;
        EXPECT_EQ(repaired.refusal().code, "geometry_collapsed") << i;
    }
}

TEST(ShapeRepairer, DropsAHoleOfTwoPointsAndSaysSo) {
    const auto repaired = ShapeRepairer().repair({{square, ring({{1, 1}, {2, 2}, {1, 1}})}});
    ASSERT_TRUE(repaired.is_ok());
    EXPECT_TRUE(repaired.value().was_repaired);
    EXPECT_EQ(repaired.value().shape, MultiPolygon{{square}});
}

} // namespace
} // namespace tuban::geometry
