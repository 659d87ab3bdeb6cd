#include "base/error.hpp"
#include "base/gzip.hpp"
#include "tests/tiles/drawn_patch.hpp"
#include "tests/tiles/mvt_decoder.hpp"
#include "tiles/archive.hpp"
#include "tiles/patch_encoder.hpp"
#include "tiles/pmtiles.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace tuban::tiles::test {
namespace {

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

segment::Scope villages(int patch_count) {
    segment::testing::Village village(20240602);
    std::vector<Patch> patches;
    for (int i = 0; i < patch_count; ++i) {
        patches.push_back(village.next());
    }
    return {whole(patches, 3)};
}

std::string encoded(const segment::Scope& scope, TileId tile, AttributeSet attributes) {
    PatchEncoder encoder;
    encoder.start(tile, attributes);
    encoder.add(scope.front());
    return encoder.finish();
}

std::uint64_t number_at(const std::string& bytes, std::size_t offset) {
    std::uint64_t value = 0;
    for (std::size_t i = 8; i-- > 0;) {
        value = value << 8U | static_cast<unsigned char>(bytes.at(offset + i));
    }
    return value;
}

/// What an npm package read, or nothing where there is no node or no web/node_modules.
nlohmann::json read_with_pmtiles(const std::filesystem::path& archive) {
    const std::filesystem::path modules = TUBAN_SOURCE_DIR "/web/node_modules";
    if (std::system("node --version >/dev/null 2>&1") != 0 || // NOLINT(concurrency-mt-unsafe)
        !std::filesystem::exists(modules / "pmtiles")) {
        return {};
    }
    const auto command =
        fmt::format("node {} {} {}", TUBAN_SOURCE_DIR "/tests/tiles/read_archive.mjs",
                    modules.string(), archive.string());
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::string text;
    std::array<char, 65536> buffer{};
    for (std::size_t count = 0;
         (count = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;) {
        text.append(buffer.data(), count);
    }
    return nlohmann::json::parse(text);
}

std::string from_base64(std::string_view text) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char digit : text) {
        const auto value = digits.find(digit);
        if (value == std::string_view::npos) {
            break;
        }
        bits = bits << 6U | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes.push_back(static_cast<char>(bits >> static_cast<unsigned>(count)));
        }
    }
    return bytes;
}

TEST(PmtilesId, is_that_of_the_specification) {
    EXPECT_EQ(pmtiles_id({0, 0, 0}), 0U);
    EXPECT_EQ(pmtiles_id({1, 0, 0}), 1U);
    EXPECT_EQ(pmtiles_id({1, 0, 1}), 2U);
    EXPECT_EQ(pmtiles_id({1, 1, 1}), 3U);
    EXPECT_EQ(pmtiles_id({1, 1, 0}), 4U);
    EXPECT_EQ(pmtiles_id({2, 0, 0}), 5U);
    EXPECT_EQ(pmtiles_id({12, 3423, 1763}), 19078479U);
}

TEST(PmtilesId, every_tile_of_a_zoom_has_its_own_and_neighbours_on_the_curve_touch) {
    TileId last = from_pmtiles_id(pmtiles_id({6, 0, 0}));
    std::set<TileId> seen{last};
    for (std::uint64_t id = pmtiles_id({6, 0, 0}) + 1; id < pmtiles_id({7, 0, 0}); ++id) {
        const TileId tile = from_pmtiles_id(id);
        EXPECT_EQ(pmtiles_id(tile), id);
        EXPECT_EQ(tile.zoom, 6);
        EXPECT_EQ(std::abs(static_cast<int>(tile.x) - static_cast<int>(last.x)) +
                      std::abs(static_cast<int>(tile.y) - static_cast<int>(last.y)),
                  1);
        seen.insert(tile);
        last = tile;
    }
    EXPECT_EQ(seen.size(), 64U * 64U);
}

TEST(Archive, holds_exactly_the_tiles_that_are_encoded_one_by_one_as_the_npm_reader_finds_them) {
    const segment::testing::Folder folder;
    const auto file = folder.path() / "village.pmtiles";
    const segment::Scope scope = villages(300);
    ArchiveOptions options;
    options.min_zoom = 9;
    options.name = "村";
    const ArchiveReport report = write_archive(scope, file, options);
    const auto read = read_with_pmtiles(file);
    if (read.is_null()) {
        GTEST_SKIP() << "no node or no web/node_modules";
    }
    EXPECT_EQ(read["header"]["clustered"], true);
    EXPECT_EQ(read["header"]["tileType"], 1);
    EXPECT_EQ(read["header"]["tileCompression"], 2);
    EXPECT_EQ(read["header"]["numAddressedTiles"], report.tiles);
    EXPECT_EQ(read["metadata"]["name"], "村");
    EXPECT_EQ(read["metadata"]["vector_layers"][0]["id"], "patches");
    EXPECT_EQ(read["metadata"]["vector_layers"][0]["fields"]["floors"], "Number");

    EXPECT_EQ(read["tiles"].size(), report.tiles);
    std::map<TileId, std::string> tiles;
    for (const auto& tile : read["tiles"]) {
        const TileId id{tile["zxy"][0].get<std::uint8_t>(), tile["zxy"][1].get<std::uint32_t>(),
                        tile["zxy"][2].get<std::uint32_t>()};
        EXPECT_EQ(tile["id"].get<std::uint64_t>(), pmtiles_id(id));
        tiles[id] = from_base64(tile["bytes"].get<std::string>());
    }
    for (std::uint8_t zoom = options.min_zoom; zoom <= options.max_zoom; ++zoom) {
        std::set<std::uint64_t> features;
        for (const auto& [id, bytes] : tiles) {
            if (id.zoom == zoom) {
                EXPECT_EQ(bytes, encoded(scope, id, AttributeSet::full));
                const Tile decoded = decode(bytes);
                for (const Feature& feature : decoded.features("patches")) {
                    features.insert(feature.id.value());
                }
                // No neighbour with something to show was left out.
                for (const int dx : {-1, 0, 1}) {
                    for (const int dy : {-1, 0, 1}) {
                        const TileId near{zoom,
                                          static_cast<std::uint32_t>(static_cast<int>(id.x) + dx),
                                          static_cast<std::uint32_t>(static_cast<int>(id.y) + dy)};
                        EXPECT_EQ(tiles.contains(near),
                                  !encoded(scope, near, AttributeSet::full).empty());
                    }
                }
            }
        }
        EXPECT_EQ(features.size(), 300U) << "zoom " << int(zoom);
    }
}

