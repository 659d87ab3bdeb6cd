#include "tests/spatial/segment/patches.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace tuban::segment {
namespace {

using testing::ring;
using testing::square;

const std::filesystem::path golden = std::filesystem::path(TUBAN_FIXTURES) / "segment/small.seg";

/// A house, a pair with a courtyard and an annex, and a shed of which nothing is known.
std::vector<Patch> small_county() {
    Patch house = testing::patch("9901010000001", {{square({0, 0}, 10)}}, "990101001001");
    house.address = "测试县某某镇某某村一组1号";
    house.owner_name = "甲某";
    house.owner_id_sealed = "sealed";
    house.use = "residential";
    house.dwelling_kind = "detached";
    house.structure = "brick_concrete";
    house.built_period = "after_2010";
    house.built_by = "self";
    house.land_tenure = "collective";
    house.grade = "B";
    house.floors = 2;
    house.height_m = 6.5F;
    house.ground_area_m2 = 100;
    house.floor_area_m2 = 200;
    Patch pair = testing::patch("9901010000002",
                                {{square({100, 100}, 20), square({105, 105}, 5)},
                                 {ring({{130, 100}, {140, 100}, {140, 110}})}},
                                "990101001002");
    pair.use = "non_residential";
    pair.building_name = "祠堂";
    pair.floors = 0;
    const Patch shed = testing::patch("9901010000003", {{square({200, 0}, 4)}}, "990101001001");
    return {house, pair, shed};
}

std::string read_all(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// TUBAN_REWRITE_GOLDENS=1 writes the file anew, for a new version of the format.
TEST(GoldenSegment, is_what_the_builder_writes_to_the_byte) {
    const testing::Folder folder;
    const auto built = testing::build(folder.path(), small_county());
    if (std::getenv("TUBAN_REWRITE_GOLDENS") != nullptr) {
        std::filesystem::create_directories(golden.parent_path());
        std::filesystem::copy_file(built.file, golden,
                                   std::filesystem::copy_options::overwrite_existing);
    }
    EXPECT_TRUE(read_all(built.file) == read_all(golden));
    EXPECT_EQ(built.hash, "ae02ea48f73a187a9750ff411351c7b19eabf26d5b40abf0e8a8cc005e039d1b");
}

TEST(GoldenSegment, is_read_as_it_was_meant) {
    const auto segment = Segment::open(golden);
    ASSERT_EQ(segment->size(), 3U);
    EXPECT_EQ(segment->county_code(), "990101000000");
    const auto house = segment->find_number("9901010000001");
    const auto pair = segment->find_number("9901010000002");
    const auto shed = segment->find_number("9901010000003");
    ASSERT_TRUE(house && pair && shed);

    EXPECT_EQ(segment->text(TextColumn::address, *house), "测试县某某镇某某村一组1号");
    EXPECT_EQ(segment->text(TextColumn::owner_name, *house), "甲某");
    EXPECT_EQ(segment->code(CodeColumn::structure, *house), "brick_concrete");
    EXPECT_EQ(segment->code(CodeColumn::grade, *house), "B");
    EXPECT_EQ(segment->floors(*house), 2);
    EXPECT_EQ(segment->height_m(*house), 6.5F);
    EXPECT_EQ(segment->ground_area_m2(*house), 100);
    EXPECT_EQ(segment->floor_area_m2(*house), 200);
    const auto shape = segment->shape(*house);
    const auto corner = testing::at({0, 0});
    EXPECT_NEAR(shape[0][0][0].lon, corner.lon, 5e-8);
    EXPECT_NEAR(geometry::area_m2(shape), 100, 0.6);

    EXPECT_EQ(segment->text(TextColumn::building_name, *pair), "祠堂");
    EXPECT_EQ(segment->text(TextColumn::owner_name, *pair), "");
    EXPECT_EQ(segment->floors(*pair), 0);
    const auto parts = segment->shape(*pair);
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[0].size(), 2U);
    EXPECT_EQ(parts[1].size(), 1U);

    EXPECT_FALSE(segment->floors(*shed));
    EXPECT_FALSE(segment->height_m(*shed));
    EXPECT_EQ(segment->code_byte(CodeColumn::use, *shed), 0);
    EXPECT_EQ(segment->text(TextColumn::address, *shed), "");
    EXPECT_NEAR(segment->ground_area_m2(*shed), 16, 0.1);
    EXPECT_EQ(segment->villages()[segment->village_index(*shed)].code, "990101001001");
    EXPECT_EQ(segment->villages()[segment->village_index(*shed)].patch_count, 2U);
}

} // namespace
} // namespace tuban::segment
