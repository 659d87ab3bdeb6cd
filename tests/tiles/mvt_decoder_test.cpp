#include "tests/tiles/mvt_decoder.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace tuban::tiles::test {
namespace {

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(MvtDecoder, accepts_and_refuses_the_specification_cases_as_mvt_2_demands) {
    int seen = 0;
    for (const auto& entry : std::filesystem::directory_iterator(TUBAN_FIXTURES "/mvt/spec")) {
        if (!entry.is_directory()) {
            continue;
        }
        ++seen;
        const auto info = nlohmann::json::parse(read_file(entry.path() / "info.json"));
        const std::string bytes = read_file(entry.path() / "tile.mvt");
        SCOPED_TRACE(entry.path().filename().string() + ": " +
                     info["description"].get<std::string>());
        if (info["validity"]["v2"].get<bool>()) {
            EXPECT_NO_THROW(decode(bytes));
        } else {
            EXPECT_THROW(decode(bytes), InvalidTile);
        }
    }
    EXPECT_EQ(seen, 50);
}

} // namespace
} // namespace tuban::tiles::test
