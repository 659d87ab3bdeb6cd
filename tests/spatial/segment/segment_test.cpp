#include "spatial/segment/segment.hpp"
#include "tests/spatial/segment/patches.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace tuban::segment {
namespace {

using testing::Folder;

std::vector<Patch> village(std::uint64_t seed, std::size_t count) {
    testing::Village source(seed);
    std::vector<Patch> patches;
    for (std::size_t i = 0; i < count; ++i) {
        patches.push_back(source.next());
    }
    return patches;
}

void expect_same_attributes(const Segment& segment, Position position, const Patch& patch) {
    EXPECT_EQ(segment.number(position), patch.number);
    EXPECT_EQ(segment.villages()[segment.village_index(position)].code, patch.division_code);
    EXPECT_EQ(segment.code(CodeColumn::use, position), patch.use);
    EXPECT_EQ(segment.code(CodeColumn::dwelling_kind, position), patch.dwelling_kind);
    EXPECT_EQ(segment.code(CodeColumn::structure, position), patch.structure);
    EXPECT_EQ(segment.code(CodeColumn::built_period, position), patch.built_period);
    EXPECT_EQ(segment.code(CodeColumn::built_by, position), patch.built_by);
    EXPECT_EQ(segment.code(CodeColumn::land_tenure, position), patch.land_tenure);
    EXPECT_EQ(segment.code(CodeColumn::grade, position), patch.grade);
    EXPECT_EQ(segment.floors(position), patch.floors);
    EXPECT_EQ(segment.height_m(position), patch.height_m);
    EXPECT_EQ(segment.floor_area_m2(position), patch.floor_area_m2);
    EXPECT_EQ(segment.text(TextColumn::address, position), patch.address);
    EXPECT_EQ(segment.text(TextColumn::building_name, position), patch.building_name);
    EXPECT_EQ(segment.text(TextColumn::owner_name, position), patch.owner_name);
    EXPECT_EQ(segment.text(TextColumn::owner_id_sealed, position), patch.owner_id_sealed);
    if (patch.ground_area_m2) {
        EXPECT_EQ(segment.ground_area_m2(position), *patch.ground_area_m2);
    } else {
        EXPECT_NEAR(segment.ground_area_m2(position), geometry::area_m2(patch.shape), 1e-3);
    }
}

/// Each ring of the segment's shape has the points of the source's ring on the grid, turned and
/// rotated anyhow.
std::vector<geometry::GridPoint> sorted_points(const geometry::Ring& ring) {
    std::vector<geometry::GridPoint> points;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        points.push_back(geometry::to_grid(ring[i]));
    }
    std::ranges::sort(points);
    return points;
}

void expect_same_shape(const geometry::MultiPolygon& got, const geometry::MultiPolygon& wanted) {
    ASSERT_EQ(got.size(), wanted.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
        ASSERT_EQ(got[i].size(), wanted[i].size());
        for (std::size_t j = 0; j < got[i].size(); ++j) {
            EXPECT_EQ(got[i][j].front(), got[i][j].back());
            EXPECT_EQ(sorted_points(got[i][j]), sorted_points(wanted[i][j]));
        }
    }
}

TEST(Segment, gives_back_every_patch_that_was_built_in) {
    const std::uint64_t seed = std::random_device()();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    const Folder folder;
    const auto patches = village(seed, 1000);
    const auto built = testing::build(folder.path(), patches);
    const auto segment = Segment::open(built.file);

    EXPECT_EQ(built.patch_count, patches.size());
    ASSERT_EQ(segment->size(), patches.size());
    EXPECT_EQ(segment->county_code(), "990101000000");
    for (const Patch& patch : patches) {
        const auto position = segment->find_number(patch.number);
        ASSERT_TRUE(position);
        expect_same_attributes(*segment, *position, patch);
        expect_same_shape(segment->shape(*position), patch.shape);
    }
    EXPECT_FALSE(segment->find_number("9901"));
    EXPECT_FALSE(segment->find_number(""));
}

TEST(Segment, search_finds_what_comparing_every_box_finds_in_ascending_order) {
    const std::uint64_t seed = std::random_device()();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    const Folder folder;
    auto patches = village(seed, 3000);
    patches.push_back(testing::patch("big", {{testing::square({-500, -500}, 2000)}}));
    const auto segment = Segment::open(testing::build(folder.path(), patches).file);

    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> metres(-100, 1000);
    for (int i = 0; i < 300; ++i) {
        const auto a = geometry::to_grid(testing::at({metres(random), metres(random)}));
        geometry::GridBox query{a, a};
        if (i % 3 != 0) {
            query.extend(geometry::to_grid(testing::at({metres(random), metres(random)})));
        }
        std::vector<Position> expected;
        for (Position p = 0; p < segment->size(); ++p) {
            if (segment->box(p).intersects(query)) {
                expected.push_back(p);
            }
        }
        std::vector<Position> found;
        segment->search(query, found);
        EXPECT_EQ(found, expected);
        found.clear();
        segment->search(query, [&](Position p) { found.push_back(p); });
        EXPECT_EQ(found, expected);
    }
    std::vector<Position> all;
    segment->search({{0, 0}, {0xFFFFFFFF, 0xFFFFFFFF}}, all);
    EXPECT_EQ(all.size(), patches.size());
}

