#include "tests/tiles/drawn_patch.hpp"
#include "tests/tiles/mvt_decoder.hpp"
#include "tiles/patch_encoder.hpp"
#include "tiles/tile.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tuban::tiles::test {
namespace {

/// A village of a thousand patches, seen through every tile of every zoom and checked against
/// brute force with exact polygons.
class RandomVillageTest : public testing::Test {
  protected:
    static constexpr std::uint32_t slot = 5;

    static void SetUpTestSuite() {
        s_seed = static_cast<std::uint32_t>(testing::UnitTest::GetInstance()->random_seed());
        segment::testing::Village village(s_seed);
        for (int i = 0; i < 1000; ++i) {
            s_patches.push_back(village.next());
        }
        s_scope = {whole(s_patches, slot)};
        for (const Patch& patch : s_patches) {
            for (const geometry::Polygon& polygon : patch.shape) {
                for (const geometry::LonLat point : polygon.front()) {
                    s_box.extend(geometry::to_grid(point));
                }
            }
        }
    }
    static void TearDownTestSuite() {
        s_scope.clear();
        s_patches.clear();
    }
    void SetUp() override { RecordProperty("seed", static_cast<int>(s_seed)); }

    static std::vector<TileId> tiles_of(std::uint8_t zoom) {
        const unsigned shift = 32U - zoom;
        std::vector<TileId> tiles;
        for (std::uint32_t x = (s_box.min.x >> shift) - 1; x <= (s_box.max.x >> shift) + 1; ++x) {
            for (std::uint32_t y = (s_box.min.y >> shift) - 1; y <= (s_box.max.y >> shift) + 1;
                 ++y) {
                tiles.push_back({zoom, x, y});
            }
        }
        return tiles;
    }
    static std::string seed_line() { return "--gtest_random_seed=" + std::to_string(s_seed); }

