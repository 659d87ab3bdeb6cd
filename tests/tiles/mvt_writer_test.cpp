#include "tests/tiles/mvt_decoder.hpp"
#include "tiles/mvt_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::tiles::test {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr std::array<std::string_view, 3> keys{"patch_no", "floors", "area"};

Outline square_with_hole() {
    Outline outline;
    outline.points = {{0, 0}, {20, 0}, {20, 20}, {0, 20}, {5, 5}, {5, 10}, {10, 10}};
    outline.rings = {{true, true, 0, 4}, {false, true, 4, 7}};
    return outline;
}

TEST(LayerWriter, writes_what_a_strict_reader_reads_back) {
    LayerWriter layer("patches", keys);
    const std::uint32_t number = layer.add_string("9901010000001");
    const std::uint32_t floors = layer.add_integer(2);
    const std::uint32_t area = layer.add_float(123.5F);
    const std::uint64_t id = (std::uint64_t{1} << 53U) - 1;
    layer.start_feature(id);
    layer.tag(0, number);
    layer.tag(1, floors);
    layer.tag(2, area);
    layer.finish_polygon(square_with_hole());
    std::string bytes;
    layer.append_to(bytes);

    const Tile tile = decode(bytes);
    ASSERT_THAT(tile.layers, SizeIs(1));
    EXPECT_EQ(tile.layers[0].version, 2U);
    EXPECT_EQ(tile.layers[0].extent, 4096U);
    ASSERT_THAT(tile.features("patches"), SizeIs(1));
    const Feature& feature = tile.features("patches")[0];
    EXPECT_EQ(feature.id, id);
    EXPECT_EQ(feature.type, 3);
    EXPECT_THAT(feature.attributes,
                UnorderedElementsAre(Pair("patch_no", Value(std::string("9901010000001"))),
                                     Pair("floors", Value(std::uint64_t{2})),
                                     Pair("area", Value(123.5F))));
    EXPECT_THAT(feature.parts,
                ElementsAre(ElementsAre(TilePoint{0, 0}, TilePoint{20, 0}, TilePoint{20, 20},
                                        TilePoint{0, 20}),
                            ElementsAre(TilePoint{5, 5}, TilePoint{5, 10}, TilePoint{10, 10})));
}

TEST(LayerWriter, starts_each_feature_at_the_corner_with_tags_of_its_own) {
    LayerWriter layer("labels", std::span(keys).first(1));
    layer.start_feature(1);
    layer.tag(0, layer.add_string("A"));
    layer.finish_point({4095, 0});
    layer.start_feature(2);
    layer.finish_point({-3, 7});
    std::string bytes;
    layer.append_to(bytes);

    const Tile tile = decode(bytes);
    const auto& features = tile.features("labels");
    ASSERT_THAT(features, SizeIs(2));
    EXPECT_THAT(features[0].parts, ElementsAre(ElementsAre(TilePoint{4095, 0})));
    EXPECT_THAT(features[1].parts, ElementsAre(ElementsAre(TilePoint{-3, 7})));
    EXPECT_THAT(features[0].attributes, SizeIs(1));
    EXPECT_THAT(features[1].attributes, SizeIs(0));
}

TEST(LayerWriter, keeps_layers_apart_in_one_tile) {
    LayerWriter first("first", {});
    LayerWriter second("second", {});
    for (LayerWriter* layer : {&first, &second}) {
        layer->start_feature(7);
        layer->finish_point({1, 1});
    }
    std::string bytes;
    first.append_to(bytes);
    second.append_to(bytes);
    EXPECT_THAT(decode(bytes).layers, SizeIs(2));
}

/// Lengths then take more bytes than the one that is kept for them.
TEST(LayerWriter, writes_long_tags_and_long_outlines) {
    std::vector<std::string> names(30);
    std::vector<std::string_view> views;
    for (std::size_t i = 0; i < names.size(); ++i) {
        names[i] = "key " + std::to_string(i);
        views.emplace_back(names[i]);
    }
    LayerWriter layer("patches", views);
    std::uint32_t last_value = 0;
    for (std::uint64_t i = 0; i < 70'000; ++i) { // values of three bytes each
        last_value = layer.add_integer(i);
    }
    Outline outline;
    for (std::int32_t i = 0; i < 9000; ++i) { // right of the diagonal and back on it
        outline.points.push_back({3 * i + i % 2, i});
    }
    outline.points.push_back({0, 9000});
    outline.rings = {{true, false, 0, outline.points.size()}};
    for (const bool is_made_before : {false, true}) {
        layer.start_feature(5);
        for (std::uint32_t key = 0; key < views.size(); ++key) {
            if (is_made_before) {
                layer.tag(Tag::of(key, last_value - key));
            } else {
                layer.tag(key, last_value - key);
            }
        }
        layer.finish_polygon(outline);
    }
    std::string bytes;
    layer.append_to(bytes);
    const Tile tile = decode(bytes);
    for (const Feature& feature : tile.features("patches")) {
        ASSERT_THAT(feature.attributes, SizeIs(views.size()));
        EXPECT_EQ(feature.attributes.at("key 29"), Value(std::uint64_t{last_value - 29}));
        ASSERT_THAT(feature.parts, SizeIs(1));
        EXPECT_EQ(feature.parts[0], outline.points);
    }
    EXPECT_THAT(tile.features("patches"), SizeIs(2));
}

TEST(LayerWriter, grows_with_thousands_of_features_and_long_values) {
    LayerWriter layer("patches", std::span(keys).first(1));
    for (std::uint64_t id = 0; id < 5000; ++id) {
        layer.start_feature(id);
        layer.tag(0, layer.add_string(std::string(id % 300, 'x')));
        layer.finish_polygon(square_with_hole());
    }
    std::string bytes;
    layer.append_to(bytes);
    const Tile tile = decode(bytes);
    const auto& features = tile.features("patches");
    ASSERT_THAT(features, SizeIs(5000));
    EXPECT_EQ(features[4999].attributes.at("patch_no"), Value(std::string(199, 'x')));
}

} // namespace
} // namespace tuban::tiles::test
