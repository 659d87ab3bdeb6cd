#include "data/sample/villages.hpp"
#include "spatial/segment/builder.hpp"
#include "spatial/segment/catalog.hpp"
#include "tests/spatial/segment/patches.hpp"
#include "tiles/tile.hpp"

#include <benchmark/benchmark.h>
#include <geos_c.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

/// Building, lookups and the densest tile on the villages of tiles_bench (TUBAN_BENCH_PATCHES of
/// them, a million without), beside GEOS's STRtree in the same process. tests/bench/tiles/run.py
/// sets them beside PostGIS and SpatiaLite, and beside themselves at ten and thirty times the size.
namespace {

using namespace tuban;
using Clock = std::chrono::steady_clock;

std::uint32_t wanted_patches() {
    const char* const text = std::getenv("TUBAN_BENCH_PATCHES"); // NOLINT(concurrency-mt-unsafe)
    return text == nullptr ? 1'000'000 : static_cast<std::uint32_t>(std::stoul(text));
}

double peak_mb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

double process_cpu_us() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

struct Stopwatch {
    double wall_us = 0;
    double cpu_us = 0; ///< of all threads

    template <typename Work>
    void time(Work work) {
        const auto begin = Clock::now();
        const double cpu_begin = process_cpu_us();
        work();
        cpu_us += process_cpu_us() - cpu_begin;
        wall_us += std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
    }
};

constexpr std::uint32_t most_in_county = 1'000'000;

/// Counties side by side, of a million footprints or less.
struct Province {
    segment::testing::Folder folder;
    double build_us = 0; ///< a patch, wall
    double build_cpu_us = 0;
    double build_peak_mb = 0;
    segment::Scope scope;
    std::vector<geometry::LonLat> places; ///< label points, at random
    tiles::TileId densest;                ///< of the first county
};

tiles::TileId densest_of(const segment::Segment& segment) {
    constexpr std::uint8_t zoom = 14;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> counts;
    for (segment::Position p = 0; p < segment.size(); ++p) {
        const geometry::GridPoint at = segment.label_point(p);
        ++counts[{at.x >> (32U - zoom), at.y >> (32U - zoom)}];
    }
    const auto& [x, y] =
        std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; })->first;
    return {zoom, x, y};
}

std::shared_ptr<const segment::Segment> built_county(Province& province, Stopwatch& watch,
                                                     std::uint32_t index, std::uint32_t count) {
    sample::Villages villages(index, count);
    segment::Builder builder(province.folder.path(), villages.county_code());
    std::vector<Patch> lot;
    for (std::uint32_t i = 0; i < count; i += static_cast<std::uint32_t>(lot.size())) {
        lot.clear();
        while (lot.size() < 1000 && i + lot.size() < count) {
            lot.push_back(villages.next());
        }
        watch.time([&] {
            for (const Patch& patch : lot) {
                builder.add(patch);
            }
        });
    }
    segment::BuiltSegment built;
    watch.time([&] { built = builder.finish(); });
    return segment::Segment::open(built.file, false);
}

const Province& province() {
    static const Province& made = *[] {
        auto* const result = new Province; // lives as long as the program
        Stopwatch watch;
        for (std::uint32_t first = 0; first < wanted_patches(); first += most_in_county) {
            const auto index = first / most_in_county;
            segment::ScopedSegment source;
            source.segment = built_county(*result, watch, index,
                                          std::min(most_in_county, wanted_patches() - first));
            source.slot = index + 1;
            source.is_whole = true;
            result->scope.push_back(std::move(source));
        }
        result->build_us = watch.wall_us / wanted_patches();
        result->build_cpu_us = watch.cpu_us / wanted_patches();
        result->build_peak_mb = peak_mb();
        std::mt19937_64 random(1);
        for (int i = 0; i < 10007; ++i) {
            const auto& segment = *result->scope[random() % result->scope.size()].segment;
            const auto position = static_cast<segment::Position>(random() % segment.size());
            result->places.push_back(geometry::to_lonlat(segment.label_point(position)));
        }
        result->densest = densest_of(*result->scope[0].segment);
        return result;
    }();
    return made;
}

/// Spilling, sorting, writing and syncing included; not the inventing of the patches.
void build(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(&province());
    }
    state.counters["us_a_patch"] = province().build_us;
    state.counters["cpu_us_a_patch"] = province().build_cpu_us;
    state.counters["peak_mb"] = province().build_peak_mb;
}
BENCHMARK(build)->Iterations(1);

double thread_cpu_us() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

