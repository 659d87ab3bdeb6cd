#include "tests/tiles/geos_oracle.hpp"
#include "tiles/outline_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace tuban::tiles::test {
namespace {

using geometry::GridPoint;
using testing::ElementsAre;
using testing::SizeIs;
using testing::UnorderedElementsAre;

/// A tile over 34°N 109°E and drawings in its units, with fractions.
class OutlineBuilderTest : public testing::Test {
  protected:
    static constexpr TileId tile{15, 26306, 13023};
    using Drawing = std::vector<std::pair<double, double>>;

    struct DrawnRing {
        bool is_outer;
        Drawing points;
    };

    static std::vector<GridPoint> to_grid(const Drawing& drawing) {
        std::vector<GridPoint> ring;
        const double unit = 1U << (max_frame_zoom - tile.zoom);
        for (const auto& [x, y] : drawing) {
            ring.push_back(
                {static_cast<std::uint32_t>(std::llround((tile.x * 4096.0 + x) * unit)),
                 static_cast<std::uint32_t>(std::llround((tile.y * 4096.0 + y) * unit))});
        }
        return ring;
    }

    const Outline& build(const std::vector<DrawnRing>& rings, bool is_inside) {
        m_builder.start(is_inside);
        for (const DrawnRing& ring : rings) {
            m_builder.add_ring(ring.is_outer, to_grid(ring.points));
        }
        return m_builder.finish();
    }
    const Outline& build(const Drawing& drawing, bool is_inside = true) {
        return build({{true, drawing}}, is_inside);
    }

    static std::vector<std::vector<TilePoint>> rings_of(const Outline& outline) {
        std::vector<std::vector<TilePoint>> rings;
        for (const Outline::Ring& ring : outline.rings) {
            const auto points = outline.points_of(ring);
            rings.emplace_back(points.begin(), points.end());
        }
        return rings;
    }

    static Shape shape_of(const Outline& outline) {
        std::vector<Shape::Rings> parts;
        for (const Outline::Ring& ring : outline.rings) {
            if (ring.is_outer) {
                parts.emplace_back();
            }
            auto& points = parts.back().emplace_back();
            for (const TilePoint point : outline.points_of(ring)) {
                points.emplace_back(point.x, point.y);
            }
        }
        return Shape::polygons(parts);
    }

    static void expect_wound_as_mvt_demands(const Outline& outline) {
        ASSERT_FALSE(outline.is_empty());
        EXPECT_TRUE(outline.rings.front().is_outer);
        for (const Outline::Ring& ring : outline.rings) {
            const std::int64_t area = twice_area(outline.points_of(ring));
            EXPECT_TRUE(ring.is_outer ? area > 0 : area < 0);
        }
    }

