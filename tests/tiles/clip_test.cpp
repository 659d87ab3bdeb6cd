#include "tests/tiles/geos_oracle.hpp"
#include "tiles/clip.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace tuban::tiles::test {
namespace {

constexpr std::int64_t unit = 1000; ///< of the drawings, in grid units
constexpr std::int64_t side = 1000 * unit;

using Ring = std::vector<LocalPoint>;

std::vector<SourceRing> source_of(const std::vector<Ring>& rings) {
    std::vector<SourceRing> source;
    for (const Ring& ring : rings) {
        source.push_back({source.empty(), ring});
    }
    return source;
}

/// A comb with its back at the west or the east, upright or lying, a window in some of its teeth.
std::vector<Ring> random_comb(std::mt19937& random) {
    const auto among = [&random](std::int64_t low, std::int64_t high) {
        return std::uniform_int_distribution<std::int64_t>(low, high)(random);
    };
    std::vector<Ring> rings(1);
    const std::int64_t left = among(-900, 800);
    const std::int64_t back = left + among(20, 200);
    std::int64_t y = among(-900, 800);
    for (std::int64_t teeth = among(1, 6); teeth > 0; --teeth) {
        const std::int64_t height = among(20, 250);
        const std::int64_t tip = back + among(30, 900);
        rings[0].insert(rings[0].end(),
                        {{back, y}, {tip, y + among(0, 9)}, {tip, y + height}, {back, y + height}});
        if (among(0, 1) == 1) {
            rings.push_back(
                {{back + 5, y + height - 8}, {tip - 5, y + height - 8}, {tip - 5, y + 10}});
        }
        y += height + among(10, 200);
    }
    rings[0].push_back({left, y});
    rings[0].push_back({left, rings[0].front().y});
    const bool is_lying = among(0, 1) == 1;
    const bool is_turned = among(0, 1) == 1;
    for (Ring& ring : rings) {
        for (LocalPoint& point : ring) {
            point = is_lying ? LocalPoint{point.y, point.x} : point;
            point = {point.x * unit, point.y * unit};
            point = is_turned ? LocalPoint{side - point.x, point.y} : point;
        }
    }
    return rings;
}

Shape shape_of(const std::vector<Ring>& rings) {
    Shape::Rings drawn;
    for (const Ring& ring : rings) {
        auto& points = drawn.emplace_back();
        for (const LocalPoint point : ring) {
            points.emplace_back(static_cast<double>(point.x), static_cast<double>(point.y));
        }
    }
    return Shape::polygons({drawn});
}

TEST(PolygonClipper, LeavesTheAreaAndTheRingsThatExactCuttingLeaves) {
    const auto seed = static_cast<std::uint32_t>(testing::UnitTest::GetInstance()->random_seed());
    SCOPED_TRACE("--gtest_random_seed=" + std::to_string(seed));
    std::mt19937 random(seed);
    PolygonClipper clipper(0, side);
    int refused = 0;
    int several = 0;
    for (int i = 0; i < 3000; ++i) {
        const auto rings = random_comb(random);
        const Shape exact = shape_of(rings);
        ASSERT_TRUE(exact.is_valid());
        if (!clipper.clip(source_of(rings))) {
            ++refused;
            continue;
        }
        double twice = 0;
        std::size_t outer_rings = 0;
        for (std::size_t r = 0; r < clipper.ring_count(); ++r) {
            const std::int64_t area = twice_area(clipper.ring(r));
            twice += static_cast<double>(area);
            outer_rings += area > 0 ? 1 : 0;
            for (const LocalPoint point : clipper.ring(r)) {
                ASSERT_TRUE(point.x >= 0 && point.x <= side && point.y >= 0 && point.y <= side);
            }
        }
        several += outer_rings > 1 ? 1 : 0;
        const Shape expected = exact.cut(Shape::box(0, side));
        // A crossing is rounded by up to half a grid unit, on each of up to 30 edges.
        ASSERT_NEAR(twice / 2, expected.area(), 15.0 * side) << i;
        ASSERT_EQ(outer_rings, expected.polygon_count()) << i;
    }
    EXPECT_LT(refused, 30);
    EXPECT_GT(several, 300);
}

TEST(PolygonClipper, KeepsAWallOnTheBorderAndNothingOfWhatOnlyTouchesIt) {
    PolygonClipper clipper(0, side);
    const Ring within{{0, 0}, {100, 0}, {100, 100}, {0, 100}};
    ASSERT_TRUE(clipper.clip(source_of({within})));
    ASSERT_EQ(clipper.ring_count(), 1U);
    EXPECT_EQ(twice_area(clipper.ring(0)), 20'000);

    const Ring beyond{{-100, 0}, {0, 0}, {0, 100}, {-100, 100}};
    ASSERT_TRUE(clipper.clip(source_of({beyond})));
    EXPECT_EQ(clipper.ring_count(), 0U);
}

TEST(PolygonClipper, WindsRingsThatComeTheWrongWayRound) {
    PolygonClipper clipper(0, side);
    const Ring outer{{-50, 100}, {-50, 300}, {200, 300}, {200, 100}};
    const Ring hole{{50, 150}, {150, 150}, {150, 250}, {50, 250}};
    ASSERT_TRUE(clipper.clip(source_of({outer, hole})));
    ASSERT_EQ(clipper.ring_count(), 2U);
    EXPECT_EQ(twice_area(clipper.ring(0)) + twice_area(clipper.ring(1)),
              2 * (200 * 200 - 100 * 100));
}

} // namespace
} // namespace tuban::tiles::test
