// Speed of matching on a generated county; docs/matching.md has the figures. Accuracy is measured
// by tests/bench/matching/run.py.

#include "spatial/matching/county.hpp"
#include "spatial/matching/detail/evaluator.hpp"
#include "spatial/matching/detail/reasons.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

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
        const geometry::LonLat place{110 + static_cast<double>(village % 50) * 0.02 +
                                         static_cast<double>(in_village % 20) * 0.0002,
                                     32 + static_cast<double>(village / 50) * 0.02 +
                                         static_cast<double>(in_village / 20) * 0.0003};
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
void BM_prepare(benchmark::State& state) {
    const auto count = static_cast<std::size_t>(state.range(0));
    const std::vector<DivisionInput>& divisions = county(count).divisions;
    for (auto _ : state) {
        benchmark::DoNotOptimize(build(count, divisions, nullptr, 2).size());
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_prepare)
    ->Arg(60000)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

/// Households matched a second, learning and resolution included.
void BM_match_county(benchmark::State& state) {
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
BENCHMARK(BM_match_county)
    ->Arg(60000)
    ->Arg(500000)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

/// Pairs scored a second by one thread.
void BM_score_pairs(benchmark::State& state) {
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
BENCHMARK(BM_score_pairs);

/// One household with reasons, its village read anew: what a candidate panel waits for, but for the
/// segment. Counter p95_ms: the slowest of twenty.
void BM_rank_one(benchmark::State& state) {
    using Clock = std::chrono::steady_clock;
    const County& made = county(60000);
    const detail::Model model = detail::prior_model();
    std::vector<double> milliseconds;
    std::size_t next = 0;
    for (auto _ : state) {
        const Clock::time_point start = Clock::now();
        const CountyPatches patches =
            build(static_cast<std::size_t>(state.range(0)), made.divisions, nullptr, 1);
        const detail::PreparedCounty& prepared = patches.prepared();
        const detail::PreparedHousehold household =
            detail::prepare_household(made.households[next++ % 20].evidence, prepared);
        detail::Scores scores;
        detail::Evaluator(prepared, model).evaluate(household, scores);
        for (std::size_t k = 0; k < std::min(scores.best.size(), max_ranks); ++k) {
            benchmark::DoNotOptimize(
                detail::describe(household, scores.best[k], prepared, std::nullopt));
        }
        milliseconds.push_back(
            std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    }
    std::ranges::sort(milliseconds);
    state.counters["p95_ms"] = milliseconds[milliseconds.size() * 95 / 100];
}
BENCHMARK(BM_rank_one)->Arg(200)->Arg(1000)->Arg(3000)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace tuban::matching

BENCHMARK_MAIN();