    OutlineBuilder m_builder{TileFrame(tile)};
};

TEST_F(OutlineBuilderTest, rounds_every_vertex_to_the_nearest_unit) {
    const Outline& outline = build({{10.4, 20.3}, {30.6, 20.3}, {30.6, 40.7}, {10.4, 40.7}});
    EXPECT_THAT(rings_of(outline), ElementsAre(ElementsAre(TilePoint{10, 20}, TilePoint{31, 20},
                                                           TilePoint{31, 41}, TilePoint{10, 41})));
}

TEST_F(OutlineBuilderTest, keeps_holes_wound_against_their_outer_ring) {
    const Outline& outline = build({{true, {{0, 0}, {50, 0}, {50, 50}, {0, 50}}},
                                    {false, {{10, 10}, {10, 20}, {20, 20}, {20, 10}}}},
                                   true);
    ASSERT_THAT(outline.rings, SizeIs(2));
    expect_wound_as_mvt_demands(outline);
}

TEST_F(OutlineBuilderTest, drops_a_hole_that_rounding_would_close) {
    const Outline& outline =
        build({{true, {{0, 0}, {50, 0}, {50, 50}, {0, 50}}},
               {false, {{10.1, 10.1}, {10.1, 10.4}, {10.4, 10.4}, {10.4, 10.1}}}},
              true);
    EXPECT_THAT(outline.rings, SizeIs(1));
}

TEST_F(OutlineBuilderTest, keeps_the_place_of_a_house_smaller_than_a_unit) {
    const Outline& outline = build({{100.6, 200.6}, {100.9, 200.6}, {100.9, 200.9}});
    EXPECT_THAT(rings_of(outline),
                ElementsAre(UnorderedElementsAre(TilePoint{100, 200}, TilePoint{101, 200},
                                                 TilePoint{101, 201}, TilePoint{100, 201})));
    expect_wound_as_mvt_demands(outline);
}

TEST_F(OutlineBuilderTest, keeps_the_length_of_a_wall_thinner_than_a_unit) {
    const Outline& outline = build({{10, 10.1}, {60, 30.1}, {60, 30.4}, {10, 10.4}});
    EXPECT_THAT(rings_of(outline),
                ElementsAre(UnorderedElementsAre(TilePoint{10, 10}, TilePoint{60, 30},
                                                 TilePoint{60, 31}, TilePoint{10, 11})));
    EXPECT_TRUE(shape_of(outline).is_valid());
}

TEST_F(OutlineBuilderTest, keeps_a_stand_in_within_the_buffer) {
    const Outline& outline = build({{4159.8, 4159.8}, {4160, 4159.8}, {4160, 4160}}, false);
    ASSERT_FALSE(outline.is_empty());
    for (const TilePoint point : outline.points) {
        EXPECT_LE(std::max(point.x, point.y), 4160);
    }
    expect_wound_as_mvt_demands(outline);
}

TEST_F(OutlineBuilderTest, cuts_at_the_buffer_and_not_at_the_edge_of_the_tile) {
    const Outline& outline = build({{4000, 100}, {4300, 100}, {4300, 200}, {4000, 200}}, false);
    EXPECT_THAT(rings_of(outline),
                ElementsAre(UnorderedElementsAre(TilePoint{4000, 100}, TilePoint{4160, 100},
                                                 TilePoint{4160, 200}, TilePoint{4000, 200})));
}

TEST_F(OutlineBuilderTest, cuts_a_house_on_the_corner_on_both_sides) {
    const Outline& outline = build({{-100, -100}, {100, -100}, {100, 100}, {-100, 100}}, false);
    EXPECT_THAT(rings_of(outline),
                ElementsAre(UnorderedElementsAre(TilePoint{-64, -64}, TilePoint{100, -64},
                                                 TilePoint{100, 100}, TilePoint{-64, 100})));
}

TEST_F(OutlineBuilderTest, fills_the_buffered_tile_under_a_patch_that_covers_it) {
    const Outline& outline =
        build({{-9000, -9000}, {9000, -9000}, {9000, 9000}, {-9000, 9000}}, false);
    EXPECT_EQ(shape_of(outline).area(), 4224.0 * 4224.0);
}

TEST_F(OutlineBuilderTest, shows_nothing_of_a_courtyard_that_surrounds_the_tile) {
    const Outline& outline =
        build({{true, {{-9000, -9000}, {9000, -9000}, {9000, 9000}, {-9000, 9000}}},
               {false, {{-8000, -8000}, {-8000, 8000}, {8000, 8000}, {8000, -8000}}}},
              false);
    EXPECT_TRUE(outline.is_empty());
}

TEST_F(OutlineBuilderTest, shows_nothing_of_a_patch_that_only_touches_the_buffer) {
    EXPECT_TRUE(build({{4160, 0}, {4200, 0}, {4200, 50}, {4160, 50}}, false).is_empty());
    EXPECT_TRUE(build({{4160, 4160}, {4200, 4160}, {4200, 4200}}, false).is_empty());
}

TEST_F(OutlineBuilderTest, cuts_a_hole_across_the_buffer_into_a_notch) {
    const Outline& outline = build({{true, {{4000, 0}, {4400, 0}, {4400, 400}, {4000, 400}}},
                                    {false, {{4100, 100}, {4100, 200}, {4300, 200}, {4300, 100}}}},
                                   false);
    EXPECT_THAT(outline.rings, SizeIs(1));
    EXPECT_TRUE(shape_of(outline).is_valid());
    EXPECT_EQ(shape_of(outline).area(), 160.0 * 400.0 - 60.0 * 100.0);
}

TEST_F(OutlineBuilderTest, splits_a_concave_patch_whose_arms_reach_into_the_tile) {
    const Outline& outline = build({{4100, 0},
                                    {4300, 0},
                                    {4300, 300},
                                    {4100, 300},
                                    {4100, 200},
                                    {4200, 200},
                                    {4200, 100},
                                    {4100, 100}},
                                   false);
    EXPECT_THAT(outline.rings, SizeIs(2));
    EXPECT_TRUE(shape_of(outline).is_valid());
    EXPECT_EQ(shape_of(outline).area(), 2 * 60.0 * 100.0);
}

TEST_F(OutlineBuilderTest, leaves_each_arm_that_reaches_into_the_tile_its_own_holes) {
    const Outline& outline = build({{true,
                                     {{4050, 0},
                                      {4300, 0},
                                      {4300, 300},
                                      {4050, 300},
                                      {4050, 200},
                                      {4200, 200},
                                      {4200, 100},
                                      {4050, 100}}},
                                    {false, {{4060, 210}, {4060, 290}, {4080, 290}, {4080, 210}}},
                                    {false, {{4060, 10}, {4060, 90}, {4080, 90}, {4080, 10}}},
                                    {false, {{4210, 110}, {4210, 190}, {4290, 190}, {4290, 110}}}},
                                   false);
    expect_wound_as_mvt_demands(outline);
    EXPECT_THAT(outline.rings, SizeIs(4));
    EXPECT_TRUE(shape_of(outline).is_valid());
    EXPECT_EQ(shape_of(outline).area(), 2 * (110.0 * 100.0 - 20.0 * 80.0));
}

TEST_F(OutlineBuilderTest, keeps_every_part_of_a_patch_of_several_polygons) {
    const Outline& outline = build({{true, {{0, 0}, {10, 0}, {10, 10}, {0, 10}}},
                                    {true, {{20.1, 20.1}, {20.3, 20.1}, {20.3, 20.3}}},
                                    {true, {{30, 0}, {40, 0}, {40, 10}, {30, 10}}}},
                                   true);
    EXPECT_THAT(outline.rings, SizeIs(3));
    EXPECT_TRUE(shape_of(outline).is_valid());
}

TEST_F(OutlineBuilderTest, makes_valid_what_rounding_makes_cross_itself) {
    // A yard open to the south through a gate of a third of a unit.
    const Outline& outline = build({{0, 0},
                                    {20, 0},
                                    {20, 20},
                                    {10.4, 20},
                                    {10.4, 15},
                                    {15, 15},
                                    {15, 5},
                                    {5, 5},
                                    {5, 15},
                                    {10.1, 15},
                                    {10.1, 20},
                                    {0, 20}});
    expect_wound_as_mvt_demands(outline);
    EXPECT_TRUE(shape_of(outline).is_valid());
    EXPECT_EQ(shape_of(outline).area(), 400.0 - 100.0);
}

TEST_F(OutlineBuilderTest, joins_parts_that_rounding_brings_to_one_wall) {
    EXPECT_THAT(
        rings_of(build({{true, {{10, 10.1}, {12, 10.1}, {12, 11}, {10, 11}}},
                        {true, {{10, 9}, {11, 9}, {11, 9.9}, {10, 9.9}}}},
                       true)),
        ElementsAre(UnorderedElementsAre(TilePoint{10, 9}, TilePoint{11, 9}, TilePoint{11, 10},
                                         TilePoint{12, 10}, TilePoint{12, 11}, TilePoint{10, 11})));
}

TEST_F(OutlineBuilderTest, keeps_parts_that_rounding_lets_touch_in_a_point) {
    EXPECT_THAT(rings_of(build({{true, {{10, 10.1}, {11, 10.1}, {11, 11}, {10, 11}}},
                                {true, {{9, 9}, {9.9, 9}, {9.9, 9.9}, {9, 9.9}}}},
                               true)),
                SizeIs(2));
}

TEST_F(OutlineBuilderTest, gives_the_same_vertex_in_neighbouring_tiles) {
    const Drawing house{{4090.3, 10.2}, {4110.7, 10.2}, {4110.7, 30.6}, {4090.3, 30.6}};
    const auto here = rings_of(build(house));
    OutlineBuilder eastern(TileFrame({tile.zoom, tile.x + 1, tile.y}));
    eastern.start(true);
    eastern.add_ring(true, to_grid(house));
    auto there = rings_of(eastern.finish());
    for (TilePoint& point : there.front()) {
        point.x += 4096;
    }
    EXPECT_EQ(here, there);
}

/// Crooked houses: stars, combs and L-shapes from less than a unit to larger than the tile.
class RandomShapes {
  public:
    explicit RandomShapes(std::uint32_t seed) : m_random(seed) {}

