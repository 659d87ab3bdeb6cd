#include "spatial/geometry/grid.hpp"

#include <geodesic.h>
#include <gtest/gtest.h>
#include <proj.h>

#include <cmath>
#include <limits>
#include <memory>
#include <numbers>
#include <random>

namespace tuban::geometry {
namespace {

constexpr double half_world_m = 20037508.342789244;
constexpr double unit_m = 2 * half_world_m / 4294967296.0;

struct ContextDeleter {
    void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
};
struct TransformDeleter {
    void operator()(PJ* transform) const { proj_destroy(transform); }
};

class Projection {
  public:
    Projection()
        : m_context(proj_context_create()),
          m_transform(proj_create(m_context.get(), "+proj=pipeline +step +proj=unitconvert "
                                                   "+xy_in=deg +xy_out=rad +step +proj=webmerc")) {}
    PJ_COORD to_web_mercator(LonLat p) const {
        return proj_trans(m_transform.get(), PJ_FWD, proj_coord(p.lon, p.lat, 0, 0));
    }

  private:
    std::unique_ptr<PJ_CONTEXT, ContextDeleter> m_context;
    std::unique_ptr<PJ, TransformDeleter> m_transform;
};

TEST(Grid, agrees_with_proj_web_mercator_to_half_a_unit) {
    const Projection projection;
    std::mt19937_64 random(20240901);
    std::uniform_real_distribution<double> lon(-180, 180);
    std::uniform_real_distribution<double> lat(-85, 85);
    for (int i = 0; i < 20000; ++i) {
        const LonLat position{lon(random), lat(random)};
        const PJ_COORD expected = projection.to_web_mercator(position);
        const GridPoint point = to_grid(position);
        ASSERT_NEAR((expected.xy.x + half_world_m) / unit_m, point.x, 0.5 + 1e-4);
        ASSERT_NEAR((half_world_m - expected.xy.y) / unit_m, point.y, 0.5 + 1e-4);
    }
}

TEST(Grid, every_grid_point_comes_back_from_degrees_unchanged) {
    std::mt19937_64 random(20240902);
    std::uniform_int_distribution<std::uint32_t> any;
    for (int i = 0; i < 100000; ++i) {
        const GridPoint point{any(random), any(random)};
        ASSERT_EQ(to_grid(to_lonlat(point)), point);
    }
    for (const GridPoint corner :
         {GridPoint{0, 0}, GridPoint{0xFFFFFFFF, 0xFFFFFFFF}, GridPoint{1, 0xFFFFFFFE}}) {
        EXPECT_EQ(to_grid(to_lonlat(corner)), corner);
    }
}

TEST(Grid, origin_is_north_west_and_greenwich_on_the_equator_is_the_middle) {
    EXPECT_EQ(to_grid({0, 0}), (GridPoint{0x80000000, 0x80000000}));
    EXPECT_EQ(to_grid({-180, 85.0511287798066}), (GridPoint{0, 0}));
    EXPECT_LT(to_grid({104, 31}).y, to_grid({104, 30}).y);
    EXPECT_LT(to_grid({103, 30}).x, to_grid({104, 30}).x);
}

TEST(Grid, what_lies_beyond_the_edge_is_clamped_to_it) {
    EXPECT_EQ(to_grid({180, -90}), (GridPoint{0xFFFFFFFF, 0xFFFFFFFF}));
    EXPECT_EQ(to_grid({-200, 90}), (GridPoint{0, 0}));
    EXPECT_EQ(to_grid({400, -86}), (GridPoint{0xFFFFFFFF, 0xFFFFFFFF}));
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(to_grid({nan, nan}), (GridPoint{0, 0}));
}

TEST(Geodesic, a_degree_of_meridian_and_of_equator_have_their_known_lengths) {
    EXPECT_NEAR(distance_m({0, 0}, {0, 1}), 110574.389, 0.001);
    EXPECT_NEAR(distance_m({104, 0}, {105, 0}), 111319.491, 0.001);
    EXPECT_EQ(distance_m({104, 30}, {104, 30}), 0);
    EXPECT_NEAR(distance_m({179.9999, 30}, {-179.9999, 30}), 19.297, 0.001);
}

TEST(Geodesic, area_counts_holes_out_whatever_the_direction) {
    const double metre_lat = 1 / 110852.4; // at 30 degrees
    const double metre_lon = 1 / 96486.3;
    const auto square = [&](double from_m, double to_m) {
        const double w = 104 + from_m * metre_lon;
        const double e = 104 + to_m * metre_lon;
        const double s = 30 + from_m * metre_lat;
        const double n = 30 + to_m * metre_lat;
        return Ring{{w, s}, {e, s}, {e, n}, {w, n}, {w, s}};
    };
    const Ring outer = square(0, 10);
    Ring hole = square(2, 4);
    EXPECT_NEAR(area_m2({{outer}}), 100, 0.01);
    EXPECT_NEAR(area_m2({{outer, hole}}), 96, 0.01);
    std::reverse(hole.begin(), hole.end());
    EXPECT_NEAR(area_m2({{outer, hole}}), 96, 0.01);
    EXPECT_NEAR(area_m2({{outer}, {square(20, 30)}}), 200, 0.02);
    EXPECT_EQ(area_m2({}), 0);
}

TEST(Geodesic, area_of_a_building_is_that_of_its_geodesic_polygon) {
    geod_geodesic grs80{};
    geod_init(&grs80, 6378137.0, 1 / 298.257222101);
    std::mt19937_64 random(20240903);
    const auto uniform = [&random](double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(random);
    };
    for (int i = 0; i < 2000; ++i) {
        const LonLat centre{uniform(-180, 180), uniform(-70, 70)};
        const double radius = std::pow(10.0, uniform(-4.7, -2.3)); // degrees: 2 m to 500 m
        Ring ring;
        geod_polygon polygon{};
        geod_polygon_init(&polygon, 0);
        const int corners = 3 + i % 9;
        for (int c = 0; c < corners; ++c) {
            const double angle = 2 * std::numbers::pi * (c + uniform(0, 0.8)) / corners;
            const double reach = radius * uniform(0.3, 1);
            ring.push_back(
                {centre.lon + reach * std::cos(angle), centre.lat + reach * std::sin(angle)});
            geod_polygon_addpoint(&grs80, &polygon, ring.back().lat, ring.back().lon);
        }
        ring.push_back(ring.front());
        double expected = 0;
        geod_polygon_compute(&grs80, &polygon, 0, 1, &expected, nullptr);
        ASSERT_NEAR(area_m2({{ring}}), expected, 1e-4 + std::abs(expected) * 1e-5)
            << centre.lat << ' ' << radius;
    }
}

} // namespace
} // namespace tuban::geometry
