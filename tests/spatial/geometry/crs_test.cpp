#include "spatial/geometry/crs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tuban::geometry {
namespace {

struct Converted {
    std::string refusal;
    std::string detail;
    LonLat position;
};

Converted convert(const std::string& definition, double x, double y) {
    const auto crs = CrsTransform::open(definition);
    if (!crs) {
        return {crs.refusal().code, crs.refusal().detail, {}};
    }
    MultiPolygon shape{{{{x, y}}}};
    const auto issue = crs.value().to_degrees(shape);
    return issue ? Converted{issue->code, issue->detail, {}}
                 : Converted{"", "", shape.front().front().front()};
}

TEST(CrsTransform, TakesDegreesOfCgcs2000AndWgs84AsTheyAre) {
    for (const char* definition : {"EPSG:4490", "EPSG:4326", "OGC:CRS84"}) {
        const auto converted = convert(definition, 109.123456789012, 34.25);
        EXPECT_EQ(converted.refusal, "") << definition;
        EXPECT_EQ(converted.position, (LonLat{109.123456789012, 34.25})) << definition;
    }
}

// Expected by cs2cs of PROJ, given the points the other way.
TEST(CrsTransform, ReadsGaussKruegerZonesWithAndWithoutPrefix) {
    for (const auto& [definition, x] :
         {std::pair{"EPSG:4545", 592108.264}, {"EPSG:4524", 36592108.264}}) {
        const auto converted = convert(definition, x, 3791536.785);
        EXPECT_EQ(converted.refusal, "") << converted.detail;
        EXPECT_NEAR(converted.position.lon, 109.0, 0.01) << definition;
        EXPECT_NEAR(converted.position.lat, 34.25, 0.01) << definition;
    }
}

TEST(CrsTransform, ReadsSixDegreeZonesAndWebMercator) {
    EXPECT_NEAR(convert("EPSG:4508", 500000, 3791000).position.lon, 111.0, 1e-9);
    EXPECT_NEAR(convert("EPSG:3857", 12138855.0, 4064080.0).position.lon, 109.0446, 1e-3);
}

TEST(CrsTransform, NamesSwappedDegrees) {
    EXPECT_EQ(convert("EPSG:4490", 34.25, 109.1).refusal, "axes_swapped");
    EXPECT_EQ(convert("EPSG:4326", 34.25, 109.1).refusal, "axes_swapped");
    EXPECT_EQ(convert("EPSG:4326", 44.2, 85.1).refusal, "axes_swapped");
}

TEST(CrsTransform, TakesAnArcticIslandOfAShapeThatLiesElsewhereToo) {
    const auto crs = CrsTransform::open("EPSG:4326");
    MultiPolygon shape{{{{53.5, 73.7}}}, {{{37.6, 55.7}}}};
    EXPECT_FALSE(crs.value().to_degrees(shape));
}

TEST(CrsTransform, NamesSwappedEastingAndNorthing) {
    EXPECT_EQ(convert("EPSG:4545", 3791536, 592108).refusal, "axes_swapped");
    EXPECT_EQ(convert("EPSG:4524", 3791536, 36592108).refusal, "axes_swapped");
}

TEST(CrsTransform, SaysWhichZoneIsMeantWhenThePrefixIsMissing) {
    const auto converted = convert("EPSG:4524", 592108, 3791536);
    EXPECT_EQ(converted.refusal, "zone_prefix_missing");
    EXPECT_NE(converted.detail.find("EPSG:4545"), std::string::npos) << converted.detail;
    EXPECT_NE(convert("EPSG:4497", 592108, 3791536).detail.find("EPSG:4508"), std::string::npos);
}

TEST(CrsTransform, SaysWhichZoneIsMeantWhenThereIsAPrefixTooMany) {
    const auto converted = convert("EPSG:4545", 36592108, 3791536);
    EXPECT_EQ(converted.refusal, "zone_prefix_unexpected");
    EXPECT_NE(converted.detail.find("EPSG:4524"), std::string::npos) << converted.detail;
}

TEST(CrsTransform, RefusesEastingsOfAnotherZone) {
    const auto converted = convert("EPSG:4524", 37400000, 3791536);
    EXPECT_EQ(converted.refusal, "crs_mismatch");
    EXPECT_NE(converted.detail.find("EPSG:4525"), std::string::npos) << converted.detail;
}

TEST(CrsTransform, NamesMetresDeclaredAsDegreesAndDegreesDeclaredAsMetres) {
    EXPECT_EQ(convert("EPSG:4490", 36592108, 3791536).refusal, "crs_mismatch");
    EXPECT_EQ(convert("EPSG:4545", 109.1, 34.2).refusal, "crs_mismatch");
}

TEST(CrsTransform, RefusesChineseCoordinatesOutsideChinaButTakesWgs84Anywhere) {
    EXPECT_EQ(convert("EPSG:4490", 11.5, 49.9).refusal, "outside_area");
    EXPECT_EQ(convert("EPSG:4326", 11.5, 49.9).refusal, "");
}

TEST(CrsTransform, RefusesACoordinateFarFromTheAreaOfUseOfItsCrs) {
    EXPECT_EQ(convert("EPSG:2992", 7097575, 9e7).refusal, "outside_area");
    EXPECT_EQ(convert("EPSG:2992", 1000000, 600000).refusal, "");
}

TEST(CrsTransform, RefusesWhatIsNotANumber) {
    const double infinite = std::numeric_limits<double>::infinity();
    EXPECT_EQ(convert("EPSG:4545", std::nan(""), 1).refusal, "coordinate_not_finite");
    EXPECT_EQ(convert("EPSG:4490", 109, infinite).refusal, "coordinate_not_finite");
    EXPECT_EQ(convert("EPSG:3857", -1.7e308, -1.7e308).refusal, "outside_area");
    EXPECT_EQ(convert("EPSG:4490", -1.7e308, 1.7e308).refusal, "crs_mismatch");
    EXPECT_EQ(convert("EPSG:4545", 1.7e308, -1.7e308).refusal, "outside_area");
}

TEST(CrsTransform, RefusesADefinitionThatIsNoCrs) {
    for (const char* definition : {"EPSG:999999", "", "something", "EPSG:5773", "EPSG:5801"}) {
        EXPECT_EQ(convert(definition, 1, 1).refusal, "crs_unknown") << definition;
    }
}

TEST(CrsTransform, ReadsTheWktOfAClientsOwnZone) {
    const auto converted = convert(
        R"(PROJCS["Xian_1980_3_Degree_GK_CM_108E",GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",)"
        R"(SPHEROID["Xian_1980",6378140.0,298.257]],PRIMEM["Greenwich",0.0],)"
        R"(UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],)"
        R"(PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],)"
        R"(PARAMETER["Central_Meridian",108.0],PARAMETER["Scale_Factor",1.0],)"
        R"(PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]])",
        592108.264, 3791536.785);
    EXPECT_EQ(converted.refusal, "") << converted.detail;
    EXPECT_NEAR(converted.position.lon, 109.0, 0.01);
}

} // namespace
} // namespace tuban::geometry
