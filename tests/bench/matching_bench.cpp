// Speed of matching on a generated county; docs/matching.md has the figures. Accuracy is measured
// by tests/bench/matching/run.py.

#include "spatial/matching/candidates.hpp"
#include "spatial/matching/county.hpp"
#include "spatial/matching/detail/evaluator.hpp"
#include "spatial/matching/text.hpp"
#include "tests/spatial/segment/patches.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace tuban::matching {
namespace {

constexpr std::size_t houses_of_a_group = 25;
constexpr std::size_t houses_of_a_village = 200;
constexpr std::size_t one_listed_in = 10;

constexpr std::array<const char*, 10> surnames{"王", "李", "张", "刘", "陈",
                                               "杨", "赵", "黄", "周", "吴"};
constexpr std::array<const char*, 12> given{"国", "建", "明", "志", "军", "华",
                                            "平", "文", "秀", "英", "桂", "兰"};

struct County {
    std::vector<DivisionInput> divisions;
    CountyPatches patches;
    std::vector<CountyHousehold> households;
};

CountyPatches build(std::size_t count, const std::vector<DivisionInput>& divisions,
                    std::vector<CountyHousehold>* households, unsigned threads) {
    std::minstd_rand random(7);
    const auto any = [&random](const auto& of) { return of[random() % of.size()]; };
    CountyPatchesBuilder builder(divisions);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t village = i / houses_of_a_village;
        const std::size_t in_village = i % houses_of_a_village;
        const std::string number = fmt::format("9901010{:07}", i);
        const std::string address =
            fmt::format("安原市清河县{}{}组{}号", divisions[village].name,
                        in_village / houses_of_a_group + 1, in_village % houses_of_a_group + 1);
        const std::string owner = fmt::format("{}{}{}", any(surnames), any(given), any(given));
        const std::size_t village_row = village / 50;
        const std::size_t house_row = in_village / 20;
        const geometry::LonLat place{110 + static_cast<double>(village % 50) * 0.02 +
                                         static_cast<double>(in_village % 20) * 0.0002,
                                     32 + static_cast<double>(village_row) * 0.02 +
                                         static_cast<double>(house_row) * 0.0003};
        PatchInput input;
        input.number = number;
        input.division_code = divisions[village].code;
        input.address = address;
        input.owner_name = owner;
        input.use = "residential";
        input.floors = static_cast<std::uint16_t>(1 + random() % 3);
        input.floor_area_m2 = 80.0F + static_cast<float>(random() % 120);
        input.ground_area_m2 = 100;
        input.box.min = geometry::to_grid({place.lon, place.lat + 0.0001});
        input.box.max = geometry::to_grid({place.lon + 0.0001, place.lat});
        builder.add(input);
        if (households != nullptr && i % one_listed_in == 0) {
            CountyHousehold& made = households->emplace_back();
            made.evidence.name = owner;
            made.evidence.address = address;
            made.evidence.village_codes = {divisions[village].code};
            made.evidence.members = {fmt::format("{}{}", any(surnames), any(given))};
            if (i % (2 * one_listed_in) == 0) {
                made.evidence.position = place;
            }
        }
    }
    return builder.finish(threads);
}

const County& county(std::size_t count) {
    static std::size_t made_of = 0;
    static std::optional<County> made;
    if (made_of != count) {
        std::vector<DivisionInput> divisions;
        for (std::size_t v = 0; v * houses_of_a_village < count; ++v) {
            DivisionInput& division = divisions.emplace_back();
            division.code = fmt::format("990101{:03}{:03}", 1 + v / 15, 200 + v % 15);
            division.name = fmt::format("{}家{}村", surnames[v % 10], given[v / 10 % 12]);
            division.parent = division.code.substr(0, 9);
        }
        std::vector<CountyHousehold> households;
        CountyPatches patches = build(count, divisions, &households, 2);
        made.emplace(County{std::move(divisions), std::move(patches), std::move(households)});
        made_of = count;
    }
    return *made;
}

