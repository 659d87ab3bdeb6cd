#include "spatial/geometry/outline.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace tuban::geometry {
namespace {

/// By the even-odd rule.
bool holds(const MultiPolygon& shape, LonLat p) {
    bool is_inside = false;
    for (const auto& polygon : shape) {
        for (const auto& ring : polygon) {
            for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
                const auto& a = ring[i];
                const auto& b = ring[j];
                if ((a.lat > p.lat) != (b.lat > p.lat) &&
                    p.lon < (b.lon - a.lon) * (p.lat - a.lat) / (b.lat - a.lat) + a.lon) {
                    is_inside = !is_inside;
                }
            }
        }
    }
    return is_inside;
}

std::vector<GridPoint> scattered(LonLat middle, double reach, int count, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> off(-reach, reach);
    std::vector<GridPoint> points;
    for (int i = 0; i < count; ++i) {
        points.push_back(to_grid({middle.lon + off(random), middle.lat + off(random)}));
    }
    return points;
}

TEST(OutlineMaker, an_outline_holds_every_point_and_is_not_much_wider) {
    const OutlineMaker maker;
    const auto points = scattered({109.1, 34.2}, 0.01, 500, 7);
    const auto shape = maker.around(points);
    ASSERT_FALSE(shape.empty());
    for (const auto point : points) {
        EXPECT_TRUE(holds(shape, to_lonlat(point)));
    }
    const double square_m2 = 1843.0 * 2219.0; // 0.02 degrees each way
    EXPECT_LT(area_m2(shape), 1.15 * square_m2);
    EXPECT_GT(area_m2(shape), 0.75 * square_m2);
    EXPECT_TRUE(holds(shape, maker.point_inside(shape)));
}

TEST(OutlineMaker, a_bend_is_not_filled) {
    // Houses on both sides of two roads that meet at a right angle.
    std::vector<GridPoint> points;
    for (int i = 0; i < 100; ++i) {
        for (const double side : {-0.0001, 0.0001}) {
            points.push_back(to_grid({109.1 + 0.0003 * i, 34.2 + side}));
            points.push_back(to_grid({109.1 + side, 34.2 + 0.0003 * i}));
        }
    }
    const auto shape = OutlineMaker().around(points);
    EXPECT_FALSE(holds(shape, {109.1 + 0.0125, 34.2 + 0.0125}));
}

TEST(OutlineMaker, hamlets_far_from_each_other_are_parts_without_a_corridor) {
    auto points = scattered({109.1, 34.2}, 0.001, 30, 3);
    const auto others = scattered({109.11, 34.2}, 0.001, 30, 4); // 740 m further
    points.insert(points.end(), others.begin(), others.end());
    points.push_back(to_grid({109.105, 34.21}));
    const auto shape = OutlineMaker().around(points);
    EXPECT_EQ(shape.size(), 3U);
    EXPECT_FALSE(holds(shape, {109.105, 34.2}));
    for (const auto point : points) {
        EXPECT_TRUE(holds(shape, to_lonlat(point)));
    }
}

TEST(OutlineMaker, what_houses_stand_around_is_filled) {
    std::vector<GridPoint> points;
    for (int i = 0; i < 24; ++i) { // a circle of 460 m, a house each 120 m
        const double angle = i * 3.14159 / 12;
        points.push_back(
            to_grid({109.1 + 0.005 * std::cos(angle), 34.2 + 0.0042 * std::sin(angle)}));
    }
    const auto shape = OutlineMaker().around(points);
    ASSERT_EQ(shape.size(), 1U);
    EXPECT_TRUE(holds(shape, {109.1, 34.2}));
}

TEST(OutlineMaker, one_house_or_a_row_of_them_has_an_outline_too) {
    const OutlineMaker maker;
    for (const int count : {1, 2, 3}) {
        std::vector<GridPoint> points;
        for (int i = 0; i < count; ++i) {
            points.push_back(to_grid({109.1 + 0.0003 * i, 34.2}));
        }
        const auto shape = maker.around(points);
        ASSERT_FALSE(shape.empty()) << count;
        EXPECT_GT(area_m2(shape), 1000);
    }
    EXPECT_TRUE(maker.around(std::vector<GridPoint>{}).empty());
}

TEST(OutlineMaker, the_order_of_points_does_not_matter) {
    const OutlineMaker maker;
    auto points = scattered({109.1, 34.2}, 0.01, 200, 11);
    const auto shape = maker.around(points);
    std::reverse(points.begin(), points.end());
    EXPECT_EQ(maker.around(points), shape);
}

TEST(OutlineMaker, several_places_are_one_outline_that_holds_them_all) {
    const OutlineMaker maker;
    std::vector<MultiPolygon> villages;
    for (int i = 0; i < 6; ++i) {
        villages.push_back(
            maker.around(scattered({109.1 + 0.03 * (i % 3), 34.2 + 0.03 * std::floor(i / 3.0)},
                                   0.01, 80, 5U + static_cast<unsigned>(i))));
    }
    const auto town = maker.around(villages, 10);
    ASSERT_EQ(town.size(), 1U);
    for (const auto& village : villages) {
        EXPECT_TRUE(holds(town, maker.point_inside(village)));
    }
}

TEST(OutlineMaker, well_known_binary_comes_back_the_same) {
    const OutlineMaker maker;
    const auto shape = maker.around(scattered({109.1, 34.2}, 0.01, 50, 3));
    EXPECT_EQ(maker.from_wkb(maker.to_wkb(shape)), shape);
    EXPECT_TRUE(maker.from_wkb(std::vector<std::uint8_t>{1, 2, 3}).empty());
}

} // namespace
} // namespace tuban::geometry
