#include "spatial/address/parser.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

/// Addresses a second and core. The county is invented: 15 towns of 20 villages; so are the ways in
/// which its addresses are written.
namespace tuban::address {
namespace {

constexpr std::size_t towns = 15;
constexpr std::size_t villages = 20;
constexpr std::size_t address_count = 20'000;

std::string place_name(std::size_t i) {
    constexpr std::array firsts{"幸", "双", "花", "白", "兴", "永",
                                "张", "马", "大", "新", "石", "杨"};
    constexpr std::array seconds{"福", "程", "园", "草", "隆", "家", "庄",
                                 "寨", "桥", "河", "岭", "沟", "坪"};
    return std::string(firsts[i % firsts.size()]) + seconds[i / firsts.size() % seconds.size()];
}

const Gazetteer& county() {
    static const Gazetteer gazetteer = [] {
        std::vector<DivisionRow> rows{{"99", "测试省", Level::none, "", "", ""},
                                      {"9901", "青禾市", Level::none, "", "", ""},
                                      {"990101", "清水县", Level::none, "", "", ""}};
        for (std::size_t town = 0; town < towns; ++town) {
            const std::string code = fmt::format("990101{:03}", town + 1);
            rows.push_back({code, place_name(town * 7) + "镇", Level::none, "", "", ""});
            for (std::size_t village = 0; village < villages; ++village) {
                rows.push_back({fmt::format("{}{:03}", code, village + 1),
                                place_name(town * 31 + village * 5) + "村村委会", Level::none, "",
                                "", ""});
            }
        }
        return Gazetteer(rows);
    }();
    return gazetteer;
}

std::vector<std::string> addresses() {
    std::mt19937 random(1); // NOLINT(cert-msc51-cpp): the same addresses in every run
    const auto any = [&](std::size_t below) { return random() % below; };
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < address_count; ++i) {
        const std::size_t town = any(towns);
        const std::string village = place_name(town * 31 + any(villages) * 5);
        const std::string upper =
            std::array{"测试省青禾市清水县", "清水县", "", "青禾市清水县"}[any(4)];
        const std::string hamlet = any(4) == 0 ? place_name(any(100)) + "湾" : "";
        const std::size_t group = any(20) + 1;
        const std::size_t number = any(200) + 1;
        const std::string tail = std::array{fmt::format("{}组{}号", group, number),
                                            fmt::format("第{}村民小组", group),
                                            fmt::format("三组{}号附{}", number, group),
                                            fmt::format("{}社{}", group, number),
                                            fmt::format("{}號", number),
                                            fmt::format("（二十{}组）No.{}", "一", number)}[any(6)];
        texts.push_back(
            fmt::format("{}{}镇{}村{}{}", upper, place_name(town * 7), village, hamlet, tail));
    }
    return texts;
}

void parse(benchmark::State& state, const Gazetteer& gazetteer) {
    const std::vector<std::string> texts = addresses();
    Parser parser(gazetteer);
    std::size_t bytes = 0;
    for (const std::string& text : texts) {
        bytes += text.size();
    }
    for (auto run : state) {
        for (const std::string& text : texts) {
            benchmark::DoNotOptimize(parser.parse(text).best().group);
        }
    }
    const auto runs = static_cast<std::int64_t>(state.iterations());
    state.SetItemsProcessed(runs * static_cast<std::int64_t>(texts.size()));
    state.SetBytesProcessed(runs * static_cast<std::int64_t>(bytes));
}

void with_the_county_s_gazetteer(benchmark::State& state) {
    parse(state, county());
}
BENCHMARK(with_the_county_s_gazetteer)->Unit(benchmark::kMillisecond);

void with_the_national_one_alone(benchmark::State& state) {
    static const Gazetteer national;
    parse(state, national);
}
BENCHMARK(with_the_national_one_alone)->Unit(benchmark::kMillisecond);

void folding_alone(benchmark::State& state) {
    const std::vector<std::string> texts = addresses();
    FoldedText folded;
    for (auto run : state) {
        for (const std::string& text : texts) {
            folded.assign(text);
            benchmark::DoNotOptimize(folded.size());
        }
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) *
                            static_cast<std::int64_t>(texts.size()));
}
BENCHMARK(folding_alone)->Unit(benchmark::kMillisecond);

void making_the_national_gazetteer(benchmark::State& state) {
    for (auto run : state) {
        const Gazetteer gazetteer;
        benchmark::DoNotOptimize(gazetteer.size());
    }
}
BENCHMARK(making_the_national_gazetteer)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace tuban::address

BENCHMARK_MAIN();
