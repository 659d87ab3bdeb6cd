#include "tests/spatial/io/reading.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tuban::io {
namespace {

std::string polygon(const std::string& rings) {
    return R"({"type":"Polygon","coordinates":[)" + rings + "]}";
}

const std::string square_ring =
    "[[109,34],[109.0004,34],[109.0004,34.0004],[109,34.0004],[109,34]]";

/// Reads one geometry, given as GeoJSON, in degrees.
Reading read_shape(const std::string& geometry, ReadOptions options = {}) {
    const ScratchFolder folder;
    const auto file = folder / "shape.geojson";
    write_text(file, collection({one_feature(R"({"patch_no":"P1"})", geometry)}));
    return read(file, std::move(options));
}

double area_of(const Reading& reading) {
    return geometry::area_m2(reading.patch("P1").shape);
}

std::string only_refusal(const Reading& reading) {
    EXPECT_EQ(reading.report.taken, 0U);
    return reading.refusals().size() == 1 ? reading.refusals().front() : reading.error;
}

TEST(ReadShapes, LeaveAValidShapeAlone) {
    const Reading reading = read_shape(polygon(square_ring));
    EXPECT_EQ(reading.report.repaired, 0U);
    EXPECT_FALSE(reading.patch("P1").was_repaired);
}

TEST(ReadShapes, RepairASelfCrossingRing) {
    const Reading reading =
        read_shape(polygon("[[109,34],[109.0004,34.0004],[109.0004,34],[109,34.0004],[109,34]]"));
    EXPECT_EQ(reading.report.repaired, 1U);
    EXPECT_TRUE(reading.patch("P1").was_repaired);
    EXPECT_EQ(reading.patch("P1").shape.size(), 2U);
    EXPECT_NEAR(area_of(reading), area_of(read_shape(polygon(square_ring))) / 2, 1);
}

TEST(ReadShapes, CloseAnOpenRing) {
    const Reading reading =
        read_shape(polygon("[[109,34],[109.0004,34],[109.0004,34.0004],[109,34.0004]]"));
    EXPECT_EQ(reading.report.repaired, 1U);
    EXPECT_NEAR(area_of(reading), area_of(read_shape(polygon(square_ring))), 1e-6);
}

TEST(ReadShapes, KeepAHoleOutsideAsAPart) {
    const Reading reading = read_shape(
        polygon(square_ring + ",[[109.001,34],[109.001,34.0001],[109.0011,34.0001],[109.001,34]]"));
    EXPECT_EQ(reading.report.repaired, 1U);
    EXPECT_EQ(reading.patch("P1").shape.size(), 2U);
}

TEST(ReadShapes, TakePolygonsOfACollectionButNotMixedOnes) {
    const std::string part = polygon(square_ring);
    EXPECT_EQ(
        read_shape(R"({"type":"GeometryCollection","geometries":[)" + part + "]}").report.taken,
        1U);
    EXPECT_EQ(only_refusal(read_shape(R"({"type":"GeometryCollection","geometries":[)" + part +
                                      R"(,{"type":"Point","coordinates":[109,34]}]})")),
              "geometry_not_polygon");
}

TEST(ReadShapes, RefusePointsAndLines) {
    EXPECT_EQ(only_refusal(read_shape(R"({"type":"Point","coordinates":[109,34]})")),
              "geometry_not_polygon");
    EXPECT_EQ(only_refusal(read_shape(
                  R"({"type":"LineString","coordinates":[[109,34],[110,34],[109,35],[109,34]]})")),
              "geometry_not_polygon");
}

TEST(ReadShapes, RefuseWhatHasNoShape) {
    EXPECT_EQ(only_refusal(read_shape("null")), "geometry_empty");
    EXPECT_EQ(only_refusal(read_shape(R"({"type":"Polygon","coordinates":[]})")), "geometry_empty");
    EXPECT_EQ(only_refusal(read_shape(R"({"type":"MultiPolygon","coordinates":[]})")),
              "geometry_empty");
}

TEST(ReadShapes, RefuseWhatHasNoArea) {
    EXPECT_EQ(only_refusal(read_shape(polygon("[[109,34],[109,34],[109,34],[109,34]]"))),
              "geometry_collapsed");
    EXPECT_EQ(only_refusal(read_shape(polygon("[[109,34],[109.001,34],[109.0005,34],[109,34]]"))),
              "geometry_collapsed");
    EXPECT_EQ(only_refusal(read_shape(
                  polygon("[[109,34],[109.000000001,34],[109.000000001,34.000000001],[109,34]]"))),
              "geometry_collapsed")
        << "a tenth of a millimetre";
}

TEST(ReadShapes, RefuseNumbersThatAreNone) {
    for (const char* bad : {"1e999", "-1e999", "NaN"}) {
        const Reading reading = read_shape(
            polygon(fmt::format("[[{},34],[109.0004,34],[109.0004,34.0004],[109,34]]", bad)));
        EXPECT_EQ(reading.report.taken, 0U) << bad;
        EXPECT_TRUE(!reading.error.empty() || reading.report.refused == 1) << bad;
    }
}

TEST(ReadShapes, NameSwappedAxes) {
    EXPECT_EQ(
        only_refusal(read_shape(polygon("[[34,109],[34.0004,109],[34.0004,109.0004],[34,109]]"))),
        "axes_swapped");
}

TEST(ReadShapes, NameTheZoneWhenThePrefixIsMissing) {
    ReadOptions options;
    options.crs = "EPSG:4524";
    const Reading reading = read_shape(
        polygon("[[592108,3791536],[592118,3791536],[592118,3791546],[592108,3791536]]"), options);
    EXPECT_EQ(only_refusal(reading), "zone_prefix_missing");
    EXPECT_NE(reading.report.refusals.at(0).detail.find("EPSG:4545"), std::string::npos);
    options.crs = "EPSG:4545";
    EXPECT_EQ(
        read_shape(polygon("[[592108,3791536],[592118,3791536],[592118,3791546],[592108,3791536]]"),
                   options)
            .report.taken,
        1U);
}

TEST(ReadShapes, RefuseAnUnknownCrsOption) {
    ReadOptions options;
    options.crs = "EPSG:1";
    EXPECT_EQ(read_shape(polygon(square_ring), options).error, "crs_unknown");
}

TEST(ReadShapes, TakeAPolygonOfManyPoints) {
    std::string ring = "[";
    constexpr int points = 200'000;
    for (int i = 0; i <= points; ++i) {
        const double angle = 2 * M_PI * (i % points) / points;
        ring += fmt::format("{}[{:.9f},{:.9f}]", i == 0 ? "" : ",", 109 + 0.1 * std::cos(angle),
                            34 + 0.1 * std::sin(angle));
    }
    const Reading reading = read_shape(polygon(ring + "]"));
    EXPECT_EQ(reading.report.taken, 1U) << reading.error_text;
    EXPECT_EQ(reading.report.repaired, 0U);
}

TEST(ReadShapes, TakeAShapeAtTheAntimeridianAsItIsWritten) {
    const Reading reading = read_shape(polygon("[[179.9,10],[180,10],[180,10.1],[179.9,10]]"));
    EXPECT_EQ(reading.report.taken, 1U);
    EXPECT_EQ(only_refusal(read_shape(polygon("[[179.9,10],[180.1,10],[180.1,10.1],[179.9,10]]"))),
              "crs_mismatch");
}

TEST(ReadShapes, DropHeightsAndMeasures) {
    const ScratchFolder folder;
    write_text(folder / "a.csv",
               "patch_no,WKT\n"
               "P1,\"POLYGON((109 34,109.0004 34,109.0004 34.0004,109 34.0004,109 34))\"\n"
               "P2,\"POLYGON Z((109 34 5,109.0004 34 6,109.0004 34.0004 7,109 34.0004 8,"
               "109 34 5))\"\n"
               "P3,\"MULTIPOLYGON ZM(((109 34 5 1,109.0004 34 6 2,109.0004 34.0004 7 3,"
               "109 34.0004 8 4,109 34 5 1)))\"\n"
               "P4,\"POLYGON M((109 34 1,109.0004 34 2,109.0004 34.0004 3,109 34.0004 4,"
               "109 34 1))\"\n");
    const Reading reading = read(folder / "a.csv");
    ASSERT_EQ(reading.report.taken, 4U) << to_json(reading.report);
    EXPECT_EQ(reading.report.repaired, 0U);
    for (const char* number : {"P2", "P3", "P4"}) {
        EXPECT_EQ(reading.patch(number).shape, reading.patch("P1").shape) << number;
    }
}

TEST(ReadShapes, KeepACourtyardOfTwoKilometresOpen) {
    // 0.0217° of longitude and 0.018° of latitude are 2 km at 34° N; the wing around is 20 m deep.
    const Reading reading =
        read_shape(polygon("[[109,34],[109.0217,34],[109.0217,34.018],[109,34.018],[109,34]],"
                           "[[109.0002,34.0002],[109.0002,34.0178],[109.0215,34.0178],"
                           "[109.0215,34.0002],[109.0002,34.0002]]"));
    EXPECT_EQ(reading.report.repaired, 0U);
    ASSERT_EQ(reading.patch("P1").shape.front().size(), 2U);
    EXPECT_NEAR(area_of(reading), 8020 * 20, 8020)
        << "geodesic; Mercator would say half as much again";
}

TEST(ReadShapes, LeaveASharedWallToBothNeighboursAlsoWhereTheyOverlapByAHair) {
    const ScratchFolder folder;
    write_text(folder / "a.csv",
               "patch_no,WKT\n"
               "P1,\"POLYGON((109 34,109.0001 34,109.0001 34.0001,109 34.0001,109 34))\"\n"
               "P2,\"POLYGON((109.0001 34,109.0002 34,109.0002 34.0001,109.0001 34.0001,"
               "109.0001 34))\"\n"
               "P3,\"POLYGON((109.00019999 34,109.0003 34,109.0003 34.0001,109.00019999 34.0001,"
               "109.00019999 34))\"\n");
    const Reading reading = read(folder / "a.csv");
    EXPECT_EQ(reading.report.taken, 3U) << to_json(reading.report);
    EXPECT_EQ(reading.report.repaired, 0U);
}

TEST(ReadShapes, TakeASliverThatIsWiderThanTheGridAndRefuseOneThatIsNot) {
    EXPECT_EQ(
        read_shape(polygon("[[109,34],[109.0004,34],[109.0004,34.000001],[109,34]]")).report.taken,
        1U);
    EXPECT_EQ(only_refusal(
                  read_shape(polygon("[[109,34],[109.0004,34],[109.0004,34.00000001],[109,34]]"))),
              "geometry_collapsed");
}

TEST(ReadShapes, LineariseCurves) {
    const ScratchFolder folder;
    write_text(folder / "a.csv",
               "patch_no,WKT\n"
               "P1,\"CURVEPOLYGON(CIRCULARSTRING(109 34,109.001 34.001,109.002 34,"
               "109.001 33.999,109 34))\"\n");
    const Reading reading = read(folder / "a.csv");
    ASSERT_EQ(reading.report.taken, 1U) << to_json(reading.report);
    EXPECT_GT(reading.patch("P1").shape[0][0].size(), 50U);
    const double degree_m2 = 111195.0 * 111195.0 * std::cos(34 * M_PI / 180);
    EXPECT_NEAR(area_of(reading) / (M_PI * 1e-6 * degree_m2), 1, 0.01);
}

TEST(ReadShapes, RefuseAShapeThatIsDamagedInTheFileAndTakeItsNeighbours) {
    const ScratchFolder folder;
    const auto shp = folder / "a.shp";
    write_as(shp, vector_fixture("houses.geojson"), {"-f", "ESRI Shapefile"});
    std::string bytes = read_text(shp);
    // Length of the third record's point list: far more than there is.
    bytes.replace(100 + 2 * 136 + 8 + 40 + 8, 4, "\xff\xff\xff\x7f");
    write_text(shp, bytes);
    const Reading reading = read(shp);
    EXPECT_EQ(reading.error, "");
    EXPECT_EQ(reading.report.read, 6U);
    EXPECT_GE(reading.report.refused, 1U);
    EXPECT_GE(reading.report.taken, 4U);
    EXPECT_EQ(reading.report.read, reading.report.taken + reading.report.refused);
}

} // namespace
} // namespace tuban::io
