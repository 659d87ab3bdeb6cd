#include "base/gzip.hpp"
#include "tests/server/http/api/tiles_fixture.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <variant>

namespace tuban::http::api {
namespace {

using map::test::border;
using map::test::patches_per_village;
using nlohmann::json;
using tiles::TileId;

TEST_F(TilesApi, each_account_sees_its_own_area_in_the_border_tile_whoever_asked_before) {
    using Set = std::set<std::string>;
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(shown("province"), (Set{"990101", "990102", "990103", "990201"}));
        EXPECT_EQ(shown("city"), (Set{"990101", "990102", "990103"}));
        EXPECT_EQ(shown("county"), (Set{"990101"}));
        EXPECT_EQ(shown("town"), (Set{"990101"}));
        EXPECT_EQ(shown("neighbour"), (Set{"990201"}));
    }
}

TEST_F(TilesApi, an_area_outside_the_accounts_own_does_not_exist) {
    const auto version = tile_json("neighbour")["version"].get<std::string>();
    for (const std::uint8_t zoom : {std::uint8_t{9}, std::uint8_t{14}}) {
        const TileId tile{zoom, border.x >> (14U - zoom), border.y >> (14U - zoom)};
        EXPECT_EQ(get("neighbour", path_of("neighbour", tile)).status, 200);
        EXPECT_EQ(get("county", path_of("county", tile, "990201000000", version)).status, 404);
        EXPECT_EQ(get("county", path_of("county", tile, "990100000000")).status, 404);
        EXPECT_EQ(get("county", path_of("county", tile, "999999000000")).status, 404);
    }
}

TEST_F(TilesApi, a_version_that_is_no_longer_served_is_gone_and_an_empty_tile_has_no_content) {
    const auto old = path_of("county", border);
    EXPECT_EQ(get("county", old).status, 200);
    m_store->write([](store::Transaction& transaction) {
        store::set_crosswalk(transaction, "990101001200", 23);
    });
    EXPECT_EQ(get("county", old).status, 410);
    EXPECT_EQ(get("county", path_of("county", border)).status, 204);
    EXPECT_EQ(get("county", path_of("county", {9, 1, 1})).status, 204);
    EXPECT_EQ(get("county", path_of("county", {25, 1, 1})).status, 404);
}

TEST_F(TilesApi, a_tile_is_the_same_compressed_and_plain_and_may_be_kept_for_ever) {
    const auto plain = get("province", path_of("province", border));
    const auto packed = get("province", path_of("province", border), true);
    EXPECT_EQ(plain.header("Content-Encoding"), std::nullopt);
    EXPECT_EQ(packed.header("Content-Encoding"), "gzip");
    EXPECT_EQ(packed.header("Vary"), "Accept-Encoding");
    EXPECT_EQ(gunzip(*packed.body, plain.body->size()), *plain.body);
    EXPECT_EQ(packed.header("ETag"), plain.header("ETag"));
    EXPECT_EQ(packed.header("Cache-Control"), "private, max-age=31536000, immutable");
}

TEST_F(TilesApi, counts_are_asked_for_again_and_change_with_each_write) {
    const auto path = path_of("county", {9, border.x >> 5U, border.y >> 5U});
    const auto sum = [&](const char* name) {
        std::uint64_t total = 0;
        const auto answer = get("county", path);
        const auto decoded = tiles::test::decode(*answer.body);
        for (const auto& cell : decoded.features("density")) {
            const auto count = cell.attributes.find(name);
            total += count == cell.attributes.end() ? 0 : std::get<std::uint64_t>(count->second);
        }
        return total;
    };
    const auto before = get("county", path);
    EXPECT_EQ(before.header("Cache-Control"), "private, no-cache");
    EXPECT_EQ(get("county", path).header("ETag"), before.header("ETag"));
    EXPECT_EQ(sum("count"), 2 * patches_per_village);
    EXPECT_EQ(sum("grade_d"), 0U);
    link(1, number(0, 0, 1), model::Status::approved, "D");
    EXPECT_EQ(sum("grade_d"), 1U);
    EXPECT_NE(get("county", path).header("ETag"), before.header("ETag"));
    const auto changed = get("county", path);
    link(2, number(3, 0, 1), model::Status::approved, "D"); // in another county
    EXPECT_EQ(get("county", path).header("ETag"), changed.header("ETag"));
}

TEST_F(TilesApi, a_divisions_id_is_its_codes_number_which_readers_with_doubles_keep) {
    const auto answer = get("province", path_of("province", {9, border.x >> 5U, border.y >> 5U}));
    const auto decoded = tiles::test::decode(*answer.body);
    const auto& divisions = decoded.features("divisions");
    EXPECT_FALSE(divisions.empty());
    for (const auto& division : divisions) {
        EXPECT_EQ(division.id, std::stoull(std::get<std::string>(division.attributes.at("code"))));
        EXPECT_LT(division.id, std::uint64_t{1} << 53U);
    }
}

TEST_F(TilesApi, the_tile_json_describes_every_layer_with_its_zooms) {
    const auto described = tile_json("province");
    EXPECT_EQ(described["minzoom"], 5);
    EXPECT_EQ(described["maxzoom"], 16);
    std::map<std::string, std::pair<int, int>> layers;
    for (const auto& layer : described["vector_layers"]) {
        layers[layer["id"]] = {layer["minzoom"], layer["maxzoom"]};
    }
    EXPECT_EQ(layers, (std::map<std::string, std::pair<int, int>>{{"density", {5, 12}},
                                                                  {"divisions", {5, 12}},
                                                                  {"patches", {13, 16}},
                                                                  {"labels", {13, 16}}}));
}

TEST_F(TilesApi, the_tile_json_of_all_attributes_names_the_tiles_that_have_them) {
    const auto described = [&](const char* query) {
        return nlohmann::json::parse(
            *get("province", std::string("/tiles/patches.json") + query).body);
    };
    const auto fields_of = [](const nlohmann::json& tile_json) {
        const auto& layers = tile_json["vector_layers"];
        return std::ranges::find(layers, "patches", [](const auto& layer) { return layer["id"]; })
            ->at("fields");
    };
    const auto full = described("?attributes=full");
    EXPECT_FALSE(fields_of(described("")).contains("height"));
    EXPECT_EQ(described("?attributes=slim"), described(""));
    EXPECT_EQ(fields_of(full)["height"], "Number");
    EXPECT_THAT(full["tiles"][0], testing::EndsWith("{z}/{x}/{y}.mvt?attributes=full"));
    EXPECT_THAT(*get("province", "/tiles/patches.json?attributes=all").body,
                testing::HasSubstr("attributes 应为 slim 或 full"));

    const auto answer = get("province", path_of("province", border) + "?attributes=full");
    std::set<std::string> names;
    const auto decoded = tiles::test::decode(*answer.body);
    for (const auto& patch : decoded.features("patches")) {
        for (const auto& [name, value] : patch.attributes) {
            names.insert(name);
        }
    }
    EXPECT_TRUE(names.contains("ground_area"));
    for (const auto& name : names) {
        EXPECT_TRUE(fields_of(full).contains(name)) << name;
    }
}

TEST_F(TilesApi, a_code_of_an_area_may_be_short) {
    const auto county = get("province", "/tiles/patches.json?area=990101000000");
    EXPECT_EQ(*get("province", "/tiles/patches.json?area=990101").body, *county.body);
    EXPECT_EQ(get("province", "/tiles/patches.json?area=9901010000000").status, 400);
    EXPECT_EQ(get("province", "/tiles/patches.json?area=9").status, 404);
    EXPECT_EQ(get("county", "/tiles/patches.json?area=9901").status, 404);
}

} // namespace
} // namespace tuban::http::api
