#include "tests/tiles/drawn_patch.hpp"
#include "tests/tiles/mvt_decoder.hpp"
#include "tiles/tile.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace tuban::tiles::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr TileId tile{15, 26306, 13023};
constexpr TileId eastern{15, 26307, 13023};
constexpr TileId southern{15, 26306, 13024};
constexpr TileId south_eastern{15, 26307, 13024};

Tile decode_tile(const segment::Scope& scope, TileId id,
                 AttributeSet attributes = AttributeSet::slim) {
    return decode(encode_patch_tile(scope, id, attributes));
}

std::set<std::string> numbers(const Tile& decoded, std::string_view layer = "patches") {
    std::set<std::string> found;
    for (const Feature& feature : decoded.features(layer)) {
        found.insert(std::get<std::string>(feature.attributes.at("patch_no")));
    }
    return found;
}

Patch furnished_patch() {
    Patch patch = patch_in(tile, "9901010000001", box_drawing(100, 100, 140, 130));
    patch.address = "测试县幸福村三组12号";
    patch.building_name = "幸福院";
    patch.owner_name = "张测试";
    patch.owner_id_sealed = "sealed-990101198001010014";
    patch.use = "residential";
    patch.dwelling_kind = "detached";
    patch.structure = "brick_stone";
    patch.built_period = "ge2016";
    patch.built_by = "self_built";
    patch.land_tenure = "homestead";
    patch.grade = "B";
    patch.floors = std::uint16_t{2};
    patch.height_m = 6.5F;
    patch.ground_area_m2 = 120.25F;
    patch.floor_area_m2 = 240.5F;
    return patch;
}

TEST(PatchTile, carries_the_slim_attributes_under_a_small_id) {
    const Tile decoded = decode_tile({whole({furnished_patch()}, 3)}, tile);
    ASSERT_THAT(decoded.features("patches"), SizeIs(1));
    const Feature& feature = decoded.features("patches")[0];
    EXPECT_EQ(feature.id, segment::feature_id(3, 0));
    EXPECT_LT(*feature.id, std::uint64_t{1} << 53U);
    EXPECT_THAT(feature.attributes,
                UnorderedElementsAre(Pair("patch_no", Value(std::string("9901010000001"))),
                                     Pair("grade", Value(std::string("B"))),
                                     Pair("floors", Value(std::uint64_t{2})),
                                     Pair("structure", Value(std::string("brick_stone"))),
                                     Pair("built_period", Value(std::string("ge2016"))),
                                     Pair("use", Value(std::string("residential")))));
}

TEST(PatchTile, repeats_the_numbers_of_a_dense_tile_where_deflate_finds_them_again) {
    std::vector<Patch> patches;
    for (int i = 0; i < 2500; ++i) {
        const int column = i % 50;
        const int row = i / 50;
        const double west = 80.0 * column + 10;
        const double north = 80.0 * row + 10;
        patches.push_back(patch_in(tile, fmt::format("{}", 9901010000000 + 7919L * i),
                                   box_drawing(west, north, west + 40, north + 30)));
    }
    const std::string bytes = encode_patch_tile({whole(patches, 1)}, tile);
    const Tile decoded = decode(bytes);
    EXPECT_THAT(numbers(decoded), SizeIs(patches.size()));
    EXPECT_EQ(numbers(decoded, "labels"), numbers(decoded));
    const auto near = std::ranges::count_if(patches, [&](const Patch& patch) {
        const std::size_t first = bytes.find(patch.number);
        return bytes.find(patch.number, first + 1) - first <= 32'768;
    });
    EXPECT_GT(near, 1800);
}

TEST(PatchTile, carries_more_attributes_when_asked_for_all) {
    const Tile decoded = decode_tile({whole({furnished_patch()}, 3)}, tile, AttributeSet::full);
    ASSERT_THAT(decoded.features("patches"), SizeIs(1));
    EXPECT_THAT(
        decoded.features("patches")[0].attributes,
        UnorderedElementsAre(
            Key("patch_no"), Key("grade"), Key("floors"), Key("structure"), Key("built_period"),
            Key("use"), Pair("dwelling_kind", Value(std::string("detached"))),
            Pair("built_by", Value(std::string("self_built"))),
            Pair("land_tenure", Value(std::string("homestead"))), Pair("area", Value(240.5F)),
            Pair("ground_area", Value(120.25F)), Pair("height", Value(6.5F)),
            Pair("village", Value(std::string("990101001001")))));
}

