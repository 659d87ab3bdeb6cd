#include "tests/spatial/io/reading.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace tuban::io {
namespace {

const std::filesystem::path houses = vector_fixture("houses.geojson");

/// The six houses of houses.geojson, in whatever form they were written.
void expect_houses(const Reading& reading) {
    EXPECT_EQ(reading.error, "") << reading.error_text;
    EXPECT_EQ(reading.report.read, 6U);
    EXPECT_EQ(reading.report.taken, 6U);
    EXPECT_EQ(reading.report.refused, 0U) << to_json(reading.report);
    const Patch& first = reading.patch("9901011000001");
    EXPECT_EQ(first.division_code, "990101101201");
    EXPECT_EQ(first.address, "示例县桥头镇槐树村一组1号");
    EXPECT_EQ(first.owner_name, "张示例");
    EXPECT_EQ(first.owner_id_sealed, "sealed:990101198001010014");
    EXPECT_EQ(first.use, "residential");
    EXPECT_EQ(first.structure, "brick_stone");
    EXPECT_EQ(first.built_period, "y1991_2000");
    EXPECT_EQ(first.built_by, "self_built");
    EXPECT_EQ(first.grade, "C");
    EXPECT_EQ(first.floors, 2);
    EXPECT_NEAR(first.floor_area_m2.value_or(0), 180.5, 1e-4);
    ASSERT_EQ(first.shape.size(), 1U);
    ASSERT_EQ(first.shape[0][0].size(), 5U);
    const auto [west, east] = std::ranges::minmax(first.shape[0][0], {}, &geometry::LonLat::lon);
    EXPECT_NEAR(west.lon, 109.1, 1e-8);
    EXPECT_NEAR(east.lon, 109.1001, 1e-8);
    EXPECT_EQ(reading.patch("9901011000002").shape[0].size(), 2U) << "a hole";
    EXPECT_EQ(reading.patch("9901011000003").shape.size(), 2U) << "two parts";
    EXPECT_EQ(reading.patch("9901011000003").use, "non_residential");
    EXPECT_EQ(reading.patch("9901011000004").use, "residential");
    EXPECT_EQ(reading.patch("9901011000004").dwelling_kind, "auxiliary");
    EXPECT_EQ(reading.patch("9901011000005").owner_name, "买买提·示例");
    EXPECT_EQ(reading.patch("9901011000006").structure, "");
}

TEST(ReadPatches, ReadsGeoJson) {
    expect_houses(read(houses));
}

TEST(ReadPatches, CountsUnknownCodesAndLeavesThemEmpty) {
    const Reading reading = read(houses);
    const auto about = [&](const std::string& field) {
        const auto found = std::ranges::find(reading.report.warnings, field, &Issue::field);
        return found == reading.report.warnings.end() ? std::string() : found->detail;
    };
    EXPECT_NE(about("use").find("“宇宙”1 处"), std::string::npos) << about("use");
    EXPECT_NE(about("built_period").find("1 个值"), std::string::npos);
    EXPECT_EQ(about("address"), "");
}

struct Format {
    std::string file;
    std::vector<std::string> arguments;
};

class ReadFormat : public testing::TestWithParam<Format> {};

TEST_P(ReadFormat, GivesTheSameHouses) {
    const ScratchFolder folder;
    const auto file = folder / GetParam().file;
    write_as(file, houses, GetParam().arguments);
    expect_houses(read(file));
}

INSTANTIATE_TEST_SUITE_P(
    EveryFormat, ReadFormat,
    testing::Values(
        Format{"a.gpkg", {"-f", "GPKG"}}, Format{"a.fgb", {"-f", "FlatGeobuf"}},
        Format{"a.geojsonl", {"-f", "GeoJSONSeq"}},
        Format{"a.shp", {"-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8"}},
        Format{"a.shp", {"-f", "ESRI Shapefile", "-lco", "ENCODING=GBK"}},
        Format{"a.gdb", {"-f", "OpenFileGDB", "-nlt", "MULTIPOLYGON"}},
        Format{"a.csv", {"-f", "CSV", "-lco", "GEOMETRY=AS_WKT"}},
        Format{"a.gpkg", {"-f", "GPKG", "-t_srs", "EPSG:4545"}},
        Format{"a.gpkg", {"-f", "GPKG", "-t_srs", "EPSG:4524"}},
        Format{"a.gpkg", {"-f", "GPKG", "-t_srs", "EPSG:4497"}},
        Format{"a.shp", {"-f", "ESRI Shapefile", "-t_srs", "EPSG:4545", "-lco", "ENCODING=UTF-8"}},
        Format{"a.shp", {"-f", "ESRI Shapefile", "-t_srs", "EPSG:4490", "-lco", "ENCODING=UTF-8"}},
        Format{"a.fgb", {"-f", "FlatGeobuf", "-t_srs", "EPSG:3857"}},
        Format{"a.gpkg", {"-f", "GPKG", "-dim", "XYZ"}},
        Format{"a.gpkg", {"-f", "GPKG", "-dim", "XYZM", "-nlt", "MULTIPOLYGONZM"}},
        Format{"a.gpkg", {"-f", "GPKG", "-nlt", "MULTISURFACE"}}),
    [](const auto& format) { return "Format" + std::to_string(format.index); });

class WithoutMark : public testing::Test {
  protected:
    /// A shapefile in GBK that says nothing of it.
    void SetUp() override {
        write_as(m_shp, houses, {"-f", "ESRI Shapefile", "-lco", "ENCODING=GBK"});
        std::filesystem::remove(m_folder / "a.cpg");
        std::string dbf = read_text(m_folder / "a.dbf");
        dbf.at(29) = '\0'; // language driver
        write_text(m_folder / "a.dbf", dbf);
    }

