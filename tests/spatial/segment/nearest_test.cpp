#include "spatial/segment/catalog.hpp"
#include "tests/spatial/segment/scopes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace tuban::segment {
namespace {

using geometry::GridPoint;
using geometry::LonLat;
using testing::at;
using testing::patch;
using testing::square;

LonLat between(GridPoint a, GridPoint b, double part) {
    const double x = a.x + part * (double(b.x) - a.x);
    const double y = a.y + part * (double(b.y) - a.y);
    const double northing = std::numbers::pi * (1 - 2 * y / 4294967296.0);
    return {x / 4294967296.0 * 360 - 180, std::atan(std::sinh(northing)) * 180 / std::numbers::pi};
}

/// By ternary search of the geodesic distance along an edge, short enough to have one minimum.
double edge_distance_m(LonLat from, GridPoint a, GridPoint b, double low, double high) {
    for (int i = 0; i < 40; ++i) {
        const double third = (high - low) / 3;
        if (geometry::distance_m(from, between(a, b, low + third)) <
            geometry::distance_m(from, between(a, b, high - third))) {
            high -= third;
        } else {
            low += third;
        }
    }
    return geometry::distance_m(from, between(a, b, (low + high) / 2));
}

double outline_distance_m(LonLat from, const PatchRef& patch) {
    double least = std::numeric_limits<double>::infinity();
    RingBuffer buffer;
    patch.source->segment->visit_rings(patch.position, buffer, [&](const RingView& ring) {
        GridPoint last = ring.points.back();
        for (const GridPoint point : ring.points) {
            const int pieces = 1 + static_cast<int>(std::abs(double(point.x) - last.x) / 1e5 +
                                                    std::abs(double(point.y) - last.y) / 1e5);
            for (int i = 0; i < pieces; ++i) {
                least = std::min(least, edge_distance_m(from, last, point, double(i) / pieces,
                                                        double(i + 1) / pieces));
            }
            last = point;
        }
    });
    return least;
}

/// What nearest() must answer, by measuring every patch.
void expect_nearest(const Scope& scope, LonLat from, std::size_t k, double tolerance_m) {
    Lookup lookup(scope);
    std::vector<FeatureId> inside;
    for (const PatchRef& patch : lookup.at_point(from)) {
        inside.push_back(patch.id());
    }
    std::vector<double> expected;
    for (const PatchRef& patch : testing::all_patches(scope)) {
        expected.push_back(
            std::ranges::count(inside, patch.id()) > 0 ? 0 : outline_distance_m(from, patch));
    }
    std::ranges::sort(expected);
    const auto found = lookup.nearest(from, k);
    ASSERT_EQ(found.size(), std::min(k, expected.size()));
    for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_NEAR(found[i].distance_m, expected[i], tolerance_m);
    }
    for (std::size_t i = 1; i < found.size(); ++i) {
        EXPECT_LE(found[i - 1].distance_m, found[i].distance_m);
    }
}

std::vector<Patch> village(std::uint64_t seed, std::size_t count, LonLat from = testing::origin) {
    testing::Village source(seed);
    std::vector<Patch> patches;
    for (std::size_t i = 0; i < count; ++i) {
        patches.push_back(source.next(from));
    }
    return patches;
}

TEST(Nearest, agrees_with_measuring_every_outline_from_within_the_village) {
    const std::uint64_t seed = std::random_device()();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    testing::Scopes scopes;
    scopes.add(village(seed, 150));
    auto more = village(seed + 1, 50);
    for (Patch& one : more) {
        one.number += "-2";
    }
    more.push_back(patch("courtyard", {{square({-500, -500}, 2000), square({-490, -490}, 1980)}}));
    scopes.add(more);
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> metres(-300, 1200);
    for (int i = 0; i < 12; ++i) {
        SCOPED_TRACE(i);
        expect_nearest(scopes.scope(), at({metres(random), metres(random)}), 10, 0.001);
    }
}

TEST(Nearest, agrees_with_measuring_every_outline_from_far_away) {
    const std::uint64_t seed = std::random_device()();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    testing::Scopes scopes;
    scopes.add(village(seed, 60));
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> angle(0, 6.28);
    for (const double metres : {1500.0, 20e3, 300e3, 3000e3}) {
        SCOPED_TRACE(metres);
        const double towards = angle(random);
        const LonLat from = at({std::cos(towards) * metres, std::sin(towards) * metres});
        expect_nearest(scopes.scope(), from, 5, 0.01);
    }
}

TEST(Nearest, finds_the_shorter_way_across_the_antimeridian) {
    const LonLat date_line{180, 30};
    testing::Scopes scopes;
    scopes.add({patch("east", {{square({-60, 0}, 10, date_line)}}),
                patch("west", {{square({20, 0}, 10, {-180, 30})}}),
                patch("home", {{square({0, 0}, 10)}})});
    Lookup lookup(scopes.scope());
    const LonLat from = at({-10, 5}, date_line);
    const auto found = lookup.nearest(from, 2);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].patch.source->segment->number(found[0].patch.position), "west");
    EXPECT_NEAR(found[0].distance_m, 30, 0.1);
    EXPECT_EQ(found[1].patch.source->segment->number(found[1].patch.position), "east");
    EXPECT_NEAR(found[1].distance_m, 40, 0.1);
    expect_nearest(scopes.scope(), from, 3, 0.01);
}

