#include "spatial/segment/catalog.hpp"
#include "tests/spatial/segment/scopes.hpp"

#include <geos_c.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>

namespace tuban::segment {
namespace {

using geometry::GridBox;
using geometry::GridPoint;
using testing::at;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::numbers;
using testing::patch;
using testing::ring;
using testing::square;
using ::testing::UnorderedElementsAre;

/// GEOS on the grid's integers, which doubles hold exactly: the slow and obvious answer.
class Oracle {
  public:
    Oracle() : m_geos(GEOS_init_r()) {}
    ~Oracle() {
        for (auto& [key, polygon] : m_polygons) {
            GEOSGeom_destroy_r(m_geos, polygon);
        }
        GEOS_finish_r(m_geos);
    }
    Oracle(const Oracle&) = delete;
    Oracle& operator=(const Oracle&) = delete;

    bool meets(const PatchRef& patch, const GridBox& box) {
        std::vector<GridPoint> corners{
            box.min, {box.max.x, box.min.y}, box.max, {box.min.x, box.max.y}};
        if (box.min == box.max) {
            return meets(patch, GEOSGeom_createPoint_r(m_geos, sequence({box.min}, false)));
        }
        if (box.min.x == box.max.x || box.min.y == box.max.y) {
            return meets(patch,
                         GEOSGeom_createLineString_r(m_geos, sequence({box.min, box.max}, false)));
        }
        return meets(patch, polygon({corners}));
    }

  private:
    GEOSCoordSequence* sequence(const std::vector<GridPoint>& points, bool is_closed) {
        std::vector<double> flat;
        for (const GridPoint& p : points) {
            flat.insert(flat.end(), {double(p.x), double(p.y)});
        }
        if (is_closed) {
            flat.insert(flat.end(), {double(points.front().x), double(points.front().y)});
        }
        return GEOSCoordSeq_copyFromBuffer_r(m_geos, flat.data(),
                                             static_cast<unsigned>(flat.size() / 2), 0, 0);
    }
    GEOSGeometry* polygon(const std::vector<std::vector<GridPoint>>& rings) {
        std::vector<GEOSGeometry*> made;
        for (const auto& points : rings) {
            made.push_back(GEOSGeom_createLinearRing_r(m_geos, sequence(points, true)));
        }
        return GEOSGeom_createPolygon_r(m_geos, made[0], made.data() + 1,
                                        static_cast<unsigned>(made.size() - 1));
    }
    GEOSGeometry* shape(const PatchRef& patch) {
        auto& known = m_polygons[{patch.source, patch.position}];
        if (known == nullptr) {
            std::vector<std::vector<std::vector<GridPoint>>> polygons;
            RingBuffer buffer;
            patch.source->segment->visit_rings(patch.position, buffer, [&](const RingView& view) {
                if (view.is_outer) {
                    polygons.emplace_back();
                }
                polygons.back().emplace_back(view.points.begin(), view.points.end());
            });
            std::vector<GEOSGeometry*> parts;
            for (const auto& rings : polygons) {
                parts.push_back(polygon(rings));
            }
            known = GEOSGeom_createCollection_r(m_geos, GEOS_MULTIPOLYGON, parts.data(),
                                                static_cast<unsigned>(parts.size()));
        }
        return known;
    }
    bool meets(const PatchRef& patch, GEOSGeometry* other) {
        const char answer = GEOSIntersects_r(m_geos, shape(patch), other);
        GEOSGeom_destroy_r(m_geos, other);
        EXPECT_NE(answer, 2);
        return answer == 1;
    }

