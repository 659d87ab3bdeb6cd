#include "base/gzip.hpp"
#include "data/sample/villages.hpp"
#include "spatial/segment/builder.hpp"
#include "spatial/segment/catalog.hpp"
#include "tests/spatial/segment/patches.hpp"
#include "tiles/tile.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>

/// The densest tile of each zoom in invented villages (TUBAN_BENCH_PATCHES of them, a million
/// without), labels included. tests/bench/tiles/run.py sets it beside PostGIS.
namespace {

using namespace tuban;

std::uint32_t wanted_patches() {
    const char* const text = std::getenv("TUBAN_BENCH_PATCHES"); // NOLINT(concurrency-mt-unsafe)
    return text == nullptr ? 1'000'000 : static_cast<std::uint32_t>(std::stoul(text));
}

const segment::Scope& scope() {
    static const segment::Scope made = [] {
        const segment::testing::Folder folder;
        sample::Villages villages(0, wanted_patches());
        segment::Builder builder(folder.path(), villages.county_code());
        for (std::uint32_t i = 0; i < wanted_patches(); ++i) {
            builder.add(villages.next());
        }
        segment::ScopedSegment source;
        source.segment = segment::Segment::open(builder.finish().file);
        source.slot = 1;
        source.is_whole = true;
        return segment::Scope{source};
    }();
    return made;
}

tiles::TileId densest(std::uint8_t zoom) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> counts;
    const segment::Segment& segment = *scope()[0].segment;
    for (segment::Position p = 0; p < segment.size(); ++p) {
        const geometry::GridPoint at = segment.label_point(p);
        ++counts[{at.x >> (32U - zoom), at.y >> (32U - zoom)}];
    }
    const auto& [x, y] =
        std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; })->first;
    return {zoom, x, y};
}

void encode(benchmark::State& state, tiles::AttributeSet attributes, bool is_packed) {
    const tiles::TileId tile = densest(static_cast<std::uint8_t>(state.range(0)));
    std::size_t size = 0;
    for (auto _ : state) {
        std::string bytes = tiles::encode_patch_tile(scope(), tile, attributes);
        if (is_packed) {
            bytes = gzip_at_once(bytes);
        }
        size = bytes.size();
        benchmark::DoNotOptimize(bytes.data());
    }
    state.counters["bytes"] = static_cast<double>(size);
    state.counters["x"] = tile.x;
    state.counters["y"] = tile.y;
}

void slim(benchmark::State& state) {
    encode(state, tiles::AttributeSet::slim, false);
}
void full(benchmark::State& state) {
    encode(state, tiles::AttributeSet::full, false);
}
void slim_gzip(benchmark::State& state) {
    encode(state, tiles::AttributeSet::slim, true);
}

BENCHMARK(slim)->DenseRange(14, 16)->Unit(benchmark::kMicrosecond);
BENCHMARK(full)->DenseRange(14, 16)->Unit(benchmark::kMicrosecond);
BENCHMARK(slim_gzip)->DenseRange(14, 16)->Unit(benchmark::kMicrosecond);

} // namespace

BENCHMARK_MAIN();
