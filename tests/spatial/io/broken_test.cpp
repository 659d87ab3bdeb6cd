#include "tests/spatial/io/reading.hpp"

#include <fmt/format.h>
#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>
#include <sanitizer/lsan_interface.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace tuban::io {
namespace {

namespace fs = std::filesystem;

/// Refused as a whole with an explanation in Chinese, or every feature accounted for.
void expect_clear_answer(const Reading& reading, const std::string& name) {
    if (reading.error.empty()) {
        EXPECT_EQ(reading.report.read, reading.report.taken + reading.report.refused) << name;
        EXPECT_EQ(reading.report.refused, reading.report.refusals.size()) << name;
        EXPECT_EQ(reading.report.taken, reading.patches.size()) << name;
    } else {
        EXPECT_TRUE(reading.error == "file_unreadable" || reading.error == "archive_refused")
            << name << ": " << reading.error;
        EXPECT_TRUE(std::ranges::any_of(reading.error_text, [](char c) {
            return static_cast<unsigned char>(c) >= 0x80;
        })) << name;
    }
}

TEST(ReadBroken, EveryMalformedFileGetsAClearAnswer) {
    for (const auto& entry : fs::directory_iterator(malformed_fixture(""))) {
        if (entry.is_regular_file()) {
            expect_clear_answer(read(entry.path()), entry.path().filename());
        }
    }
}

TEST(ReadBroken, NoFileOfTheJsonTestSuiteIsTakenForFootprints) {
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(malformed_fixture("JSONTestSuite"))) {
        const Reading reading = read(entry.path());
        expect_clear_answer(reading, entry.path().filename());
        EXPECT_EQ(reading.report.taken, 0U) << entry.path();
        ++files;
    }
    EXPECT_EQ(files, 212U);
}

TEST(ReadBroken, JsonOfTheSuiteInAPropertyDoesNotHurt) {
    const ScratchFolder folder;
    for (const auto& entry : fs::directory_iterator(malformed_fixture("JSONTestSuite"))) {
        const auto file = folder / "a.geojson";
        write_text(
            file,
            collection({one_feature(
                R"({"patch_no":"A1","x":)" + read_text(entry.path()) + "}",
                R"({"type":"Polygon","coordinates":[[[109,34],[109.001,34],[109.001,34.001],[109,34]]]})")}));
        const Reading reading = read(file);
        expect_clear_answer(reading, entry.path().filename());
        if (entry.path().filename().string().starts_with("y_")) {
            EXPECT_EQ(reading.report.taken, 1U) << entry.path() << reading.error_text;
        }
    }
}

TEST(ReadBroken, KnownFilesAreAnsweredForWhatTheyAre) {
    EXPECT_EQ(read(malformed_fixture("fgb_old_version2.fgb")).error, "file_unreadable");
    EXPECT_EQ(read(malformed_fixture("geojson_invalid_sample.json")).error, "file_unreadable");
    EXPECT_EQ(read(malformed_fixture("geojson_openring.json")).report.repaired, 1U);
    EXPECT_EQ(read(malformed_fixture("pmtiles_empty.pmtiles")).error, "file_unreadable");
    EXPECT_NE(read(malformed_fixture("pmtiles_invalid.pmtiles")).error_text.find("地图瓦片"),
              std::string::npos);
    EXPECT_EQ(read(malformed_fixture("shp_data_corruption.shp")).report.refused, 8U);
    EXPECT_EQ(read(malformed_fixture("shp_invalid_coordinates.shp")).report.refused, 1U);
    EXPECT_EQ(read(vector_fixture("null_crs_gdal.gpkg")).refusals(),
              std::vector<std::string>{"crs_missing"});
    EXPECT_EQ(read(vector_fixture("poly00.fgb")).refusals().at(0), "outside_area");
    EXPECT_EQ(read(vector_fixture("utf8_bom.csv")).refusals(),
              std::vector<std::string>{"geometry_empty"});
    EXPECT_EQ(read(vector_fixture("encoding_gbk.dbf")).report.refused, 1U);
}