TEST(Segment, rings_are_wound_as_vector_tiles_want_them) {
    const Folder folder;
    const auto segment = Segment::open(testing::build(folder.path(), village(3, 500)).file);
    RingBuffer buffer;
    for (Position position = 0; position < segment->size(); ++position) {
        const geometry::GridBox box = segment->box(position);
        std::size_t rings = 0;
        segment->visit_rings(position, buffer, [&](const RingView& ring) {
            ASSERT_GE(ring.points.size(), 3U);
            EXPECT_TRUE(rings > 0 || ring.is_outer);
            std::int64_t twice_area = 0;
            for (std::size_t i = 0; i < ring.points.size(); ++i) {
                const auto& a = ring.points[i];
                const auto& b = ring.points[(i + 1) % ring.points.size()];
                EXPECT_TRUE(box.contains(a));
                twice_area += std::int64_t{a.x - box.min.x} * (b.y - box.min.y) -
                              std::int64_t{b.x - box.min.x} * (a.y - box.min.y);
            }
            EXPECT_EQ(twice_area > 0, ring.is_outer);
            ++rings;
        });
        EXPECT_GT(rings, 0U);
    }
}

TEST(Segment, shapes_come_back_wound_as_geojson_wants_them) {
    const Folder folder;
    const auto segment = Segment::open(testing::build(folder.path(), village(3, 200)).file);
    for (Position position = 0; position < segment->size(); ++position) {
        for (const auto& polygon : segment->shape(position)) {
            for (std::size_t r = 0; r < polygon.size(); ++r) {
                double twice_area = 0;
                for (std::size_t i = 0; i + 1 < polygon[r].size(); ++i) {
                    const auto& o = polygon[r][0];
                    const auto& a = polygon[r][i];
                    const auto& b = polygon[r][i + 1];
                    twice_area +=
                        (a.lon - o.lon) * (b.lat - o.lat) - (b.lon - o.lon) * (a.lat - o.lat);
                }
                EXPECT_EQ(twice_area > 0, r == 0);
            }
        }
    }
}

TEST(Segment, built_of_another_segments_patches_is_the_same_file) {
    const Folder folder;
    auto patches = village(5, 300);
    patches.push_back(testing::patch("dust", {{testing::square({0, 0}, 0.0001)}}));
    const auto first = testing::build(folder.path(), patches);
    const auto segment = Segment::open(first.file);
    for (Patch& patch : patches) {
        const Position position = *segment->find_number(patch.number);
        patch.shape = segment->shape(position);
        patch.ground_area_m2 = segment->ground_area_m2(position);
    }
    EXPECT_EQ(testing::build(folder.path(), patches).hash, first.hash);
}

TEST(Segment, villages_list_their_patches_and_extent) {
    const Folder folder;
    const auto patches = village(4, 700);
    const auto segment = Segment::open(testing::build(folder.path(), patches).file);
    std::map<std::string_view, std::uint32_t> expected;
    for (const Patch& patch : patches) {
        ++expected[patch.division_code];
    }
    ASSERT_EQ(segment->villages().size(), expected.size());
    EXPECT_TRUE(std::ranges::is_sorted(segment->villages(), {}, &Village::code));
    for (std::size_t v = 0; v < segment->villages().size(); ++v) {
        const Village& one = segment->villages()[v];
        EXPECT_EQ(one.patch_count, expected[one.code]);
        const auto positions = segment->patches_of_village(v);
        EXPECT_EQ(positions.size(), one.patch_count);
        EXPECT_TRUE(std::ranges::is_sorted(positions));
        EXPECT_TRUE(one.box.contains(one.mark));
        for (const Position position : positions) {
            EXPECT_EQ(segment->village_index(position), v);
            EXPECT_TRUE(one.box.contains(segment->box(position).min));
            EXPECT_TRUE(one.box.contains(segment->box(position).max));
        }
    }
}

TEST(Segment, an_empty_county_is_a_segment_too) {
    const Folder folder;
    const auto segment = Segment::open(testing::build(folder.path(), {}).file);
    EXPECT_EQ(segment->size(), 0U);
    EXPECT_TRUE(segment->villages().empty());
    EXPECT_FALSE(segment->find_number("1"));
    std::vector<Position> found;
    segment->search({{0, 0}, {0xFFFFFFFF, 0xFFFFFFFF}}, found);
    EXPECT_TRUE(found.empty());
}

} // namespace
} // namespace tuban::segment
