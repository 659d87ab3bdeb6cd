#include "base/error.hpp"
#include "server/map/base_maps.hpp"
#include "tests/data/store/engine.hpp"
#include "tiles/pmtiles_head.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace tuban::map {
namespace {

/// A map with the members given beside id, name and attribution.
std::string with(const std::string& members) {
    return R"({"id": "imagery", "name": "影像", "attribution": "测绘院", )" + members + "}";
}

std::string fault_of(const std::string& json) {
    try {
        parse_base_maps(json);
        return "";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "base_maps_invalid");
        return error.what();
    }
}

TEST(BaseMaps, are_templates_and_archives_in_the_order_of_the_configuration) {
    const auto maps = parse_base_maps(
        "[" + with(R"("tiles": "/base-maps/a/{z}/{x}/{y}.png", "min_zoom": 3, "max_zoom": 17)") +
        R"(,{"id": "county", "name": "县图", "attribution": "©", "archive": "a.pmtiles",
            "tile_size": 512}])");
    ASSERT_EQ(maps.size(), 2U);
    EXPECT_EQ(maps[0].tiles, "/base-maps/a/{z}/{x}/{y}.png");
    EXPECT_EQ(maps[0].name, "影像");
    EXPECT_EQ(maps[0].tile_size, 256);
    EXPECT_EQ(maps[0].min_zoom, 3);
    EXPECT_EQ(maps[0].max_zoom, 17);
    EXPECT_EQ(maps[1].archive, "a.pmtiles");
    EXPECT_EQ(maps[1].tile_size, 512);
    EXPECT_TRUE(maps[1].tiles.empty());
}

TEST(BaseMaps, take_the_names_of_wmts_for_those_of_a_tile) {
    const auto maps = parse_base_maps(
        "[" + with(R"("tiles": "/base-maps/w?m={TileMatrix}&r={TileRow}&c={TileCol}")") + "]");
    EXPECT_EQ(maps.at(0).tiles, "/base-maps/w?m={z}&r={y}&c={x}");
}

TEST(BaseMaps, are_refused_with_the_place_and_what_to_write) {
    const std::string good = R"("tiles": "/base-maps/a/{z}/{x}/{y}")";
    const std::vector<std::pair<std::string, std::string>> cases{
        {"{}", "数组"},
        {"[1]", "第 1 项：应为对象"},
        {"[{}]", "缺少 id"},
        {R"([{"id": "A b"}])", "id 只能有小写字母"},
        {R"([{"id": "a"}])", "“a”：缺少 name"},
        {R"([{"id": "a", "name": "x"}])", "缺少 attribution"},
        {R"([{"id": "a", "name": "x\n", "attribution": "y"}])", "name 应为 1 至 500 字节"},
        {R"([{"id": "a", "name": 7, "attribution": "y"}])", "name 应为文字"},
        {"[" + with(R"("tile_size": 256)") + "]", "写且只写一个"},
        {"[" + with(good + R"(, "archive": "a.pmtiles")") + "]", "写且只写一个"},
        {"[" + with(R"("tiles": "https://t0.example.cn/{z}/{x}/{y}")") + "]", "nginx 转发"},
        {"[" + with(R"("tiles": "//t0.example.cn/{z}/{x}/{y}")") + "]", "nginx 转发"},
        {"[" + with(R"("tiles": "/base-maps/a/{z}/{x}")") + "]",
         "缺少 {y}（或 WMTS 的 {TileRow}）"},
        {"[" + with(R"("tiles": "/base-maps/{s}/{z}/{x}/{y}")") + "]", "没有其他花括号"},
        {"[" + with(R"("tiles": "/base-maps/{z}/{z}/{x}/{y}")") + "]", "没有其他花括号"},
        {"[" + with(good + R"(, "min_zoom": 9, "max_zoom": 8)") + "]", "max_zoom 应为 9 至 22"},
        {"[" + with(good + R"(, "tile_size": 300)") + "]", "tile_size 应为 256 或 512"},
        {"[" + with(good + R"(, "opacity": 1)") + "]", "不认识 opacity"},
        {"[" + with(R"("archive": "../a.pmtiles")") + "]", "files/base-maps/ 中的文件名"},
        {"[" + with(R"("archive": "a.mbtiles")") + "]", "以 .pmtiles 结尾"},
        {"[" + with(R"("archive": "a.pmtiles", "max_zoom": 8)") + "]", "不认识 max_zoom"},
        {"[" + with(good) + "," + with(good) + "]", "“imagery”：id 重复"},
    };
    for (const auto& [json, told] : cases) {
        EXPECT_NE(fault_of(json).find(told), std::string::npos) << json << "\n" << fault_of(json);
    }
}

/// Bytes of an archive's head with a type of tiles and zooms 2 to 11.
std::string head(char type) {
    std::string bytes(tiles::pmtiles_head_size, '\0');
    bytes.replace(0, 8, "PMTiles\x03");
    bytes[99] = type;
    bytes[100] = 2;
    bytes[101] = 11;
    return bytes;
}

class BaseMapFolder : public testing::Test {
  protected:
    void configure(const std::string& json) {
        std::ofstream(m_folder.base_maps_configuration()) << json;
    }
    void put(const std::string& bytes) {
        std::filesystem::create_directories(m_folder.base_maps());
        std::ofstream(m_folder.base_maps() / "a.pmtiles", std::ios::binary) << bytes;
    }
    std::string fault() {
        try {
            read_base_maps(m_folder);
            return "";
        } catch (const Error& error) {
            return error.what();
        }
    }

    store::TemporaryFolder m_temporary;
    model::DataFolder m_folder{m_temporary.path()};
};

TEST_F(BaseMapFolder, without_a_configuration_has_none) {
    EXPECT_TRUE(read_base_maps(m_folder).empty());
}

TEST_F(BaseMapFolder, has_archives_of_pictures_with_the_zooms_of_their_heads) {
    configure("[" + with(R"("archive": "a.pmtiles")") + "]");
    put(head(2));
    const auto maps = read_base_maps(m_folder);
    ASSERT_EQ(maps.size(), 1U);
    EXPECT_EQ(maps[0].archive, m_folder.base_maps() / "a.pmtiles");
    EXPECT_EQ(maps[0].min_zoom, 2);
    EXPECT_EQ(maps[0].max_zoom, 11);
}

TEST_F(BaseMapFolder, refuses_an_archive_that_cannot_be_shown) {
    configure("[" + with(R"("archive": "a.pmtiles")") + "]");
    EXPECT_NE(fault().find("打不开"), std::string::npos) << fault();
    put(head(2).substr(0, 100));
    EXPECT_NE(fault().find("不是 PMTiles 第 3 版"), std::string::npos) << fault();
    put(head(9));
    EXPECT_NE(fault().find("不是 PMTiles 第 3 版"), std::string::npos) << fault();
    put(head(1));
    EXPECT_NE(fault().find("矢量瓦片"), std::string::npos) << fault();
}

} // namespace
} // namespace tuban::map
