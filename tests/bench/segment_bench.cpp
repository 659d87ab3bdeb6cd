#include "spatial/segment/builder.hpp"
#include "spatial/segment/catalog.hpp"
#include "spatial/segment/detail/file.hpp"
#include "spatial/segment/detail/file_view.hpp"
#include "tests/spatial/segment/patches.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

/// A county of a million invented footprints: 5,000 villages of 200 houses, strewn over 80 km;
/// a fifth L-shaped (4.4 corners on average), nine attributes. TUBAN_BENCH_PATCHES changes the
/// number.
namespace tuban::segment {
namespace {

using testing::Metres;

constexpr std::uint32_t houses_per_village = 200;

std::uint32_t wanted_patches() {
    const char* const text = std::getenv("TUBAN_BENCH_PATCHES");
    return text == nullptr ? 1'000'000 : static_cast<std::uint32_t>(std::stoul(text));
}

class County {
  public:
    Patch next() {
        if (m_count % houses_per_village == 0) {
            m_village = {uniform(-40e3, 40e3), uniform(-40e3, 40e3)};
            m_village_code = fmt::format("9901{:08}", m_count / houses_per_village);
        }
        const Metres corner{m_village.east + uniform(-150, 150),
                            m_village.north + uniform(-150, 150)};
        const double w = uniform(6, 20);
        const double d = uniform(5, 14);
        std::vector<Metres> outline{{0, 0}, {w, 0}, {w, d}, {0, d}};
        if (m_count % 5 == 0) {
            outline = {{0, 0}, {w, 0}, {w, d / 2}, {w / 2, d / 2}, {w / 2, d}, {0, d}};
        }
        const double angle = uniform(0, 6.28);
        for (Metres& p : outline) {
            p = {corner.east + p.east * std::cos(angle) - p.north * std::sin(angle),
                 corner.north + p.east * std::sin(angle) + p.north * std::cos(angle)};
        }
        Patch made = testing::patch(fmt::format("990101{:07}", m_count), {{testing::ring(outline)}},
                                    m_village_code);
        made.address = fmt::format("测试县某某镇某某村{}组{}号", m_count % 9, m_count % 200);
        made.owner_name = "甲某";
        made.use = m_count % 10 == 0 ? "non_residential" : "residential";
        made.structure = m_count % 3 == 0 ? "brick_concrete" : "brick_timber";
        made.built_period = m_count % 2 == 0 ? "after_2010" : "before_1980";
        made.grade = m_count % 7 == 0 ? "C" : "A";
        made.floors = static_cast<std::uint16_t>(1 + m_count % 3);
        made.height_m = 6.5F;
        made.floor_area_m2 = static_cast<float>(w * d);
        ++m_count;
        return made;
    }

  private:
    double uniform(double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(m_random);
    }
    std::mt19937_64 m_random{20240903};
    std::uint32_t m_count = 0;
    Metres m_village{};
    std::string m_village_code;
};

struct Built {
    testing::Folder folder;
    std::filesystem::path file;
    double seconds_a_million = 0;
    Scope scope;
    std::vector<geometry::LonLat> places; ///< label points of patches, anyhow
};

const Built& built() {
    static const Built& made = *[] {
        auto* const result = new Built; // lives as long as the program
        County county;
        Builder builder(result->folder.path(), "990101000000");
        std::chrono::duration<double> spent{};
        for (std::uint32_t i = 0; i < wanted_patches(); ++i) {
            const Patch patch = county.next();
            const auto begin = std::chrono::steady_clock::now();
            builder.add(patch);
            spent += std::chrono::steady_clock::now() - begin;
        }
        const auto begin = std::chrono::steady_clock::now();
        result->file = builder.finish().file;
        spent += std::chrono::steady_clock::now() - begin;
        result->seconds_a_million = spent.count() * 1e6 / wanted_patches();
        auto segment = Segment::open(result->file);
        std::mt19937_64 random(1);
        for (int i = 0; i < 10007; ++i) {
            const auto position = static_cast<Position>(random() % segment->size());
            result->places.push_back(geometry::to_lonlat(segment->label_point(position)));
        }
        result->scope = {{std::move(segment), 1, {}, true}};
        return result;
    }();
    return made;
}

double bytes_a_patch(std::initializer_list<std::string_view> prefixes) {
    const detail::MappedFile mapping(detail::open_for_reading(built().file));
    const detail::FileView view(mapping.bytes());
    double total = 0;
    for (const detail::SectionEntry& entry : view.table()) {
        const std::string_view name =
            detail::section_name(static_cast<detail::SectionId>(entry.id));
        for (const std::string_view prefix : prefixes) {
            total += name.starts_with(prefix) ? static_cast<double>(entry.length) : 0;
        }
    }
    return total / view.header().patch_count;
}

void build(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(built().seconds_a_million);
    }
    state.counters["seconds_a_million"] = built().seconds_a_million;
    state.counters["bytes_file"] = bytes_a_patch({""});
    state.counters["bytes_boxes_rings"] = bytes_a_patch({"leaves", "tree", "large_boxes", "ring"});
    state.counters["bytes_tiles_and_point"] =
        bytes_a_patch({"leaves", "tree", "large_boxes", "ring", "labels", "exact_labels",
                       "village_of", "code_use", "code_structure", "code_built_period",
                       "code_grade", "floors", "number_offsets", "numbers"});
}
BENCHMARK(build)->Iterations(1);

void open_verified(benchmark::State& state) {
    const auto& file = built().file;
    for (auto _ : state) {
        benchmark::DoNotOptimize(Segment::open(file));
    }
}
BENCHMARK(open_verified)->Unit(benchmark::kMillisecond);

void open_known(benchmark::State& state) {
    const auto& file = built().file;
    for (auto _ : state) {
        benchmark::DoNotOptimize(Segment::open(file, false));
    }
}
BENCHMARK(open_known)->Unit(benchmark::kMicrosecond);

void exact_point(benchmark::State& state) {
    Lookup lookup(built().scope);
    std::size_t i = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(lookup.at_point(built().places[i++ % built().places.size()]));
    }
}
BENCHMARK(exact_point);