    Shape::Rings next() {
        const double radius = std::exp(uniform(std::log(0.4), std::log(3000)));
        const double x = uniform(-200, 4300);
        const double y = uniform(-200, 4300);
        const int corners = static_cast<int>(uniform(3, 14));
        Shape::Rings rings(1);
        double inner = radius;
        for (int i = 0; i < corners; ++i) {
            const double angle = 2 * std::acos(-1.0) * i / corners;
            const double reach = radius * uniform(0.3, 1);
            inner = std::min(inner, reach);
            rings[0].emplace_back(snap(x + reach * std::cos(angle)),
                                  snap(y + reach * std::sin(angle)));
        }
        if (corners > 5 && uniform(0, 1) < 0.4) {
            auto& hole = rings.emplace_back();
            for (int i = 3; i > 0; --i) {
                const double angle = 2 * std::acos(-1.0) * i / 3;
                hole.emplace_back(snap(x + inner * 0.5 * std::cos(angle)),
                                  snap(y + inner * 0.5 * std::sin(angle)));
            }
        }
        return rings;
    }

  private:
    double uniform(double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(m_random);
    }
    /// To the grid, which is 32 times finer than the unit.
    static double snap(double value) { return std::round(value * 32) / 32; }

    std::mt19937 m_random;
};

TEST_F(OutlineBuilderTest, agrees_with_exact_cutting_on_random_shapes) {
    const auto seed = static_cast<std::uint32_t>(testing::UnitTest::GetInstance()->random_seed());
    SCOPED_TRACE("--gtest_random_seed=" + std::to_string(seed));
    RandomShapes shapes(seed);
    const Shape buffered = Shape::box(-64, 4160);
    const Shape within_rim = Shape::box(-62, 4158);
    const double furthest_corner = std::hypot(0.5, 1.5) + 0.01;
    int shown = 0;
    for (int i = 0; i < 3000; ++i) {
        const Shape::Rings rings = shapes.next();
        const Shape exact = Shape::polygons({rings});
        if (!exact.is_valid()) {
            continue;
        }
        std::vector<DrawnRing> drawn;
        bool is_inside = true;
        for (std::size_t r = 0; r < rings.size(); ++r) {
            drawn.push_back({r == 0, rings[r]});
            for (const auto& [x, y] : rings[r]) {
                is_inside = is_inside && x >= -64 && x <= 4160 && y >= -64 && y <= 4160;
            }
        }
        const Shape expected = exact.cut(buffered);
        const Outline& outline = build(drawn, is_inside);
        SCOPED_TRACE("shape " + std::to_string(i));
        if (expected.area() == 0) {
            ASSERT_TRUE(outline.is_empty());
            continue;
        }
        if (outline.is_empty()) {
            // The corner of a shape that reaches into the buffer by less than the grid resolves.
            ASSERT_LT(expected.area(), 0.01);
            continue;
        }
        ++shown;
        expect_wound_as_mvt_demands(outline);
        const Shape drawn_shape = shape_of(outline);
        ASSERT_TRUE(drawn_shape.is_valid());
        ASSERT_TRUE(drawn_shape.lies_in(buffered));
        // What is deeper inside than a unit is drawn. A stand-in's corner is at most one unit along
        // an axis from a rounded vertex. At the rim the cut pieces of one ring stay connected.
        ASSERT_TRUE(expected.grow(-1).lies_in(drawn_shape));
        ASSERT_TRUE(drawn_shape.cut(within_rim).lies_in(expected.grow(furthest_corner)));
    }
    EXPECT_GT(shown, 2000);
}

} // namespace
} // namespace tuban::tiles::test