TEST(PatchTile, holds_a_measure_that_repeats_once) {
    std::vector<Patch> patches{furnished_patch(), furnished_patch()};
    patches[1].number = "9901010000002";
    const std::string bytes = encode_patch_tile({whole(patches, 3)}, tile, AttributeSet::full);
    const std::string height{'\x15', '\x00', '\x00', '\xd0', '\x40'}; // float_value 6.5
    const auto first = bytes.find(height);
    ASSERT_NE(first, std::string::npos);
    EXPECT_EQ(bytes.find(height, first + 1), std::string::npos);
    const Tile decoded = decode(bytes);
    for (const Feature& feature : decoded.features("patches")) {
        EXPECT_EQ(feature.attributes.at("height"), Value(6.5F));
        EXPECT_EQ(feature.attributes.at("area"), Value(240.5F));
    }
}

TEST(PatchTile, holds_no_personal_data) {
    const segment::Scope scope{whole({furnished_patch()})};
    for (const AttributeSet attributes : {AttributeSet::slim, AttributeSet::full}) {
        const std::string bytes = encode_patch_tile(scope, tile, attributes);
        for (const char* secret : {"张测试", "sealed", "990101198001010014", "三组", "幸福院"}) {
            EXPECT_THAT(bytes, Not(HasSubstr(secret)));
        }
    }
}

TEST(PatchTile, leaves_out_unknown_attributes) {
    const Tile decoded =
        decode_tile({whole({patch_in(tile, "A1", box_drawing(100, 100, 140, 130))})}, tile);
    ASSERT_THAT(decoded.features("patches"), SizeIs(1));
    EXPECT_THAT(decoded.features("patches")[0].attributes, ElementsAre(Key("patch_no")));
}

TEST(PatchTile, is_empty_where_nothing_lies) {
    const segment::Scope scope{whole({furnished_patch()})};
    EXPECT_THAT(encode_patch_tile(scope, south_eastern), IsEmpty());
    EXPECT_THAT(encode_patch_tile({}, tile), IsEmpty());
}

TEST(PatchTile, exists_from_z13_to_z16_only) {
    const segment::Scope scope{whole({furnished_patch()})};
    for (std::uint8_t zoom = 0; zoom <= 24; ++zoom) {
        const TileId id =
            zoom <= tile.zoom
                ? TileId{zoom, tile.x >> (tile.zoom - zoom), tile.y >> (tile.zoom - zoom)}
                : TileId{zoom, tile.x << (zoom - tile.zoom), tile.y << (zoom - tile.zoom)};
        EXPECT_EQ(!encode_patch_tile(scope, id).empty(), zoom >= 13 && zoom <= 16) << int{zoom};
    }
    EXPECT_THAT(encode_patch_tile(scope, {14, 1U << 14U, 0}), IsEmpty());
}

TEST(PatchTile, shows_a_house_on_the_edge_whole_in_both_tiles_and_labels_it_in_one) {
    const segment::Scope scope{
        whole({patch_in(tile, "edge", box_drawing(4080.3, 100.3, 4120.3, 130.3))})};
    const Tile west = decode_tile(scope, tile);
    const Tile east = decode_tile(scope, eastern);
    EXPECT_THAT(west.features("patches")[0].parts[0],
                UnorderedElementsAre(TilePoint{4080, 100}, TilePoint{4120, 100},
                                     TilePoint{4120, 130}, TilePoint{4080, 130}));
    EXPECT_THAT(east.features("patches")[0].parts[0],
                UnorderedElementsAre(TilePoint{-16, 100}, TilePoint{24, 100}, TilePoint{24, 130},
                                     TilePoint{-16, 130}));
    EXPECT_EQ(west.features("labels").size() + east.features("labels").size(), 1U);
}

TEST(PatchTile, shows_a_house_on_the_corner_in_all_four_tiles) {
    const segment::Scope scope{
        whole({patch_in(tile, "corner", box_drawing(4070.3, 4070.3, 4130.3, 4130.3))})};
    std::size_t labels = 0;
    for (const TileId id : {tile, eastern, southern, south_eastern}) {
        const Tile decoded = decode_tile(scope, id);
        ASSERT_THAT(decoded.features("patches"), SizeIs(1));
        EXPECT_EQ(shape_of(decoded.features("patches")[0]).area(), 3600);
        labels += decoded.features("labels").size();
    }
    EXPECT_EQ(labels, 1U);
}