void nearest_10(benchmark::State& state) {
    Lookup lookup(built().scope);
    std::size_t i = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(lookup.nearest(built().places[i++ % built().places.size()], 10));
    }
}
BENCHMARK(nearest_10)->Unit(benchmark::kMicrosecond);

void nearest_10_from_outside(benchmark::State& state) {
    Lookup lookup(built().scope);
    for (auto _ : state) {
        benchmark::DoNotOptimize(lookup.nearest(testing::at({150e3, 30e3}), 10));
    }
}
BENCHMARK(nearest_10_from_outside)->Unit(benchmark::kMicrosecond);

/// 200 m around a house: some 160 footprints.
void exact_box(benchmark::State& state) {
    Lookup lookup(built().scope);
    std::size_t i = 0;
    std::size_t found = 0;
    for (auto _ : state) {
        const auto [lon, lat] = built().places[i++ % built().places.size()];
        found += lookup.in_box({lon - 1e-3, lat - 1e-3}, {lon + 1e-3, lat + 1e-3}, 10000).size();
    }
    state.counters["found"] = static_cast<double>(found) / static_cast<double>(state.iterations());
}
BENCHMARK(exact_box)->Unit(benchmark::kMicrosecond);

void find_number(benchmark::State& state) {
    const Segment& segment = *built().scope[0].segment;
    std::mt19937_64 random(2);
    std::vector<std::string> numbers;
    for (int i = 0; i < 10007; ++i) {
        numbers.emplace_back(segment.number(static_cast<Position>(random() % segment.size())));
    }
    std::size_t i = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(segment.find_number(numbers[i++ % numbers.size()]));
    }
}
BENCHMARK(find_number);

/// Rings of 2,300 neighbours, as many as a dense tile of z14 holds.
void decode_2300_rings(benchmark::State& state) {
    const Segment& segment = *built().scope[0].segment;
    RingBuffer buffer;
    std::mt19937_64 random(3);
    for (auto _ : state) {
        const auto first = static_cast<Position>(random() % (segment.size() - 2300));
        std::uint32_t sum = 0;
        for (Position p = first; p < first + 2300; ++p) {
            segment.visit_rings(p, buffer,
                                [&sum](const RingView& ring) { sum += ring.points.back().x; });
        }
        benchmark::DoNotOptimize(sum);
    }
}
BENCHMARK(decode_2300_rings)->Unit(benchmark::kMicrosecond);

void search_a_tile_of_z14(benchmark::State& state) {
    const Segment& segment = *built().scope[0].segment;
    std::vector<Position> found;
    std::size_t i = 0;
    std::size_t total = 0;
    for (auto _ : state) {
        found.clear();
        auto tile = geometry::to_grid(built().places[i++ % built().places.size()]);
        tile = {tile.x >> 18U << 18U, tile.y >> 18U << 18U};
        segment.search({tile, {tile.x + 0x3FFFF, tile.y + 0x3FFFF}}, found);
        total += found.size();
    }
    state.counters["found"] = static_cast<double>(total) / static_cast<double>(state.iterations());
}
BENCHMARK(search_a_tile_of_z14)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tuban::segment

BENCHMARK_MAIN();
