#include "tests/spatial/io/reading.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace tuban::io {
namespace {

/// A house of its own place for each number.
std::string house(int place, const std::string& properties) {
    const std::string x = std::to_string(109 + place * 0.001);
    const std::string east = std::to_string(109 + place * 0.001 + 0.0004);
    return one_feature(properties, R"({"type":"Polygon","coordinates":[[[)" + x + ",34],[" + east +
                                       ",34],[" + east + ",34.0004],[" + x + ",34]]]}");
}

Reading read_houses(const std::vector<std::string>& all_properties, ReadOptions options = {}) {
    const ScratchFolder folder;
    const auto file = folder / "batch.geojson";
    std::vector<std::string> features;
    for (std::size_t i = 0; i < all_properties.size(); ++i) {
        features.push_back(house(static_cast<int>(i), all_properties[i]));
    }
    write_text(file, collection(features));
    return read(file, std::move(options));
}

TEST(ReadAttributes, GuessFieldsWhateverTheirCaseAndLanguage) {
    const Reading reading = read_houses(
        {R"({"图斑编号":"A1","行政区划代码":"610111","坐落":"一组1号","户主 姓名":"张三","层数":"三层","建筑面积":"1,200.5㎡"})",
         R"({"图斑编号":"A2"})"});
    const Patch& patch = reading.patch("A1");
    EXPECT_EQ(patch.division_code, "610111000000");
    EXPECT_EQ(patch.address, "一组1号");
    EXPECT_EQ(patch.owner_name, "张三");
    EXPECT_EQ(patch.floors, 3);
    EXPECT_NEAR(patch.floor_area_m2.value_or(0), 1200.5, 1e-3);
    EXPECT_EQ(read_houses({R"({"TBBH":"B1","CS":2,"JZND":1999,"JGLX":1})"}).patch("B1").structure,
              "brick_stone");
    EXPECT_EQ(read_houses({R"({"Patch_No":"C1","Built_Period":"2","STRUCTURE":"steel"})"})
                  .patch("C1")
                  .built_period,
              "y1981_1990");
}

TEST(ReadAttributes, TextsAreNotReadWhereTheyAreNotWanted) {
    ReadOptions options;
    options.skips_texts = true;
    const Reading reading = read_houses(
        {R"({"patch_no":"A1","address":"一组1号","owner_name":"张三","owner_id":"99","floors":2})"},
        options);
    const Patch& patch = reading.patch("A1");
    EXPECT_EQ(patch.address + patch.owner_name + patch.owner_id_sealed, "");
    EXPECT_EQ(patch.floors, 2);
}

TEST(ReadAttributes, FindNamesThatADbfCutToTenBytes) {
    const ScratchFolder folder;
    write_text(
        folder / "a.geojson",
        collection({house(
            0,
            R"({"patch_number":"A1","division_code":"610111001208","owner_name":"张三","built_period":"1995","floor_area_m2":80})")}));
    write_as(folder / "a.shp", folder / "a.geojson",
             {"-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8"});
    const Patch patch = read(folder / "a.shp").patch("A1");
    EXPECT_EQ(patch.division_code, "610111001208");
    EXPECT_EQ(patch.built_period, "y1991_2000");
    EXPECT_NEAR(patch.floor_area_m2.value_or(0), 80, 1e-6);
}

TEST(ReadAttributes, ACsvIsReadInItsEncodingWhereverItsChineseStands) {
    constexpr int rows = 12000; // more than is read of the file at once
    std::string text = "patch_no,address,WKT\n";
    for (int i = 0; i < rows; ++i) {
        // 幸福村 in GB18030
        text += fmt::format("P{:06},{},\"POLYGON((109.10000 34.0,109.10001 34.0,109.10001 "
                            "34.00001,109.10000 34.0))\"\n",
                            i, i + 1 < rows ? "-" : "\xd0\xd2\xb8\xa3\xb4\xe5");
    }
    const ScratchFolder folder;
    write_text(folder / "a.csv", text);
    const Reading reading = read(folder / "a.csv");
    ASSERT_EQ(reading.patches.size(), rows);
    for (int i = 0; i < rows; ++i) {
        ASSERT_EQ(reading.patches[static_cast<std::size_t>(i)].number, fmt::format("P{:06}", i));
    }
    EXPECT_EQ(reading.patches.back().address, "幸福村");
    EXPECT_TRUE(reading.has_warning("encoding_guessed"));
}

TEST(ReadAttributes, AMappingGoesBeforeTheGuess) {
    ReadOptions options;
    options.mapping = {{"number", "code"}, {"floors", "height"}, {"area", "m2"}};
    const Reading reading =
        read_houses({R"({"code":"X1","bh":"123456789","floors":9,"height":4,"m2":55})"}, options);
    EXPECT_EQ(reading.patch("X1").floors, 4);
    EXPECT_NEAR(reading.patch("X1").floor_area_m2.value_or(0), 55, 1e-6);
}

TEST(ReadAttributes, AMappingOfWhatDoesNotExistIsAnError) {
    ReadOptions options;
    options.mapping = {{"colour", "code"}};
    EXPECT_EQ(read_houses({R"({"code":"X1"})"}, options).error, "mapping_unknown");
    options.mapping = {{"number", "nothing"}};
    EXPECT_EQ(read_houses({R"({"code":"X1"})"}, options).error, "mapping_field_missing");
}

TEST(ReadAttributes, AColumnThatRepeatsIsNotGuessedToBeTheNumber) {
    const Reading reading =
        read_houses({R"({"bh":"1234567","Id":0})", R"({"bh":"1234567","Id":0})"});
    EXPECT_EQ(reading.report.taken, 2U);
    EXPECT_TRUE(reading.has_warning("number_column_repeats"));
    EXPECT_EQ(reading.patches.at(0).number, "batch-0");
    EXPECT_EQ(reading.patches.at(1).number, "batch-1");
    EXPECT_EQ(read_houses({R"({"patch_no":"V"})", R"({"patch_no":"V"})", R"({"patch_no":"V"})"})
                  .report.taken,
              3U);
}

TEST(ReadAttributes, ASerialOfOneFileIsNoNumberButNamesTheFeature) {
    const Reading reading = read_houses({R"({"编号":"17"})", R"({"编号":"18"})"});
    EXPECT_EQ(reading.patches.at(0).number, "batch-17");
}

TEST(ReadAttributes, AFeatureWithoutANumberIsNamedByBatchAndSourceId) {
    ReadOptions options;
    options.batch_name = "2024";
    const Reading reading =
        read_houses({R"({"patch_no":"A1","id":"x7"})", R"({"patch_no":null,"id":"x8"})"}, options);
    EXPECT_EQ(reading.patches.at(0).number, "A1");
    EXPECT_EQ(reading.patches.at(1).number, "2024-x8");
}

TEST(ReadAttributes, ALongBatchNameStillGivesDifferentNumbersOf32Characters) {
    ReadOptions options;
    options.batch_name = "示例县第一次全国自然灾害综合风险普查农村住宅建筑调查成果二〇二四年";
    const Reading reading = read_houses({R"({"id":"x7"})", R"({"id":"x8"})"}, options);
    EXPECT_EQ(reading.report.taken, 2U);
    EXPECT_NE(reading.patches.at(0).number, reading.patches.at(1).number);
    EXPECT_EQ(reading.patches.at(0).number.find("示例县第一次全国自然灾害综合风-"), 0U)
        << reading.patches.at(0).number;
}

TEST(ReadAttributes, ASecondFeatureOfTheSameNumberIsRefused) {
    const Reading reading =
        read_houses({R"({"patch_no":"A1"})", R"({"patch_no":"A2"})", R"({"patch_no":"A1"})"});
    EXPECT_EQ(reading.report.taken, 2U);
    EXPECT_EQ(reading.refusals(), std::vector<std::string>{"number_duplicate"});
    EXPECT_EQ(reading.report.refusals.at(0).subject, "A1");
    EXPECT_NE(reading.report.refusals.at(0).detail.find("来源要素 2"), std::string::npos);
}

TEST(ReadAttributes, ANumberOfMoreThan32CharactersIsRefused) {
    const std::string longest(32, '7');
    const Reading reading = read_houses(
        {R"({"patch_no":")" + longest + R"("})", R"({"patch_no":")" + longest + R"(7"})"});
    EXPECT_EQ(reading.report.taken, 1U);
    EXPECT_EQ(reading.refusals(), std::vector<std::string>{"number_too_long"});
}

TEST(ReadAttributes, DivisionCodesArePaddedAndChecked) {
    ReadOptions options;
    options.division_code = "990101000000";
    const Reading reading = read_houses(
        {R"({"patch_no":"A1","xzqdm":610111001208})", R"({"patch_no":"A2","xzqdm":610111})",
         R"({"patch_no":"A3","xzqdm":null})", R"({"patch_no":"A4","xzqdm":1234567890123})"},
        options);
    EXPECT_EQ(reading.patch("A1").division_code, "610111001208");
    EXPECT_EQ(reading.patch("A2").division_code, "610111000000");
    EXPECT_EQ(reading.patch("A3").division_code, "990101000000");
    EXPECT_EQ(reading.refusals(), std::vector<std::string>{"division_invalid"});
}

TEST(ReadAttributes, CodesInARealColumnAreNotSpoilt) {
    const Reading reading =
        read_houses({R"({"patch_no":6101110000001.0,"xzqdm":610111001208.0,"cs":2.0})"});
    EXPECT_EQ(reading.patch("6101110000001").division_code, "610111001208");
    EXPECT_EQ(reading.patch("6101110000001").floors, 2);
}

TEST(ReadAttributes, AnIdThatANumberColumnRuinedIsLeftOut) {
    const Reading reading = read_houses({R"({"patch_no":"A1","sfz":990101198001010014.5})"});
    EXPECT_EQ(reading.patch("A1").owner_id_sealed, "");
    EXPECT_TRUE(reading.has_warning("value_unknown"));
}

TEST(ReadAttributes, AnIdIsSealedInItsNormalForm) {
    const Reading reading =
        read_houses({R"({"patch_no":"A1","sfz":" ９９０１０１19800101001x "})"});
    EXPECT_EQ(reading.patch("A1").owner_id_sealed, "sealed:99010119800101001X");
}

TEST(ReadAttributes, ImpossibleNumbersAreLeftEmptyAndCounted) {
    const Reading reading =
        read_houses({R"({"patch_no":"A1","floors":0,"area":-5,"height":"很高"})",
                     R"({"patch_no":"A2","floors":9999,"area":1e300,"height":"/"})"});
    EXPECT_EQ(reading.patch("A1").floors, std::nullopt);
    EXPECT_EQ(reading.patch("A1").floor_area_m2, std::nullopt);
    EXPECT_EQ(reading.patch("A2").height_m, std::nullopt);
    EXPECT_EQ(reading.report.taken, 2U);
    EXPECT_EQ(reading.report.warnings.size(), 3U) << to_json(reading.report);
}

TEST(ReadAttributes, TextsLoseControlCharactersAndHugeOnesAreLeftOut) {
    const Reading reading = read_houses(
        {R"({"patch_no":"A1","address":" 一组\u0000\n1号　","owner_name":"\u202e张三"})",
         R"({"patch_no":"A2","address":")" + std::string(1'000'000, 'x') + R"("})"});
    EXPECT_EQ(reading.patch("A1").owner_name, "张三");
    EXPECT_EQ(reading.patch("A1").address.find('\n'), std::string::npos);
    EXPECT_EQ(reading.patch("A2").address, "");
}

TEST(ReadAttributes, WarningsShowNoPersonalData) {
    const Reading reading = read_houses({R"({"patch_no":"A1","sfz":990101198001010014.5,"hzxm":")" +
                                         std::string(3000, 'n') + R"("})"});
    const std::string json = to_json(reading.report);
    EXPECT_EQ(json.find("9901011980"), std::string::npos);
    EXPECT_EQ(json.find("nnnn"), std::string::npos);
}

} // namespace
} // namespace tuban::io