TEST(PatchTile, shows_a_neighbour_in_the_buffer_without_its_label) {
    const segment::Scope scope{whole({patch_in(tile, "near", box_drawing(4110, 100, 4150, 130)),
                                      patch_in(tile, "far", box_drawing(4161, 100, 4190, 130))})};
    const Tile decoded = decode_tile(scope, tile);
    EXPECT_THAT(numbers(decoded), ElementsAre("near"));
    EXPECT_THAT(numbers(decoded, "labels"), IsEmpty());
    EXPECT_THAT(numbers(decode_tile(scope, eastern), "labels"), ElementsAre("far", "near"));
}

TEST(PatchTile, keeps_every_part_and_hole_of_a_patch) {
    Patch patch = patch_in(tile, "parts", box_drawing(100, 100, 300, 300));
    patch.shape[0].push_back(ring_in(tile, {{150, 150}, {150, 200}, {200, 200}, {200, 150}}));
    patch.shape.push_back({ring_in(tile, box_drawing(400, 400, 420, 420))});
    const Tile decoded = decode_tile({whole({patch})}, tile);
    ASSERT_THAT(decoded.features("patches"), SizeIs(1));
    EXPECT_THAT(decoded.features("patches")[0].parts, SizeIs(3));
    EXPECT_EQ(shape_of(decoded.features("patches")[0]).area(), 40000 - 2500 + 400);
}

TEST(PatchTile, follows_a_courtyard_larger_than_the_tile_through_all_it_meets) {
    // Walls of 300 units around a yard that holds the middle tile of three by three.
    Patch patch = patch_in(tile, "yard", box_drawing(-600.3, -600.3, 4700.3, 4700.3));
    patch.shape[0].push_back(
        ring_in(tile, {{-300.3, -300.3}, {-300.3, 4400.3}, {4400.3, 4400.3}, {4400.3, -300.3}}));
    const segment::Scope scope{whole({patch})};
    int labels = 0;
    for (std::uint32_t x = tile.x - 1; x <= tile.x + 1; ++x) {
        for (std::uint32_t y = tile.y - 1; y <= tile.y + 1; ++y) {
            const Tile decoded = decode_tile(scope, {tile.zoom, x, y});
            labels += static_cast<int>(decoded.features("labels").size());
            if (x == tile.x && y == tile.y) {
                EXPECT_THAT(decoded.layers, IsEmpty());
                continue;
            }
            ASSERT_THAT(decoded.features("patches"), SizeIs(1));
            const Shape drawn = shape_of(decoded.features("patches")[0]);
            EXPECT_TRUE(drawn.is_valid());
            EXPECT_TRUE(drawn.lies_in(Shape::box(-64, 4160)));
        }
    }
    EXPECT_EQ(labels, 1);
}

TEST(PatchTile, shows_a_scope_only_its_own_villages) {
    segment::ScopedSegment source =
        whole({patch_in(tile, "own", box_drawing(100, 100, 140, 130), "990101001001"),
               patch_in(tile, "other", box_drawing(200, 100, 240, 130), "990101001002")});
    source.is_whole = false;
    for (std::size_t i = 0; i < source.segment->villages().size(); ++i) {
        source.allowed_villages[i] = source.segment->villages()[i].code == "990101001001";
    }
    const Tile decoded = decode_tile({source}, tile);
    EXPECT_THAT(numbers(decoded), ElementsAre("own"));
    EXPECT_THAT(numbers(decoded, "labels"), ElementsAre("own"));
    EXPECT_THAT(encode_patch_tile({source}, tile, AttributeSet::full),
                Not(HasSubstr("990101001002")));
}

TEST(PatchTile, joins_the_counties_that_meet_in_it) {
    Patch here = patch_in(tile, "here", box_drawing(100, 100, 140, 130));
    Patch there = patch_in(tile, "there", box_drawing(200, 100, 240, 130), "990102001001");
    here.use = there.use = "residential";
    there.grade = "residential"; // a value of another column with the same text
    const Tile decoded = decode_tile({whole({here}, 1), whole({there}, 2, "990102000000")}, tile);
    EXPECT_THAT(numbers(decoded), ElementsAre("here", "there"));
    std::set<std::uint64_t> ids;
    for (const Feature& feature : decoded.features("patches")) {
        EXPECT_EQ(feature.attributes.at("use"), Value(std::string("residential")));
        ids.insert(*feature.id);
    }
    EXPECT_THAT(ids, ElementsAre(segment::feature_id(1, 0), segment::feature_id(2, 0)));
}

} // namespace
} // namespace tuban::tiles::test