TEST(ReadBroken, PolygonsThatMadeALibraryFailAreRepairedOrRefused) {
    const ScratchFolder folder;
    for (const char* name : {"wkb_overlay_exception_1.wkb", "wkb_overlay_exception_5.wkb",
                             "wkb_overlay_exception_9.wkb"}) {
        const std::string bytes = read_text(malformed_fixture(name));
        OGRGeometry* geometry = nullptr;
        OGRGeometryFactory::createFromWkb(bytes.data(), nullptr, &geometry, bytes.size());
        ASSERT_NE(geometry, nullptr);
        // Tile coordinates 0…256 put on a square of 0.01°.
        OGRwkbGeometryType type = geometry->getGeometryType();
        EXPECT_TRUE(OGR_GT_IsSubClassOf(wkbFlatten(type), wkbSurface) ||
                    OGR_GT_IsSubClassOf(wkbFlatten(type), wkbGeometryCollection));
        char* wkt = nullptr;
        geometry->exportToWkt(&wkt);
        write_text(folder / "a.csv", fmt::format("patch_no,WKT\nA1,\"{}\"\n", wkt));
        CPLFree(wkt);
        OGRGeometryFactory::destroyGeometry(geometry);
        ReadOptions options;
        options.crs = "EPSG:4326";
        const Reading reading = read(folder / "a.csv", options);
        expect_clear_answer(reading, name);
        EXPECT_EQ(reading.report.read, 1U) << name;
    }
}

TEST(ReadBroken, WhatIsNoFileIsAnswered) {
    const ScratchFolder folder;
    EXPECT_EQ(read(folder / "missing.shp").error, "file_unreadable");
    EXPECT_EQ(read(folder.path()).error, "file_unreadable");
    EXPECT_EQ(read("/vsicurl/http://127.0.0.1:1/a.geojson").error, "file_unreadable");
    EXPECT_EQ(read(R"({"type":"FeatureCollection","features":[]})").error, "file_unreadable");
    write_text(folder / "empty.gpkg", "");
    EXPECT_EQ(read(folder / "empty.gpkg").error, "file_unreadable");
}

TEST(ReadBroken, ATruncatedFileOfAnyFormatIsNotHalfRead) {
    const ScratchFolder folder;
    for (const auto& [name, driver] :
         {std::pair{"a.gpkg", "GPKG"}, std::pair{"a.fgb", "FlatGeobuf"},
          std::pair{"a.geojson", "GeoJSON"}}) {
        write_as(folder / name, vector_fixture("houses.geojson"), {"-f", driver});
        const std::string whole = read_text(folder / name);
        for (const double part : {0.02, 0.3, 0.6, 0.9, 0.99}) {
            const auto cut = folder / ("cut_" + std::string(name));
            write_text(cut, whole.substr(0, static_cast<std::size_t>(
                                                part * static_cast<double>(whole.size()))));
            const Reading reading = read(cut);
            expect_clear_answer(reading, name);
            EXPECT_TRUE(!reading.error.empty() || reading.report.taken == 6)
                << name << " " << part << " took " << reading.report.taken;
        }
    }
}

TEST(ReadBroken, ATruncatedPbfIsNotHalfRead) {
#ifdef __SANITIZE_ADDRESS__
    const __lsan::ScopedDisabler gdal_leaks_its_layers;
#endif
    const ScratchFolder folder;
    const std::string whole = read_text(vector_fixture("krems.osm.pbf"));
    for (const double part : {0.1, 0.5, 0.97}) {
        write_text(
            folder / "a.osm.pbf",
            whole.substr(0, static_cast<std::size_t>(part * static_cast<double>(whole.size()))));
        EXPECT_EQ(read(folder / "a.osm.pbf").error, "file_unreadable") << part;
    }
}

/// Reproducible: the seed is the test's own.
TEST(ReadBroken, FlippedBytesNeverCrash) {
    const ScratchFolder folder;
    const fs::path houses = vector_fixture("houses.geojson");
    write_as(folder / "a.gpkg", houses, {"-f", "GPKG"});
    write_as(folder / "a.fgb", houses, {"-f", "FlatGeobuf"});
    write_as(folder / "a.shp", houses, {"-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8"});
    write_zip(folder / "a.zip",
              {folder / "a.shp", folder / "a.shx", folder / "a.dbf", folder / "a.prj"});
    fs::copy_file(houses, folder / "a.geojson");
    std::mt19937 random(20240601);
    for (const char* name : {"a.gpkg", "a.fgb", "a.shp", "a.dbf", "a.shx", "a.zip", "a.geojson"}) {
        const std::string whole = read_text(folder / name);
        for (int round = 0; round < 60; ++round) {
            std::string bytes = whole;
            for (int flips = 0; flips < 1 + round % 8; ++flips) {
                bytes.at(random() % bytes.size()) = static_cast<char>(random());
            }
            write_text(folder / name, bytes);
            const bool is_part = std::string(name) == "a.dbf" || std::string(name) == "a.shx";
            expect_clear_answer(read(folder / (is_part ? "a.shp" : name)), name);
        }
        write_text(folder / name, whole);
    }
}

