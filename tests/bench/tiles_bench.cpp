#include "spatial/segment/builder.hpp"
#include "spatial/segment/catalog.hpp"
#include "tests/spatial/segment/patches.hpp"
#include "tiles/tile.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <libdeflate.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace tuban;
using segment::testing::Metres;

/// 34.3°N, where a z14 tile is 2,020 m wide; the village covers it with 2,300 footprints of which
/// a fifth are L-shaped, turned like streets are, and reaches half a tile beyond it.
constexpr tiles::TileId dense_z14{14, 13158, 6528};
constexpr double tile_side_m = 2020;
constexpr int footprints_per_tile = 2300;

geometry::LonLat corner_of(tiles::TileId tile) {
    const unsigned shift = 32U - tile.zoom;
    return geometry::to_lonlat({tile.x << shift, tile.y << shift});
}

std::string any_of(std::mt19937_64& random, const std::vector<std::string>& values) {
    return values[std::uniform_int_distribution<std::size_t>(0, values.size() - 1)(random)];
}

segment::Scope dense_scope() {
    std::mt19937_64 random(7);
    const auto uniform = [&random](double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(random);
    };
    const segment::testing::Folder folder;
    segment::Builder builder(folder.path(), "990101000000");
    const geometry::LonLat corner = corner_of(dense_z14);
    for (int i = 0; i < 4 * footprints_per_tile; ++i) {
        const Metres at{uniform(-0.5, 1.5) * tile_side_m, uniform(-1.5, 0.5) * tile_side_m};
        const double w = uniform(6, 20);
        const double d = uniform(5, 14);
        std::vector<Metres> outline{{0, 0}, {w, 0}, {w, d}, {0, d}};
        if (i % 5 == 0) {
            outline = {{0, 0}, {w, 0}, {w, d / 2}, {w / 2, d / 2}, {w / 2, d}, {0, d}};
        }
        const double angle = std::floor(uniform(0, 8)) * 0.3 + uniform(-0.05, 0.05);
        for (Metres& p : outline) {
            p = {at.east + p.east * std::cos(angle) - p.north * std::sin(angle),
                 at.north + p.east * std::sin(angle) + p.north * std::cos(angle)};
        }
        Patch patch = segment::testing::patch(fmt::format("990101{:07}", i),
                                              {{segment::testing::ring(outline, corner)}},
                                              fmt::format("9901010010{:02}", i % 20));
        patch.use = i % 8 == 0 ? "non_residential" : "residential";
        patch.grade = any_of(random, {"A", "B", "C", "D", ""});
        patch.structure = any_of(random, {"brick_stone", "earth_wood", "mixed", "cave"});
        patch.built_period = any_of(random, {"le1980", "y1981_1990", "y1991_2000", "ge2016"});
        patch.floors = static_cast<std::uint16_t>(uniform(1, 4));
        patch.floor_area_m2 = static_cast<float>(uniform(30, 300));
        patch.height_m = static_cast<float>(uniform(3, 12));
        builder.add(patch);
    }
    segment::ScopedSegment source;
    source.segment = segment::Segment::open(builder.finish().file);
    source.slot = 1;
    source.is_whole = true;
    return {source};
}

const segment::Scope& scope() {
    static const segment::Scope made = dense_scope();
    return made;
}

/// The tile of this zoom in the middle of the dense one.
tiles::TileId middle_tile(std::uint8_t zoom) {
    const std::uint32_t factor = 1U << (zoom - dense_z14.zoom);
    return {zoom, dense_z14.x * factor + factor / 2, dense_z14.y * factor + factor / 2};
}

void encode(benchmark::State& state, tiles::AttributeSet attributes) {
    const tiles::TileId tile = middle_tile(static_cast<std::uint8_t>(state.range(0)));
    scope();
    std::size_t size = 0;
    for (auto _ : state) {
        const std::string bytes = tiles::encode_patch_tile(scope(), tile, attributes);
        size = bytes.size();
        benchmark::DoNotOptimize(bytes.data());
    }
    state.counters["bytes"] = static_cast<double>(size);
}

void encode_slim(benchmark::State& state) {
    encode(state, tiles::AttributeSet::slim);
}
void encode_full(benchmark::State& state) {
    encode(state, tiles::AttributeSet::full);
}

void encode_slim_and_compress(benchmark::State& state) {
    const tiles::TileId tile = middle_tile(static_cast<std::uint8_t>(state.range(0)));
    const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor(
        libdeflate_alloc_compressor(static_cast<int>(state.range(1))), libdeflate_free_compressor);
    scope();
    std::size_t size = 0;
    for (auto _ : state) {
        const std::string bytes = tiles::encode_patch_tile(scope(), tile);
        std::string packed(libdeflate_gzip_compress_bound(compressor.get(), bytes.size()), '\0');
        size = libdeflate_gzip_compress(compressor.get(), bytes.data(), bytes.size(), packed.data(),
                                        packed.size());
        benchmark::DoNotOptimize(packed.data());
    }
    state.counters["bytes"] = static_cast<double>(size);
}

BENCHMARK(encode_slim)->Arg(14)->Arg(15)->Arg(16)->Unit(benchmark::kMicrosecond);
BENCHMARK(encode_full)->Arg(14)->Arg(15)->Arg(16)->Unit(benchmark::kMicrosecond);
BENCHMARK(encode_slim_and_compress)
    ->ArgsProduct({{14, 15, 16}, {1, 6}})
    ->Unit(benchmark::kMicrosecond);

} // namespace

BENCHMARK_MAIN();
