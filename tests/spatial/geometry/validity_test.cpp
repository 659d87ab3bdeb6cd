#include "spatial/geometry/validity.hpp"

#include <geos_c.h>
#include <gtest/gtest.h>
#include <sanitizer/lsan_interface.h>

#include <cmath>
#include <cstddef>
#include <memory>
#include <random>

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

bool geos_says_valid(const Ring& ring) {
    const std::unique_ptr<GEOSContextHandle_HS, void (*)(GEOSContextHandle_t)> context(
        GEOS_init_r(), GEOS_finish_r);
    auto* const points =
        GEOSCoordSeq_create_r(context.get(), static_cast<unsigned>(ring.size()), 2);
    for (std::size_t i = 0; i < ring.size(); ++i) {
        GEOSCoordSeq_setXY_r(context.get(), points, static_cast<unsigned>(i), ring[i].lon,
                             ring[i].lat);
    }
    auto* const polygon = GEOSGeom_createPolygon_r(
        context.get(), GEOSGeom_createLinearRing_r(context.get(), points), nullptr, 0);
    const bool is_valid = GEOSisValid_r(context.get(), polygon) == 1;
    GEOSGeom_destroy_r(context.get(), polygon);
    return is_valid;
}

TEST(ShapeRepairer, LeavesShortRingsUntouchedJustWhereGeosCallsThemValid) {
#ifdef __SANITIZE_ADDRESS__
    const __lsan::ScopedDisabler geos_leaks_edges_of_what_it_can_not_repair;
#endif
    std::mt19937 random(static_cast<unsigned>(testing::UnitTest::GetInstance()->random_seed()));
    // Corners on few places touch, repeat and line up; others cross or not.
    for (const double places : {3.0, 5.0, 1e9}) {
        std::uniform_real_distribution<double> place(0, places);
        int valid = 0;
        for (int i = 0; i < 4000; ++i) {
            Ring tried;
            const std::size_t corners = 3 + random() % 5;
            while (tried.size() < corners) {
                tried.push_back({109 + std::floor(place(random)) / places * 1e-3,
                                 34 + std::floor(place(random)) / places * 1e-3});
            }
            tried.push_back(tried.front());
            const auto repaired = ShapeRepairer().repair({{tried}});
            const bool is_valid = geos_says_valid(tried);
            valid += is_valid ? 1 : 0;
            EXPECT_EQ(repaired.is_ok() && !repaired.value().was_repaired, is_valid)
                << testing::PrintToString(tried.size()) << " points, round " << i;
        }
        EXPECT_GT(valid, 40);
    }
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
