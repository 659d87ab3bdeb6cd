#include "tests/tiles/drawn_patch.hpp"
#include "tiles/tile.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace tuban::tiles::test {
namespace {

// Tiles of a small drawn hamlet, byte for byte. TUBAN_REWRITE_GOLDEN=1 ctest -R GoldenTile
// rewrites them.

constexpr TileId home{14, 13153, 6511};

std::vector<Patch> hamlet() {
    std::vector<Patch> patches{
        patch_in(home, "9901010000001", box_drawing(500.2, 500.7, 530.4, 520.1)),
        patch_in(home, "9901010000002",
                 {{540.1, 500.2},
                  {560.3, 500.2},
                  {560.3, 512.8},
                  {550.5, 512.8},
                  {550.5, 525.1},
                  {540.1, 525.1}}),
        patch_in(home, "9901010000003", box_drawing(600.3, 600.3, 600.6, 600.6)),
        patch_in(home, "9901010000004", box_drawing(4080.5, 4080.5, 4110.5, 4105.5)),
        patch_in(home, "9901010000005", box_drawing(700, 700, 760, 750), "990101001002"),
        patch_in(home, "9901010000006", box_drawing(-200, 1000, 4400, 1040))};
    patches[0].use = "residential";
    patches[0].grade = "C";
    patches[0].structure = "earth_wood";
    patches[0].built_period = "le1980";
    patches[0].floors = std::uint16_t{1};
    patches[1].use = "residential";
    patches[1].grade = "A";
    patches[1].structure = "brick_stone";
    patches[1].floors = std::uint16_t{2};
    patches[1].floor_area_m2 = 312.5F;
    patches[4].shape[0].push_back(ring_in(home, {{715, 715}, {715, 735}, {745, 735}, {745, 715}}));
    patches[4].shape.push_back({ring_in(home, box_drawing(780.4, 700, 800.6, 720))});
    patches[5].use = "non_residential";
    return patches;
}

void expect_golden(const std::string& name, const std::string& bytes) {
    const std::filesystem::path path =
        std::filesystem::path(TUBAN_FIXTURES "/mvt/golden") / (name + ".mvt");
    if (std::getenv("TUBAN_REWRITE_GOLDEN") != nullptr) { // NOLINT(concurrency-mt-unsafe)
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << bytes;
    }
    std::ifstream file(path, std::ios::binary);
    const std::string golden{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(bytes, golden) << name << " differs from its golden file";
}

TEST(GoldenTile, is_byte_for_byte_what_it_was) {
    const segment::Scope scope{whole(hamlet(), 7)};
    expect_golden("slim-14", encode_patch_tile(scope, home));
    expect_golden("full-14", encode_patch_tile(scope, home, AttributeSet::full));
    expect_golden("slim-13", encode_patch_tile(scope, {13, home.x / 2, home.y / 2}));
    expect_golden("slim-16", encode_patch_tile(scope, {16, home.x * 4 + 1, home.y * 4}));
    expect_golden("slim-14-east", encode_patch_tile(scope, {14, home.x + 1, home.y}));
}

} // namespace
} // namespace tuban::tiles::test