TEST(Nearest, holds_at_high_latitudes_and_in_the_south) {
    for (const LonLat place : {LonLat{104, 70}, LonLat{20, -45}, LonLat{0, 0.001}}) {
        SCOPED_TRACE(place.lat);
        testing::Scopes scopes;
        scopes.add(village(5, 60, place));
        expect_nearest(scopes.scope(), at({400, 400}, place), 8, 0.001);
        expect_nearest(scopes.scope(), at({-3000, 6000}, place), 8, 0.01);
    }
}

TEST(Nearest, is_zero_inside_and_ties_go_by_feature_id) {
    testing::Scopes scopes;
    scopes.add({patch("a", {{square({0, 0}, 10)}}), patch("b", {{square({0, 0}, 10)}}),
                patch("c", {{square({10, 0}, 10)}}), patch("d", {{square({0, 0}, 10)}})});
    Lookup lookup(scopes.scope());
    const auto found = lookup.nearest(at({10, 5}), 2);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].distance_m, 0);
    EXPECT_EQ(found[1].distance_m, 0);
    EXPECT_EQ(found[0].patch.position, 0U);
    EXPECT_EQ(found[1].patch.position, 1U);
}

/// The k nearest are the first of all, whatever was passed over to find them.
void expect_prefix_of_all(const Scope& scope, LonLat from) {
    Lookup lookup(scope);
    const auto all = lookup.nearest(from, 1000);
    ASSERT_EQ(all.size(), testing::all_patches(scope).size());
    for (const std::size_t k : {1U, 2U, 10U, 33U, 400U}) {
        const auto nearest = lookup.nearest(from, k);
        ASSERT_EQ(nearest.size(), std::min<std::size_t>(k, all.size()));
        for (std::size_t i = 0; i < nearest.size(); ++i) {
            EXPECT_EQ(nearest[i].patch.id(), all[i].patch.id()) << k << ", " << i;
            EXPECT_EQ(nearest[i].distance_m, all[i].distance_m) << k << ", " << i;
        }
    }
}

TEST(Nearest, leaves_out_nothing_of_many_leaves_with_ties_and_giants) {
    const std::uint64_t seed = std::random_device()();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    testing::Scopes scopes;
    auto patches = village(seed, 500);
    for (std::size_t i = 0; i < 60; ++i) { // every distance to these is that to another
        patches.push_back(patches[i]);
        patches.back().number += "-twice";
    }
    // Leaf nodes hold widths up to 65,534 units, some 530 m here.
    patches.push_back(patch("factory", {{square({100, 100}, 700)}}));
    patches.push_back(
        patch("courtyard", {{square({-900, -900}, 2500), square({-890, -890}, 2480)}}));
    scopes.add(patches);
    auto more = village(seed + 1, 300);
    for (Patch& one : more) {
        one.number += "-2";
    }
    scopes.add(more);
    scopes.allow_only("990101001003");
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> metres(-1200, 2500);
    for (int i = 0; i < 20; ++i) {
        SCOPED_TRACE(i);
        expect_prefix_of_all(scopes.scope(), at({metres(random), metres(random)}));
    }
    expect_prefix_of_all(scopes.scope(), at({30e3, -20e3}));
}

TEST(Nearest, passes_over_what_hand_edits_hide) {
    testing::Scopes scopes;
    scopes.add(village(9, 200));
    Scope scope = scopes.scope();
    const LonLat from = at({450, 450});
    const auto before = Lookup(scope).nearest(from, 30);
    std::vector<bool> hidden(scope[0].segment->size(), false);
    std::vector<FeatureId> expected;
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (i % 3 == 0) {
            hidden[before[i].patch.position] = true;
        } else {
            expected.push_back(before[i].patch.id());
        }
    }
    scope[0].hidden = std::make_shared<const std::vector<bool>>(std::move(hidden));
    std::vector<FeatureId> found;
    for (const NearPatch& near : Lookup(scope).nearest(from, expected.size())) {
        found.push_back(near.patch.id());
    }
    EXPECT_EQ(found, expected);
}

TEST(Nearest, stops_at_the_distance_and_number_asked_for) {
    testing::Scopes scopes;
    scopes.add(village(6, 2000));
    Lookup lookup(scopes.scope());
    const auto within = lookup.nearest(at({450, 450}), 1000, 50);
    EXPECT_FALSE(within.empty());
    EXPECT_LT(within.size(), 1000U);
    EXPECT_LE(within.back().distance_m, 50);
    EXPECT_EQ(lookup.nearest(at({450, 450}), 5000).size(), 1000U);
    EXPECT_TRUE(lookup.nearest(at({450, 450}), 0).empty());
    const auto nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_TRUE(lookup.nearest({nan, nan}, 3).empty());
}

} // namespace
} // namespace tuban::segment