TEST(Archive, has_the_same_bytes_with_any_number_of_threads) {
    const segment::testing::Folder folder;
    const segment::Scope scope = villages(500);
    ArchiveOptions options;
    options.max_zoom = 18;
    options.threads = 1;
    write_archive(scope, folder.path() / "one", options);
    options.threads = 5;
    write_archive(scope, folder.path() / "five", options);
    EXPECT_EQ(content_of(folder.path() / "one"), content_of(folder.path() / "five"));
}

TEST(Archive, leaves_out_what_the_scope_does_not_allow) {
    const segment::testing::Folder folder;
    segment::Scope scope = villages(300);
    scope[0].is_whole = false;
    scope[0].allowed_villages.assign(scope[0].segment->villages().size(), false);
    const ArchiveReport report = write_archive(scope, folder.path() / "none", {});
    EXPECT_EQ(report.tiles, 0U);
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "none"));
}

TEST(Archive, a_cancelled_one_leaves_no_file) {
    const segment::testing::Folder folder;
    ArchiveOptions options;
    options.progress = [](std::uint64_t, std::uint64_t) { return false; };
    EXPECT_TRUE(write_archive(villages(300), folder.path() / "none", options).is_cancelled);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Archive, a_failure_while_others_wait_for_their_turn_ends_it_and_leaves_no_file) {
    const segment::testing::Folder folder;
    ArchiveOptions options;
    options.threads = 4;
    options.progress = [](std::size_t, std::size_t) -> bool {
        throw std::runtime_error("planted");
    };
    EXPECT_THROW(write_archive(villages(300), folder.path() / "x.pmtiles", options),
                 std::runtime_error);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Archive, says_where_it_could_not_write) {
    EXPECT_THROW(write_archive(villages(3), "/nowhere/at/all.pmtiles", {}), Error);
    EXPECT_THROW(write_archive(villages(3), "/dev/full/x.pmtiles", {}), Error);
}

TEST(PmtilesWriter, keeps_equal_tiles_once_and_runs_of_them_in_one_entry) {
    const segment::testing::Folder folder;
    const auto file = folder.path() / "runs";
    PmtilesWriter writer(file);
    const std::string sea = gzip("sea", 6);
    for (std::uint64_t id = 5; id < 15; ++id) {
        writer.add(id, sea);
    }
    writer.add(20, gzip("land", 6));
    writer.add(21, sea);
    writer.finish({2, 2, {0, 0, 1, 1}, "{}"});
    const std::string bytes = content_of(file);
    EXPECT_EQ(number_at(bytes, 72), 12U); // addressed tiles
    EXPECT_EQ(number_at(bytes, 80), 3U);  // entries
    EXPECT_EQ(number_at(bytes, 88), 2U);  // contents
}

TEST(PmtilesWriter, splits_a_long_directory_and_the_npm_reader_finds_every_tile) {
    const segment::testing::Folder folder;
    const auto file = folder.path() / "many";
    PmtilesWriter writer(file);
    std::mt19937 random(20240603);
    std::map<std::uint64_t, std::string> written;
    for (std::uint64_t id = pmtiles_id({7, 0, 0}); id < pmtiles_id({8, 0, 0}); ++id) {
        if (random() % 10 > 0) {
            written[id] = fmt::format("{}{:{}}", id, "", random() % 900);
            for (char& c : written[id]) {
                c = c == ' ' ? static_cast<char>(random()) : c;
            }
            writer.add(id, gzip(written[id], 1));
        }
    }
    writer.finish({7, 7, {-180, -85, 180, 85}, "{}"});
    const std::string bytes = content_of(file);
    EXPECT_LE(number_at(bytes, 8) + number_at(bytes, 16), 16384U); // root directory
    EXPECT_GT(number_at(bytes, 48), 0U);                           // leaf directories
    const auto read = read_with_pmtiles(file);
    if (read.is_null()) {
        GTEST_SKIP() << "no node or no web/node_modules";
    }
    std::map<std::uint64_t, std::string> found;
    for (const auto& tile : read["tiles"]) {
        found[tile["id"].get<std::uint64_t>()] = from_base64(tile["bytes"].get<std::string>());
    }
    EXPECT_EQ(found == written, true) << found.size() << " of " << written.size();
}

} // namespace
} // namespace tuban::tiles::test