    ScratchFolder m_folder;
    std::filesystem::path m_shp = m_folder / "a.shp";
};

TEST_F(WithoutMark, GbkIsRecognised) {
    const Reading reading = read(m_shp);
    expect_houses(reading);
    EXPECT_TRUE(reading.has_warning("encoding_guessed"));
}

TEST_F(WithoutMark, AWrongCpgThatTheBytesContradictDoesNotGarble) {
    write_text(m_folder / "a.cpg", "UTF-8");
    expect_houses(read(m_shp));
}

TEST_F(WithoutMark, AMappingToAMissingFieldIsAnError) {
    ReadOptions options;
    options.mapping = {{"number", "NOTHING"}};
    EXPECT_EQ(read(m_shp, options).error, "mapping_field_missing");
}

TEST_F(WithoutMark, ALostIndexIsRebuiltAndNothingIsWrittenBesideTheSource) {
    std::filesystem::remove(m_folder / "a.shx");
    const Reading reading = read(m_shp);
    expect_houses(reading);
    EXPECT_TRUE(reading.has_warning("shx_missing"));
    EXPECT_FALSE(std::filesystem::exists(m_folder / "a.shx"));
}

TEST_F(WithoutMark, EndingsInCapitalsAreFound) {
    for (const char* ending : {"shp", "shx", "dbf", "prj"}) {
        std::string upper = ending;
        std::ranges::transform(upper, upper.begin(),
                               [](unsigned char c) { return std::toupper(c); });
        std::filesystem::rename(m_folder / (std::string("a.") + ending), m_folder / ("a." + upper));
    }
    expect_houses(read(m_folder / "a.SHP"));
}

TEST_F(WithoutMark, AMissingPrjIsRefusedWithTheOptionThatHelps) {
    std::filesystem::remove(m_folder / "a.prj");
    const Reading reading = read(m_shp);
    EXPECT_EQ(reading.report.refused, 6U);
    EXPECT_EQ(reading.refusals().at(0), "crs_missing");
    EXPECT_NE(reading.report.refusals.at(0).detail.find("--crs EPSG:4490"), std::string::npos);
    ReadOptions options;
    options.crs = "EPSG:4490";
    expect_houses(read(m_shp, options));
}

TEST_F(WithoutMark, AShapefileInAZipIsRead) {
    write_zip(m_folder / "a.zip",
              {m_shp, m_folder / "a.shx", m_folder / "a.dbf", m_folder / "a.prj"});
    expect_houses(read(m_folder / "a.zip"));
}

TEST_F(WithoutMark, AShapefileInAZipNeedsNoIndex) {
    write_zip(m_folder / "a.zip", {m_shp, m_folder / "a.dbf", m_folder / "a.prj"});
    expect_houses(read(m_folder / "a.zip"));
}

TEST_F(WithoutMark, APartOfAShapefileIsAnsweredWithTheNameOfTheWhole) {
    const Reading reading = read(m_folder / "a.prj");
    EXPECT_EQ(reading.error, "file_unreadable");
    EXPECT_NE(reading.error_text.find(".shp"), std::string::npos);
}

TEST(ReadPatches, FindsTheGeometryOfACsvByItsUsualNames) {
    for (const char* name : {"WKT", "geom", "Geometry", "the_geom", "wkt_geometry", "几何"}) {
        const ScratchFolder folder;
        std::ofstream(folder / "a.csv")
            << "patch_no," << name
            << "\nA1,\"POLYGON((109 34,109.0004 34,109.0004 34.0004,109 34))\"\n";
        const Reading reading = read(folder / "a.csv");
        EXPECT_EQ(reading.report.taken, 1U) << name << ": " << reading.error_text;
    }
}

TEST(ReadPatches, ReadsGzip) {
    const ScratchFolder folder;
    write_gzip(folder / "houses.geojson.gz", houses);
    expect_houses(read(folder / "houses.geojson.gz"));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1)
        << "nothing is written beside the source";
}