    GEOSContextHandle_t m_geos;
    std::map<std::pair<const ScopedSegment*, Position>, GEOSGeometry*> m_polygons;
};

std::vector<Patch> village(std::uint64_t seed, std::size_t count) {
    testing::Village source(seed);
    std::vector<Patch> patches;
    for (std::size_t i = 0; i < count; ++i) {
        patches.push_back(source.next());
    }
    return patches;
}

/// Shapes that walls, holes and corners make hard.
std::vector<Patch> nasty_patches() {
    std::vector<Patch> patches;
    patches.push_back(patch("left", {{square({0, 0}, 10)}}));
    patches.push_back(patch("right", {{square({10, 0}, 10)}}));
    patches.push_back(patch("above", {{square({0, 10}, 10)}}));
    patches.push_back(patch("ring", {{square({100, 100}, 30), square({110, 110}, 10)}}));
    patches.push_back(patch("core", {{square({110, 110}, 10)}}));
    patches.push_back(
        patch("courtyard", {{square({-1000, -1000}, 2000), square({-990, -990}, 1980)}}));
    patches.push_back(patch("two", {{square({200, 0}, 5)}, {square({220, 0}, 5)}}));
    patches.push_back(patch("sliver", {{ring({{300, 0}, {400, 0.001}, {400, 0.02}})}}));
    patches.push_back(patch("dust", {{square({410, 0}, 0.0001)}}));
    patches.push_back(patch("diamond", {{ring({{500, 0}, {520, 20}, {500, 40}, {480, 20}})}}));
    patches.push_back(patch("comb", {{ring({{600, 0},
                                            {660, 0},
                                            {660, 40},
                                            {650, 40},
                                            {650, 5},
                                            {640, 5},
                                            {640, 40},
                                            {630, 40},
                                            {630, 5},
                                            {600, 5}})}}));
    return patches;
}

TEST(Lookup, a_shared_wall_and_a_shared_corner_belong_to_all_their_patches) {
    testing::Scopes scopes;
    scopes.add(nasty_patches());
    Lookup lookup(scopes.scope());
    EXPECT_THAT(numbers(lookup.at_point(at({5, 5}))), ElementsAre("left"));
    EXPECT_THAT(numbers(lookup.at_point(at({10, 5}))), UnorderedElementsAre("left", "right"));
    EXPECT_THAT(numbers(lookup.at_point(at({10, 10}))),
                UnorderedElementsAre("left", "right", "above"));
    EXPECT_THAT(numbers(lookup.at_point(at({-1, 5}))), IsEmpty());
}

TEST(Lookup, a_hole_is_outside_but_its_wall_is_not) {
    testing::Scopes scopes;
    scopes.add(nasty_patches());
    Lookup lookup(scopes.scope());
    EXPECT_THAT(numbers(lookup.at_point(at({105, 105}))), ElementsAre("ring"));
    EXPECT_THAT(numbers(lookup.at_point(at({115, 115}))), ElementsAre("core"));
    EXPECT_THAT(numbers(lookup.at_point(at({110, 115}))), UnorderedElementsAre("ring", "core"));
    EXPECT_THAT(numbers(lookup.at_point(at({0, -995}))), ElementsAre("courtyard"));
    EXPECT_THAT(numbers(lookup.at_point(at({0, -500}))), IsEmpty());
}

TEST(Lookup, every_part_of_a_multipolygon_is_the_patch) {
    testing::Scopes scopes;
    scopes.add(nasty_patches());
    Lookup lookup(scopes.scope());
    EXPECT_THAT(numbers(lookup.at_point(at({202, 2}))), ElementsAre("two"));
    EXPECT_THAT(numbers(lookup.at_point(at({222, 2}))), ElementsAre("two"));
    EXPECT_THAT(numbers(lookup.at_point(at({210, 2}))), IsEmpty());
}

TEST(Lookup, a_box_finds_a_shape_only_where_they_really_meet) {
    testing::Scopes scopes;
    scopes.add(nasty_patches());
    Lookup lookup(scopes.scope());
    const auto in = [&](testing::Metres low, testing::Metres high) {
        return numbers(lookup.in_box(at(low), at(high), 100));
    };
    EXPECT_THAT(in({1, 1}, {2, 2}), ElementsAre("left"));           // box in the patch
    EXPECT_THAT(in({490, -10}, {510, 50}), ElementsAre("diamond")); // corners in the box
    EXPECT_THAT(in({481, 1}, {484, 4}), IsEmpty());                 // only in its box
    EXPECT_THAT(in({479, 19}, {481, 21}), ElementsAre("diamond"));  // a corner touches
    EXPECT_THAT(in({632, 10}, {638, 12}), ElementsAre("comb"));     // crosses a tooth
    EXPECT_THAT(in({641, 10}, {649, 30}), IsEmpty());               // between the teeth
    EXPECT_THAT(in({112, 112}, {113, 113}), ElementsAre("core"));   // in the other's hole
    EXPECT_THAT(in({-10, -10}, {-5, -5}), IsEmpty());               // in the courtyard
    EXPECT_THAT(in({20, 5}, {21, 6}), ElementsAre("right"));        // along a wall
    EXPECT_THAT(in({2, 2}, {1, 1}), IsEmpty());                     // turned round
}

TEST(Lookup, agrees_with_brute_force_for_points_and_boxes) {
    const std::uint64_t seed = std::random_device()();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    testing::Scopes scopes;
    scopes.add(village(seed, 600));
    auto nasty = nasty_patches();
    scopes.add(nasty);
    const auto all = testing::all_patches(scopes.scope());
    Lookup lookup(scopes.scope());
    Oracle oracle;

    std::mt19937_64 random(seed);
    const auto any_place = [&]() -> geometry::LonLat {
        std::uniform_real_distribution<double> metres(-20, 950);
        if (random() % 2 == 0) {
            return at({metres(random), metres(random)});
        }
        const PatchRef& patch = all[random() % all.size()];
        const auto shape = patch.source->segment->shape(patch.position);
        const auto& corner = shape[0][0][random() % shape[0][0].size()];
        return corner;
    };
    for (int i = 0; i < 400; ++i) {
        const auto a = any_place();
        const auto b = i % 2 == 0 ? a : any_place();
        const geometry::LonLat low{std::min(a.lon, b.lon), std::min(a.lat, b.lat)};
        const geometry::LonLat high{std::max(a.lon, b.lon), std::max(a.lat, b.lat)};
        GridBox box{geometry::to_grid(low), geometry::to_grid(low)};
        box.extend(geometry::to_grid(high));
        std::vector<std::string> expected;
        for (const PatchRef& patch : all) {
            if (oracle.meets(patch, box)) {
                expected.emplace_back(patch.source->segment->number(patch.position));
            }
        }
        EXPECT_EQ(numbers(lookup.in_box(low, high, 100000)), expected);
        if (i % 2 == 0) {
            EXPECT_EQ(numbers(lookup.at_point(a)), expected);
        }
    }
}

TEST(Lookup, pages_of_a_box_join_to_the_whole_without_gap_or_repeat) {
    testing::Scopes scopes;
    scopes.add(village(11, 300));
    scopes.add(nasty_patches());
    Lookup lookup(scopes.scope());
    const auto low = at({-2000, -2000});
    const auto high = at({2000, 2000});
    const auto whole = lookup.in_box(low, high, 100000);
    EXPECT_EQ(whole.size(), 311U);
    EXPECT_TRUE(std::ranges::is_sorted(whole, {}, &PatchRef::id));

    std::vector<std::string> joined;
    std::optional<FeatureId> after;
    for (;;) {
        const auto page = lookup.in_box(low, high, 7, after);
        if (page.empty()) {
            break;
        }
        EXPECT_LE(page.size(), 7U);
        for (auto& number : numbers(page)) {
            joined.push_back(std::move(number));
        }
        after = page.back().id();
    }
    EXPECT_EQ(joined, numbers(whole));
    EXPECT_TRUE(lookup.in_box(low, high, 0).empty());
}

TEST(Lookup, what_the_area_may_not_see_is_not_found_in_any_way) {
    testing::Scopes scopes;
    scopes.add({patch("own", {{square({0, 0}, 10)}}, "990101001001"),
                patch("foreign", {{square({10, 0}, 10)}}, "990101001002")});
    Lookup everything(scopes.scope());
    const auto foreign_id = everything.find_number("foreign")->id();
    scopes.allow_only("990101001001");
    Lookup lookup(scopes.scope());
    EXPECT_TRUE(lookup.find_number("own"));
    EXPECT_FALSE(lookup.find_number("foreign"));
    EXPECT_FALSE(lookup.find_feature(foreign_id));
    EXPECT_THAT(numbers(lookup.at_point(at({10, 5}))), ElementsAre("own"));
    EXPECT_THAT(numbers(lookup.in_box(at({-5, -5}), at({30, 30}), 10)), ElementsAre("own"));
    EXPECT_EQ(lookup.nearest(at({15, 5}), 10).size(), 1U);
}

TEST(Lookup, feature_ids_hold_slot_and_position) {
    testing::Scopes scopes;
    scopes.add(village(12, 5));
    scopes.add(village(13, 5));
    Lookup lookup(scopes.scope());
    const auto found = lookup.find_feature((FeatureId{2} << 32U) | 3U);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->source, &scopes.scope()[1]);
    EXPECT_EQ(found->position, 3U);
    EXPECT_EQ(found->id(), (FeatureId{2} << 32U) | 3U);
    EXPECT_FALSE(lookup.find_feature((FeatureId{2} << 32U) | 5U));
    EXPECT_FALSE(lookup.find_feature((FeatureId{3} << 32U) | 0U));
    EXPECT_FALSE(lookup.find_feature(3));
}

TEST(Lookup, an_empty_scope_and_an_empty_segment_answer_nothing) {
    const Scope none;
    Lookup nothing(none);
    EXPECT_THAT(numbers(nothing.at_point(testing::origin)), IsEmpty());
    EXPECT_TRUE(nothing.nearest(testing::origin, 3).empty());
    testing::Scopes scopes;
    scopes.add({});
    Lookup lookup(scopes.scope());
    EXPECT_THAT(numbers(lookup.at_point(testing::origin)), IsEmpty());
    EXPECT_TRUE(lookup.nearest(testing::origin, 3).empty());
    EXPECT_TRUE(lookup.in_box({-180, -85}, {180, 85}, 10).empty());
    EXPECT_FALSE(lookup.find_number("1"));
}

TEST(Lookup, a_box_across_the_antimeridian_finds_both_sides) {
    const geometry::LonLat date_line{180, 30};
    testing::Scopes scopes;
    scopes.add({patch("east", {{square({-30, 0}, 10, date_line)}}),
                patch("west", {{square({20, 0}, 10, {-180, 30})}}),
                patch("home", {{square({0, 0}, 10)}})});
    Lookup lookup(scopes.scope());
    EXPECT_THAT(numbers(lookup.in_box({179.99, 29.9}, {-179.99, 30.1}, 10)),
                UnorderedElementsAre("east", "west"));
    EXPECT_EQ(lookup.in_box({179.99, 29.9}, {-179.99, 30.1}, 1).size(), 1U);
}

} // namespace
} // namespace tuban::segment
