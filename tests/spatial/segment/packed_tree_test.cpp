#include "spatial/segment/detail/packed_tree.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace tuban::segment::detail {
namespace {

using geometry::GridBox;
using geometry::GridPoint;

constexpr double turn = 4294967296.0;

/// The least over the box where it is and a turn to the east and to the west.
double plane_distance(GridPoint from, const GridBox& box) {
    double least = std::numeric_limits<double>::infinity();
    for (const double shift : {-turn, 0.0, turn}) {
        const double x = std::max({box.min.x + shift - from.x, from.x - (box.max.x + shift), 0.0});
        const double y = std::max({double(box.min.y) - from.y, double(from.y) - box.max.y, 0.0});
        least = std::min(least, std::hypot(x, y));
    }
    return least;
}

/// A bound that is too great loses patches, one that is too small only time: so it may be for boxes
/// of half a turn or more and for lines exactly opposite.
void expect_distance(GridPoint from, const GridBox& box) {
    const double expected = plane_distance(from, box);
    const double found = std::sqrt(PackedTree::squared_distance(from, box));
    EXPECT_LE(found, expected * (1 + 1e-6) + 1)
        << fmt::format("from {}, {} to {}, {} – {}, {}", from.x, from.y, box.min.x, box.min.y,
                       box.max.x, box.max.y);
    const bool is_wide = box.max.x - box.min.x >= 0x80000000U;
    const bool is_opposite = box.min.x == box.max.x && box.min.x - from.x == 0x80000000U;
    if (!is_wide && !is_opposite) {
        EXPECT_GE(found, expected * (1 - 1e-6) - 2);
    }
}

TEST(PackedTree, distance_to_a_box_is_that_on_the_cylinder) {
    const std::uint64_t seed = std::random_device()();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937_64 random(seed);
    std::vector<std::uint32_t> places{0,          1,          2,          0x7FFFFFFF,
                                      0x80000000, 0x80000001, 0xFFFFFFFE, 0xFFFFFFFF};
    for (int i = 0; i < 4; ++i) {
        places.push_back(static_cast<std::uint32_t>(random()));
    }
    const auto any = [&] { return places[random() % places.size()]; };
    for (int i = 0; i < 200'000; ++i) {
        const GridPoint a{any(), any()};
        const GridPoint b{any(), any()};
        expect_distance({any(), any()}, {{std::min(a.x, b.x), std::min(a.y, b.y)},
                                         {std::max(a.x, b.x), std::max(a.y, b.y)}});
        const GridPoint near{static_cast<std::uint32_t>(3'400'000'000U + random() % 5000),
                             static_cast<std::uint32_t>(1'700'000'000U + random() % 5000)};
        expect_distance(near, {{3'400'002'000U, 1'700'002'000U}, {3'400'003'000U, 1'700'002'500U}});
    }
}

} // namespace
} // namespace tuban::segment::detail