TEST(ReadPatches, ReadsEveryDatasetOfAZipAndKeepsTheirIdsApart) {
    const ScratchFolder folder;
    const std::string square =
        R"({"type":"Polygon","coordinates":[[[109,34],[109.001,34],[109.001,34.001],[109,34]]]})";
    write_text(folder / "a.geojson", collection({one_feature("{}", square)}));
    write_text(folder / "b.geojson", collection({one_feature("{}", square)}));
    write_zip(folder / "both.zip", {folder / "a.geojson", folder / "b.geojson"});
    const Reading reading = read(folder / "both.zip");
    EXPECT_EQ(reading.report.taken, 2U) << to_json(reading.report);
    EXPECT_NE(reading.patches.at(0).number, reading.patches.at(1).number);
}

TEST(ReadPatches, ReadsBuildingsOfOsmAndNothingElse) {
    const Reading reading = read(vector_fixture("krems.osm.pbf"));
    EXPECT_EQ(reading.report.read, 1195U);
    EXPECT_EQ(reading.report.taken, 1195U) << to_json(reading.report);
    EXPECT_TRUE(reading.has_warning("outside_china"));
    const auto has_house_number = std::ranges::count_if(reading.patches, [](const Patch& patch) {
        return patch.address.find_first_of("0123456789") != std::string::npos;
    });
    EXPECT_EQ(has_house_number, 239);
}

TEST(ReadPatches, ReadsOsmXmlWithItsTags) {
    const ScratchFolder folder;
    write_text(folder / "a.osm", R"(<?xml version="1.0"?><osm version="0.6">
      <node id="1" lat="34.0" lon="109.0"/><node id="2" lat="34.0" lon="109.001"/>
      <node id="3" lat="34.001" lon="109.001"/>
      <way id="7"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/>
        <tag k="building" v="house"/><tag k="building:levels" v="2"/>
        <tag k="addr:street" v="槐树&quot;路&quot;"/><tag k="addr:housenumber" v="12"/>
        <tag k="start_date" v="1995"/><tag k="height" v="6.5 m"/></way>
      <way id="8"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="landuse" v="farm"/></way>
      </osm>)");
    const Reading reading = read(folder / "a.osm");
    ASSERT_EQ(reading.report.read, 1U) << reading.error_text;
    const Patch& patch = reading.patch("a-w7");
    EXPECT_EQ(patch.use, "residential");
    EXPECT_EQ(patch.floors, 2);
    EXPECT_EQ(patch.address, "槐树\"路\" 12");
    EXPECT_EQ(patch.built_period, "y1991_2000");
    EXPECT_NEAR(patch.height_m.value_or(0), 6.5, 1e-6);
}

TEST(ReadPatches, ReadsEveryPolygonLayerOfAGeodatabase) {
    const Reading reading = read(vector_fixture("testopenfilegdb.gdb.zip"));
    EXPECT_EQ(reading.error, "");
    EXPECT_GT(reading.report.taken, 20U);
    EXPECT_EQ(reading.report.read, reading.report.taken + reading.report.refused);
    EXPECT_TRUE(reading.has_warning("layer_skipped"));
}

TEST(ReadPatches, ReadsLayersInDifferentCoordinateSystemsEachInItsOwn) {
    const Reading reading = read(vector_fixture("mixed_crs.gpkg"));
    ASSERT_EQ(reading.patches.size(), 2U);
    EXPECT_NEAR(geometry::area_m2(reading.patches[0].shape),
                geometry::area_m2(reading.patches[1].shape),
                geometry::area_m2(reading.patches[1].shape) * 1e-4);
}

TEST(ReadPatches, ReadsFlatGeobufOfUnknownCountAndSaysSoWhenThereIsNone) {
    EXPECT_EQ(read(vector_fixture("unknown_feature_count.fgb")).report.taken, 1U);
    const Reading none = read(vector_fixture("empty.fgb"));
    EXPECT_EQ(none.report.read, 0U);
    EXPECT_TRUE(none.has_warning("file_without_features"));
}

TEST(ReadPatches, TakesACsvWithoutPrjAsDegreesInChinaAndWarns) {
    const ScratchFolder folder;
    write_text(
        folder / "a.csv",
        "\xEF\xBB\xBFpatch_no,wkt\nA1,\"POLYGON((109 34,109.001 34,109.001 34.001,109 34))\"\n"
        "A2,\"POLYGON((11 34,11.001 34,11.001 34.001,11 34))\"\n");
    const Reading reading = read(folder / "a.csv");
    EXPECT_EQ(reading.report.taken, 1U);
    EXPECT_EQ(reading.refusals(), std::vector<std::string>{"outside_area"});
    EXPECT_TRUE(reading.has_warning("crs_assumed"));
}

TEST(ReadPatches, ReadsACsvInGbk) {
    const ScratchFolder folder;
    // 图斑编号,户主姓名,WKT / A1,张三
    write_text(folder / "a.csv",
               "\xCD\xBC\xB0\xDF\xB1\xE0\xBA\xC5,\xBB\xA7\xD6\xF7\xD0\xD5\xC3\xFB,WKT\n"
               "A1,\xD5\xC5\xC8\xFD,\"POLYGON((109 34,109.001 34,109.001 34.001,109 34))\"\n");
    EXPECT_EQ(read(folder / "a.csv").patch("A1").owner_name, "张三");
}

} // namespace
} // namespace tuban::io