/// The mean by the library's clock; then counters p50_us and p99_us of calls timed one by one,
/// processor time with some 0.3 µs of the clock itself.
template <typename Call>
void run(benchmark::State& state, Call call) {
    std::size_t i = 0;
    for (auto _ : state) {
        call(i++);
    }
    constexpr std::size_t sample = 3000;
    std::vector<double> times;
    for (std::size_t n = 0; n < sample; ++n) {
        const double begin = thread_cpu_us();
        call(i++);
        times.push_back(thread_cpu_us() - begin);
    }
    std::ranges::sort(times);
    state.counters["p50_us"] = times[times.size() / 2];
    state.counters["p99_us"] = times[times.size() * 99 / 100];
}

const geometry::LonLat& place(std::size_t i) {
    return province().places[i % province().places.size()];
}

void exact_point(benchmark::State& state) {
    segment::Lookup lookup(province().scope);
    run(state, [&](std::size_t i) { benchmark::DoNotOptimize(lookup.at_point(place(i))); });
}
BENCHMARK(exact_point)->Unit(benchmark::kMicrosecond);

void nearest_10(benchmark::State& state) {
    segment::Lookup lookup(province().scope);
    run(state, [&](std::size_t i) { benchmark::DoNotOptimize(lookup.nearest(place(i), 10)); });
}
BENCHMARK(nearest_10)->Unit(benchmark::kMicrosecond);

void dense_tile_z14_slim(benchmark::State& state) {
    run(state, [](std::size_t) {
        benchmark::DoNotOptimize(tiles::encode_patch_tile(province().scope, province().densest,
                                                          tiles::AttributeSet::slim));
    });
}
BENCHMARK(dense_tile_z14_slim)->Unit(benchmark::kMicrosecond);

/// GEOS's packed tree over the same boxes, then its own exact predicate.
class Strtree {
  public:
    Strtree() {
        const segment::Segment& segment = *province().scope[0].segment;
        for (segment::Position p = 0; p < segment.size(); ++p) {
            m_shapes.push_back(polygon_of(segment.shape(p)));
        }
        const auto begin = Clock::now();
        m_tree = GEOSSTRtree_create_r(m_context, 10);
        for (GEOSGeometry* const shape : m_shapes) {
            GEOSSTRtree_insert_r(m_context, m_tree, shape, shape);
        }
        find(place(0)); // it is built by the first question
        m_build_us = std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
    }

    int find(const geometry::LonLat& at) {
        m_point = GEOSGeom_createPointFromXY_r(m_context, at.lon, at.lat);
        m_found = 0;
        GEOSSTRtree_query_r(
            m_context, m_tree, m_point,
            [](void* item, void* self) {
                auto& tree = *static_cast<Strtree*>(self);
                tree.m_found += GEOSIntersects_r(tree.m_context, static_cast<GEOSGeometry*>(item),
                                                 tree.m_point) == 1
                                    ? 1
                                    : 0;
            },
            this);
        GEOSGeom_destroy_r(m_context, m_point);
        return m_found;
    }
    double build_us() const { return m_build_us; }

  private:
    GEOSGeometry* polygon_of(const geometry::MultiPolygon& shape) {
        std::vector<GEOSGeometry*> parts;
        for (const auto& polygon : shape) {
            std::vector<GEOSGeometry*> rings;
            for (const auto& ring : polygon) {
                GEOSCoordSequence* const points =
                    GEOSCoordSeq_create_r(m_context, static_cast<unsigned>(ring.size()), 2);
                for (unsigned i = 0; i < ring.size(); ++i) {
                    GEOSCoordSeq_setXY_r(m_context, points, i, ring[i].lon, ring[i].lat);
                }
                rings.push_back(GEOSGeom_createLinearRing_r(m_context, points));
            }
            parts.push_back(GEOSGeom_createPolygon_r(m_context, rings[0], rings.data() + 1,
                                                     static_cast<unsigned>(rings.size() - 1)));
        }
        return parts.size() == 1
                   ? parts[0]
                   : GEOSGeom_createCollection_r(m_context, GEOS_MULTIPOLYGON, parts.data(),
                                                 static_cast<unsigned>(parts.size()));
    }

    GEOSContextHandle_t m_context = GEOS_init_r();
    std::vector<GEOSGeometry*> m_shapes;
    double m_build_us = 0;
    GEOSSTRtree* m_tree = nullptr;
    GEOSGeometry* m_point = nullptr;
    int m_found = 0;
};

void strtree_exact_point(benchmark::State& state) {
    static Strtree& tree = *new Strtree; // lives as long as the program
    run(state, [&](std::size_t i) { benchmark::DoNotOptimize(tree.find(place(i))); });
    state.counters["build_us_a_patch"] = tree.build_us() / wanted_patches();
}
BENCHMARK(strtree_exact_point)->Unit(benchmark::kMicrosecond);

} // namespace

BENCHMARK_MAIN();