TEST(ReadBroken, ArchivesThatAreTrapsAreRefused) {
    const ScratchFolder folder;
    write_text(folder / "no.zip", "PK\x03\x04 this is no archive");
    EXPECT_EQ(read(folder / "no.zip").error, "archive_refused");

    write_text(folder / "readme.txt", "nothing here");
    write_zip(folder / "nothing.zip", {folder / "readme.txt"});
    EXPECT_EQ(read(folder / "nothing.zip").error, "archive_refused");

    fs::copy_file(vector_fixture("houses.geojson"), folder / "a.geojson");
    write_zip(folder / "inner.zip", {folder / "a.geojson"});
    write_zip(folder / "outer.zip", {folder / "inner.zip"});
    const Reading nested = read(folder / "outer.zip");
    EXPECT_EQ(nested.error, "archive_refused");
    EXPECT_NE(nested.error_text.find("先解压"), std::string::npos);

    // The same length, so that the archive stays well-formed.
    std::string escaping = read_text(folder / "inner.zip");
    for (std::size_t at = 0; (at = escaping.find("a.geojson", at)) != std::string::npos; ++at) {
        escaping.replace(at, 9, "../e.json");
    }
    write_text(folder / "escaping.zip", escaping);
    EXPECT_EQ(read(folder / "escaping.zip").error, "archive_refused");
}

TEST(ReadBroken, AGzipThatSwellsBeyondReasonIsRefused) {
    const ScratchFolder folder;
    write_text(folder / "a.geojson", std::string(4U << 20U, ' '));
    write_gzip(folder / "a.geojson.gz", folder / "a.geojson");
    const std::string member = read_text(folder / "a.geojson.gz");
    std::string bomb;
    for (int i = 0; i < 40; ++i) {
        bomb += member;
    }
    write_text(folder / "bomb.geojson.gz", bomb);
    EXPECT_EQ(read(folder / "bomb.geojson.gz").error, "archive_refused");
}

TEST(ReadBroken, AZipThatClaimsToSwellBeyondReasonIsRefused) {
    const ScratchFolder folder;
    write_text(folder / "a.geojson", std::string(4U << 20U, ' '));
    write_zip(folder / "bomb.zip", {folder / "a.geojson"});
    std::string bytes = read_text(folder / "bomb.zip");
    const std::string size("\0\0\x40\0", 4); // 4 MiB, little-endian
    std::size_t found = 0;
    for (std::size_t at = 0; (at = bytes.find(size, at)) != std::string::npos; at += 4) {
        bytes.replace(at, 4, std::string("\0\0\0\x40", 4)); // 1 GiB
        ++found;
    }
    ASSERT_GE(found, 1U);
    write_text(folder / "bomb.zip", bytes);
    EXPECT_EQ(read(folder / "bomb.zip").error, "archive_refused");
}

TEST(ReadBroken, CancellingStopsTheReading) {
    ReadOptions options;
    options.progress = [](std::uint64_t read, std::optional<std::uint64_t> total) {
        EXPECT_EQ(total, 6U);
        return read < 3;
    };
    const Reading reading = read(vector_fixture("houses.geojson"), options);
    EXPECT_EQ(reading.error, "cancelled");
    EXPECT_EQ(reading.patches.size(), 3U);
}

/// GDAL alone, without our reader: so many polygons, so much area (in square degrees).
TEST(ReadPatches, AgreesWithAnIndependentReading) {
    GDALAllRegister();
    for (const char* name : {"houses.geojson", "unknown_feature_count.fgb", "mixed_crs.gpkg"}) {
        const GDALDatasetUniquePtr dataset(
            GDALDataset::Open(vector_fixture(name).c_str(), GDAL_OF_VECTOR));
        ASSERT_TRUE(dataset) << name;
        OGRSpatialReference degrees;
        degrees.importFromEPSG(4326);
        degrees.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
        std::size_t count = 0;
        double area = 0;
        for (OGRLayer* layer : dataset->GetLayers()) {
            for (const auto& feature : layer) {
                OGRGeometry* geometry = feature->GetGeometryRef();
                ASSERT_EQ(geometry->transformTo(&degrees), OGRERR_NONE);
                area += OGR_G_Area(OGRGeometry::ToHandle(geometry));
                ++count;
            }
        }
        const Reading reading = read(vector_fixture(name));
        EXPECT_EQ(reading.report.taken, count) << name;
        double ours = 0;
        for (const auto& patch : reading.patches) {
            for (const auto& polygon : patch.shape) {
                for (std::size_t ring = 0; ring < polygon.size(); ++ring) {
                    double twice = 0;
                    const auto& points = polygon[ring];
                    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
                        twice +=
                            (points[i].lon - points[0].lon) * (points[i + 1].lat - points[0].lat) -
                            (points[i + 1].lon - points[0].lon) * (points[i].lat - points[0].lat);
                    }
                    ours += std::abs(twice) / 2 * (ring == 0 ? 1 : -1);
                }
            }
        }
        EXPECT_NEAR(ours / area, 1, 1e-6) << name;
    }
}

} // namespace
} // namespace tuban::io
