#include "spatial/matching/detail/point_grid.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

namespace tuban::matching::detail {
namespace {

std::vector<Metres> random_points(std::minstd_rand& random, std::size_t count) {
    std::uniform_real_distribution<float> metres(-500, 500);
    std::vector<Metres> points(count);
    for (Metres& point : points) {
        point = {metres(random), metres(random)};
    }
    return points;
}

/// Every point within the radius, nearest first, ties by index.
std::vector<std::uint32_t> by_looking_at_all(const std::vector<Metres>& points, Metres place,
                                             float radius_m) {
    std::vector<std::pair<float, std::uint32_t>> found;
    for (std::uint32_t i = 0; i < points.size(); ++i) {
        const float distance_m = std::hypot(points[i].x - place.x, points[i].y - place.y);
        if (distance_m <= radius_m) {
            found.emplace_back(distance_m, i);
        }
    }
    std::ranges::sort(found);
    std::vector<std::uint32_t> indices;
    for (const auto& [distance_m, index] : found) {
        indices.push_back(index);
    }
    return indices;
}

TEST(PointGrid, finds_the_same_as_looking_at_every_point) {
    constexpr unsigned seed = 20240601;
    std::minstd_rand random(seed);
    for (int round = 0; round < 50; ++round) {
        const std::vector<Metres> points = random_points(random, 300);
        const PointGrid grid(points, 37);
        const Metres place = random_points(random, 1)[0];
        for (const float radius_m : {0.0F, 30.0F, 150.0F, 2000.0F}) {
            const std::vector<std::uint32_t> expected = by_looking_at_all(points, place, radius_m);
            std::vector<PointGrid::Near> found;
            grid.within(place, radius_m, found);
            std::vector<std::uint32_t> within;
            for (const PointGrid::Near& near : found) {
                within.push_back(near.index);
            }
            std::ranges::sort(within);
            std::vector<std::uint32_t> sorted = expected;
            std::ranges::sort(sorted);
            EXPECT_EQ(within, sorted);

            grid.nearest(place, 12, radius_m, found);
            ASSERT_EQ(found.size(), std::min<std::size_t>(12, expected.size()));
            for (std::size_t k = 0; k < found.size(); ++k) {
                EXPECT_EQ(found[k].index, expected[k]);
            }
        }
    }
}

TEST(PointGrid, is_empty_without_points) {
    std::vector<PointGrid::Near> found{{1, 1}};
    PointGrid({}, 10).nearest({0, 0}, 3, 100, found);
    EXPECT_TRUE(found.empty());
    PointGrid().within({0, 0}, 100, found);
    EXPECT_TRUE(found.empty());
}

} // namespace
} // namespace tuban::matching::detail
