#include "spatial/segment/catalog.hpp"
#include "tests/tiles/drawn_patch.hpp"
#include "tests/tiles/mvt_decoder.hpp"
#include "tiles/tile.hpp"

#include <fmt/format.h>
#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <ogrsf_frmts.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tuban::tiles::test {
namespace {

/// A village tile as a file, for readers that are not ours.
class OtherReadersTest : public testing::Test {
  protected:
    void SetUp() override {
        segment::testing::Village village(20240601);
        for (int i = 0; i < 400; ++i) {
            m_patches.push_back(village.next());
        }
        m_scope = {whole(m_patches, 9)};
        const geometry::GridPoint middle = geometry::to_grid(m_patches.front().shape[0][0][0]);
        m_tile = {15, middle.x >> 17U, middle.y >> 17U};
        m_bytes = encode_patch_tile(m_scope, m_tile, AttributeSet::full);
        m_decoded = decode(m_bytes);
        // GDAL takes the place of a tile from its path.
        m_file = m_folder.path() / std::to_string(m_tile.zoom) / std::to_string(m_tile.x) /
                 (std::to_string(m_tile.y) + ".pbf");
        std::filesystem::create_directories(m_file.parent_path());
        std::ofstream(m_file, std::ios::binary) << m_bytes;
    }

    segment::testing::Folder m_folder;
    std::filesystem::path m_file;
    std::vector<Patch> m_patches;
    segment::Scope m_scope;
    TileId m_tile;
    std::string m_bytes;
    Tile m_decoded;
};

TEST_F(OtherReadersTest, gdal_reads_the_same_features_in_their_place) {
    GDALAllRegister();
    const char* const options[] = {"CLIP=NO", nullptr};
    const std::unique_ptr<GDALDataset> dataset(GDALDataset::Open(
        m_file.c_str(), GDAL_OF_VECTOR | GDAL_OF_VERBOSE_ERROR, nullptr, options));
    ASSERT_NE(dataset, nullptr);
    OGRLayer* layer = dataset->GetLayerByName("patches");
    ASSERT_NE(layer, nullptr);
    std::map<std::string, const Patch*> sources;
    for (const Patch& patch : m_patches) {
        sources[patch.number] = &patch;
    }
    std::size_t count = 0;
    for (const auto& feature : *layer) {
        const OGRGeometry* geometry = feature->GetGeometryRef();
        ASSERT_NE(geometry, nullptr);
        EXPECT_TRUE(geometry->IsValid());
        const Patch& source = *sources.at(feature->GetFieldAsString("patch_no"));
        EXPECT_EQ(feature->GetFieldAsString("structure"), source.structure);
        EXPECT_EQ(feature->GetFieldAsString("village"), source.division_code);
        if (source.floors) {
            EXPECT_EQ(feature->GetFieldAsInteger("floors"), *source.floors);
        }
        // In metres of EPSG:3857: the source's first point lies within a unit and a half.
        const geometry::GridPoint first = geometry::to_grid(source.shape[0][0][0]);
        const double metre = 2 * 20037508.342789244 / 4294967296.0;
        const OGRPoint point(first.x * metre - 20037508.342789244,
                             20037508.342789244 - first.y * metre);
        const double unit = 32 * metre;
        const double buffer = 64 * unit;
        const auto min_x = m_tile.x * 4096 * unit - 20037508.342789244 - buffer;
        const auto max_y = 20037508.342789244 - m_tile.y * 4096 * unit + buffer;
        const bool is_in_tile = point.getX() > min_x && point.getX() < min_x + 4224 * unit &&
                                point.getY() < max_y && point.getY() > max_y - 4224 * unit;
        if (is_in_tile) {
            EXPECT_LT(geometry->Distance(&point), 1.5 * unit);
        }
        ++count;
    }
    EXPECT_EQ(count, m_decoded.features("patches").size());
    OGRLayer* labels = dataset->GetLayerByName("labels");
    ASSERT_NE(labels, nullptr);
    EXPECT_EQ(static_cast<std::size_t>(labels->GetFeatureCount()),
              m_decoded.features("labels").size());
}

/// Runs read_tile.mjs, which prints what @mapbox/vector-tile finds. Needs node and the web
/// packages (scripts/test puts both in place).
TEST_F(OtherReadersTest, the_map_librarys_reader_finds_the_same_features) {
    const std::filesystem::path modules = TUBAN_SOURCE_DIR "/web/node_modules";
    if (std::system("node --version > /dev/null 2>&1") != 0 || // NOLINT(cert-env33-c)
        !std::filesystem::exists(modules / "@mapbox/vector-tile")) {
        GTEST_SKIP() << "no node or no web/node_modules";
    }
    const std::string command =
        fmt::format("node {} {} {}", TUBAN_SOURCE_DIR "/tests/tiles/read_tile.mjs",
                    modules.string(), m_file.string());
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
    std::string output;
    char part[4096];
    while (const std::size_t size = std::fread(part, 1, sizeof(part), pipe.get())) {
        output.append(part, size);
    }
    const auto read = nlohmann::json::parse(output);
    for (const char* layer : {"patches", "labels"}) {
        const auto& expected = m_decoded.features(layer);
        const auto& found = read.at(layer);
        EXPECT_EQ(found.at("version"), 2);
        EXPECT_EQ(found.at("extent"), 4096);
        ASSERT_EQ(found.at("features").size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const auto& feature = found.at("features").at(i);
            EXPECT_EQ(feature.at("id"), *expected[i].id);
            EXPECT_EQ(feature.at("type"), expected[i].type);
            EXPECT_EQ(feature.at("properties").at("patch_no"),
                      std::get<std::string>(expected[i].attributes.at("patch_no")));
            EXPECT_EQ(feature.at("properties").size(), expected[i].attributes.size());
            ASSERT_EQ(feature.at("rings").size(), expected[i].parts.size());
            for (std::size_t r = 0; r < expected[i].parts.size(); ++r) {
                for (std::size_t p = 0; p < expected[i].parts[r].size(); ++p) {
                    EXPECT_EQ(feature.at("rings").at(r).at(p).at(0), expected[i].parts[r][p].x);
                    EXPECT_EQ(feature.at("rings").at(r).at(p).at(1), expected[i].parts[r][p].y);
                }
            }
        }
    }
}

} // namespace
} // namespace tuban::tiles::test