    static inline std::uint32_t s_seed = 0;
    static inline std::vector<Patch> s_patches;
    static inline segment::Scope s_scope;
    static inline geometry::GridBox s_box{{~0U, ~0U}, {0, 0}};
};

TEST_F(RandomVillageTest, shows_in_every_tile_exactly_what_brute_force_finds_there) {
    SCOPED_TRACE(seed_line());
    const Shape buffered = Shape::box(-64, 4160);
    for (std::uint8_t zoom = min_patch_zoom; zoom <= max_patch_zoom; ++zoom) {
        for (const TileId tile : tiles_of(zoom)) {
            const Tile decoded = decode(encode_patch_tile(s_scope, tile));
            std::map<std::string, const Feature*> shown;
            for (const Feature& feature : decoded.features("patches")) {
                shown[std::get<std::string>(feature.attributes.at("patch_no"))] = &feature;
            }
            ASSERT_EQ(shown.size(), decoded.features("patches").size());
            for (const Patch& patch : s_patches) {
                const Shape expected = exact_shape(patch, tile).cut(buffered);
                const auto found = shown.find(patch.number);
                if (found == shown.end()) {
                    ASSERT_LT(expected.area(), 0.001) << patch.number << " is missing";
                    continue;
                }
                ASSERT_GT(expected.area(), 0) << patch.number << " is not of this tile";
                const Shape drawn = shape_of(*found->second);
                ASSERT_TRUE(drawn.is_valid()) << patch.number;
                ASSERT_TRUE(drawn.lies_in(buffered)) << patch.number;
                ASSERT_TRUE(expected.grow(-1).lies_in(drawn)) << patch.number;
                ASSERT_TRUE(drawn.lies_in(expected.grow(1.75))) << patch.number;
            }
        }
    }
}

TEST_F(RandomVillageTest, tells_of_every_patch_what_the_source_says) {
    SCOPED_TRACE(seed_line());
    std::map<std::string, const Patch*> sources;
    for (const Patch& patch : s_patches) {
        sources[patch.number] = &patch;
    }
    const auto text = [](const Feature& feature, const char* key) {
        const auto found = feature.attributes.find(key);
        return found == feature.attributes.end() ? "" : std::get<std::string>(found->second);
    };
    for (const TileId tile : tiles_of(14)) {
        for (const AttributeSet attributes : {AttributeSet::slim, AttributeSet::full}) {
            const Tile decoded = decode(encode_patch_tile(s_scope, tile, attributes));
            for (const Feature& feature : decoded.features("patches")) {
                const Patch& source = *sources.at(text(feature, "patch_no"));
                EXPECT_EQ(text(feature, "grade"), source.grade);
                EXPECT_EQ(text(feature, "structure"), source.structure);
                EXPECT_EQ(text(feature, "built_period"), source.built_period);
                EXPECT_EQ(text(feature, "use"), source.use);
                EXPECT_EQ(feature.attributes.contains("floors"), source.floors.has_value());
                if (source.floors) {
                    EXPECT_EQ(feature.attributes.at("floors"),
                              Value(std::uint64_t{*source.floors}));
                }
                if (attributes == AttributeSet::full) {
                    EXPECT_EQ(text(feature, "dwelling_kind"), source.dwelling_kind);
                    EXPECT_EQ(text(feature, "built_by"), source.built_by);
                    EXPECT_EQ(text(feature, "land_tenure"), source.land_tenure);
                    EXPECT_EQ(text(feature, "village"), source.division_code);
                    if (source.floor_area_m2) {
                        EXPECT_EQ(feature.attributes.at("area"), Value(*source.floor_area_m2));
                    }
                }
            }
        }
    }
}

TEST_F(RandomVillageTest, labels_every_patch_in_exactly_one_tile_of_each_zoom) {
    SCOPED_TRACE(seed_line());
    for (std::uint8_t zoom = min_patch_zoom; zoom <= max_patch_zoom; ++zoom) {
        std::multiset<std::string> labelled;
        for (const TileId tile : tiles_of(zoom)) {
            const Tile decoded = decode(encode_patch_tile(s_scope, tile));
            std::set<std::uint64_t> shown;
            for (const Feature& feature : decoded.features("patches")) {
                shown.insert(*feature.id);
            }
            for (const Feature& label : decoded.features("labels")) {
                labelled.insert(std::get<std::string>(label.attributes.at("patch_no")));
                const TilePoint point = label.parts.at(0).at(0);
                EXPECT_TRUE(point.x >= 0 && point.x < 4096 && point.y >= 0 && point.y < 4096);
                EXPECT_TRUE(shown.contains(*label.id));
            }
        }
        EXPECT_EQ(labelled.size(), s_patches.size());
        for (const Patch& patch : s_patches) {
            EXPECT_EQ(labelled.count(patch.number), 1U) << patch.number << " z" << int{zoom};
        }
    }
}

TEST_F(RandomVillageTest, gives_a_patch_the_same_id_at_every_zoom) {
    SCOPED_TRACE(seed_line());
    std::map<std::string, std::uint64_t> ids;
    for (std::uint8_t zoom = min_patch_zoom; zoom <= max_patch_zoom; ++zoom) {
        for (const TileId tile : tiles_of(zoom)) {
            const Tile decoded = decode(encode_patch_tile(s_scope, tile));
            for (const char* layer : {"patches", "labels"}) {
                for (const Feature& feature : decoded.features(layer)) {
                    const auto& number = std::get<std::string>(feature.attributes.at("patch_no"));
                    EXPECT_EQ(ids.try_emplace(number, *feature.id).first->second, *feature.id);
                }
            }
        }
    }
    EXPECT_EQ(ids.size(), s_patches.size());
    std::set<std::uint64_t> distinct;
    for (const auto& [number, id] : ids) {
        EXPECT_EQ(id >> 32U, slot);
        EXPECT_EQ(s_scope.front().segment->number(static_cast<segment::Position>(id)), number);
        distinct.insert(id);
    }
    EXPECT_EQ(distinct.size(), s_patches.size());
}

TEST_F(RandomVillageTest, keeps_every_patch_in_the_one_tile_of_a_low_zoom) {
    SCOPED_TRACE(seed_line());
    for (std::uint8_t zoom = 6; zoom < min_patch_zoom; ++zoom) {
        std::set<std::uint64_t> shown;
        for (const TileId tile : tiles_of(zoom)) {
            PatchEncoder encoder;
            encoder.start(tile, AttributeSet::slim);
            encoder.add(s_scope.front());
            const Tile decoded = decode(encoder.finish());
            for (const Feature& feature : decoded.features("patches")) {
                shown.insert(*feature.id);
                ASSERT_TRUE(shape_of(feature).is_valid());
            }
        }
        EXPECT_EQ(shown.size(), s_patches.size());
    }
}

} // namespace
} // namespace tuban::tiles::test