/// Footprints prepared a second.
void bm_prepare(benchmark::State& state) {
    const auto count = static_cast<std::size_t>(state.range(0));
    const std::vector<DivisionInput>& divisions = county(count).divisions;
    for (auto _ : state) {
        benchmark::DoNotOptimize(build(count, divisions, nullptr, 2).size());
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(bm_prepare)
    ->Arg(60000)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

/// Households matched a second, learning and resolution included.
void bm_match_county(benchmark::State& state) {
    const County& made = county(static_cast<std::size_t>(state.range(0)));
    Settings settings;
    settings.threads = 2;
    std::uint64_t pairs = 0;
    for (auto _ : state) {
        pairs += match_county(made.households, made.patches, settings)->report.pairs;
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(made.households.size()));
    state.counters["pairs"] =
        benchmark::Counter(static_cast<double>(pairs), benchmark::Counter::kIsRate);
}
BENCHMARK(bm_match_county)
    ->Arg(60000)
    ->Arg(500000)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

/// Pairs scored a second by one thread.
void bm_score_pairs(benchmark::State& state) {
    const County& made = county(60000);
    const detail::PreparedCounty& prepared = made.patches.prepared();
    const detail::Model model = detail::prior_model();
    std::vector<detail::PreparedHousehold> households;
    for (const CountyHousehold& household : made.households) {
        households.push_back(detail::prepare_household(household.evidence, prepared));
    }
    detail::Evaluator evaluator(prepared, model);
    detail::Scores scores;
    std::uint64_t pairs = 0;
    std::size_t next = 0;
    for (auto _ : state) {
        evaluator.evaluate(households[next], scores);
        next = (next + 1) % households.size();
        pairs += scores.pairs;
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(pairs));
}
BENCHMARK(bm_score_pairs);

/// A segment of one village of so many houses, one in three without an address; every tenth house's
/// family.
struct Village {
    explicit Village(std::size_t count) : division(1) {
        division[0].code = "990101001200";
        division[0].name = "李家湾村";
        std::minstd_rand random(7);
        const auto any = [&random](const auto& of) { return of[random() % of.size()]; };
        segment::Builder builder(folder.path(), "990101000000");
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t row = i / 50;
            const geometry::LonLat west_south{110 + static_cast<double>(i % 50) * 0.0002,
                                              32 + static_cast<double>(row) * 0.0003};
            const geometry::LonLat east_north{west_south.lon + 0.0001, west_south.lat + 0.0001};
            Patch patch;
            patch.number = fmt::format("9901010{:07}", i);
            patch.division_code = division[0].code;
            patch.owner_name = fmt::format("{}{}{}", any(surnames), any(given), any(given));
            patch.use = "residential";
            patch.floors = static_cast<std::uint16_t>(1 + random() % 3);
            patch.ground_area_m2 = 100.0F;
            patch.shape = {{{west_south,
                             {east_north.lon, west_south.lat},
                             east_north,
                             {west_south.lon, east_north.lat},
                             west_south}}};
            const std::string address =
                fmt::format("安原市清河县李家湾村{}组{}号", i / houses_of_a_group + 1,
                            i % houses_of_a_group + 1);
            if (i % 10 == 0) {
                HouseholdEvidence& made = households.emplace_back();
                made.name = patch.owner_name;
                made.address = address;
                made.village_codes = {division[0].code};
                made.members = {fmt::format("{}{}", any(surnames), any(given))};
                if (i % 20 == 0) {
                    made.position = west_south;
                }
            }
            if (random() % 3 != 0) {
                patch.address = address;
            }
            builder.add(patch);
        }
        segment::ScopedSegment source;
        source.segment = segment::Segment::open(builder.finish().file);
        source.is_whole = true;
        source.allowed_villages = {true};
        scope = {source};
    }

    segment::testing::Folder folder;
    std::vector<DivisionInput> division;
    segment::Scope scope;
    std::vector<HouseholdEvidence> households;
};

double thread_cpu_ms() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

/// One household with reasons, its village read anew: what a candidate panel waits for, but for the
/// store.
void bm_rank_one(benchmark::State& state) {
    using Clock = std::chrono::steady_clock;
    load_tables();
    const Village village(static_cast<std::size_t>(state.range(0)));
    RankContext context;
    context.divisions = village.division;
    std::vector<double> milliseconds;
    std::vector<double> cpu_milliseconds; // without the waits of a machine that others use
    std::size_t next = 0;
    for (auto _ : state) {
        const Clock::time_point start = Clock::now();
        const double cpu_start = thread_cpu_ms();
        benchmark::DoNotOptimize(rank(
            village.households[next++ % village.households.size()], village.scope,
            [](std::string_view) { return std::optional<Taken>(); }, context));
        milliseconds.push_back(
            std::chrono::duration<double, std::milli>(Clock::now() - start).count());
        cpu_milliseconds.push_back(thread_cpu_ms() - cpu_start);
    }
    const auto p95 = [](std::vector<double>& of) {
        std::ranges::sort(of);
        return of[of.size() * 95 / 100];
    };
    state.counters["p95_ms"] = p95(milliseconds);
    state.counters["p95_cpu_ms"] = p95(cpu_milliseconds);
}
BENCHMARK(bm_rank_one)->Arg(200)->Arg(1000)->Arg(3000)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace tuban::matching

BENCHMARK_MAIN();
