#include "server/jobs/match.hpp"

#include "base/error.hpp"
#include "base/error_detail.hpp"
#include "data/codelists/code_lists.hpp"
#include "server/cli/command.hpp"
#include "server/cli/match_checks.hpp"
#include "server/cli/match_files.hpp"
#include "server/cli/match_output.hpp"
#include "server/cli/match_stored.hpp"
#include "server/cli/usage.hpp"
#include "spatial/matching/county.hpp"
#include "spatial/matching/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <system_error>
#include <thread>

namespace tuban::cli {
namespace {

struct MatchOptions {
    std::string data; ///< not empty: what is stored there, else files
    std::string division;
    std::string patches;
    std::string households;
    std::string divisions;
    std::string out;
    unsigned threads = 0;
    double precision = 0.99;
    bool is_json = false;
};

/// Progress on stderr where a person looks.
void show(const char* what, std::size_t done, std::size_t total) {
    static std::chrono::steady_clock::time_point shown_at;
    const auto now = std::chrono::steady_clock::now();
    if (::isatty(STDERR_FILENO) == 1 &&
        (done == total || now - shown_at >= std::chrono::milliseconds(200))) {
        shown_at = now;
        fmt::print(stderr, "\r{} {} / {}{}", what, done, total, done == total ? "\n" : "");
        std::fflush(stderr);
    }
}

nlohmann::ordered_json parsed(const ImportReport& report) {
    return nlohmann::ordered_json::parse(to_json(report));
}

void print(const MatchOptions& options, const matching::CountyReport& report,
           const ImportReport& patches, const ImportReport& households,
           const ImportReport& divisions, double seconds) {
    if (options.is_json) {
        fmt::print("{}\n",
                   nlohmann::ordered_json{{"households", report.households},
                                          {"automatic", report.automatic},
                                          {"review", report.review},
                                          {"none", report.none},
                                          {"threshold", report.threshold},
                                          {"expected_errors", report.expected_errors},
                                          {"pairs", report.pairs},
                                          {"large_villages", jobs::to_json(report.large_villages)},
                                          {"seconds", seconds},
                                          {"patch_file", parsed(patches)},
                                          {"household_file", parsed(households)},
                                          {"division_file", parsed(divisions)}}
                       .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
        return;
    }
    fmt::print("农户 {} 户，图斑 {} 个，用时 {:.1f} 秒\n"
               "自动对应 {} 户（概率不低于 {:.4f}，预计其中 {:.1f} 户有误），"
               "待人工核对 {} 户，判为无图斑 {} 户\n",
               report.households, patches.taken, seconds, report.automatic, report.threshold,
               report.expected_errors, report.review, report.none);
    for (const matching::LargeVillage& village : report.large_villages) {
        fmt::print("{}\n", large_village_text(village));
    }
    for (const ImportReport* file : {&patches, &households, &divisions}) {
        for (const Issue& issue : file->warnings) {
            fmt::print("提示：{} {}\n", issue.subject, issue.detail);
        }
        for (const Issue& issue : file->refusals) {
            fmt::print("未采用：{} {}（{}）\n", issue.subject, issue.detail, issue.code);
        }
    }
}

ExitCode match_files(const MatchOptions& options) {
    const auto start = std::chrono::steady_clock::now();
    const unsigned threads =
        options.threads > 0 ? options.threads : std::max(std::thread::hardware_concurrency(), 1U);
    ImportReport patch_report;
    ImportReport household_report;
    ImportReport division_report;
    try {
        std::vector<matching::DivisionInput> divisions;
        if (!options.divisions.empty()) {
            divisions = read_match_divisions(options.divisions, division_report);
            check_mergers(divisions, division_report);
        }
        // The two files and the tables have nothing to do with each other.
        const auto tables = std::async(std::launch::async, matching::load_tables);
        auto reading = std::async(std::launch::async, read_match_households, options.households,
                                  std::ref(household_report));
        const matching::CountyPatches patches =
            read_match_patches(options.patches, divisions, threads, patch_report);
        const MatchHouseholds households = reading.get();
        if (!divisions.empty()) {
            check_household_codes(households, divisions, household_report);
        }
        matching::Settings settings;
        settings.threads = threads;
        settings.wanted_precision = options.precision;
        const auto result = matching::match_county(
            households.evidence, patches, settings,
            [](const matching::Progress& at) { show("已对应", at.done, at.total); });
        check_odd_rows(households, result->report, household_report);
        write_matches(options.out, households.ids, patches, *result, threads);
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        print(options, result->report, patch_report, household_report, division_report,
              seconds.count());
    } catch (const Error& error) {
        fmt::print(stderr, "{}\n没有写出结果。\n", detail_of(error));
        return ExitCode::failed;
    }
    return patch_report.refused + household_report.refused + division_report.refused > 0
               ? ExitCode::done_with_refusals
               : ExitCode::done;
}

/// The file that the result would take the place of; empty for none.
std::string input_overwritten(const MatchOptions& options) {
    for (const auto& input : {options.patches, options.households, options.divisions}) {
        std::error_code none;
        if (!input.empty() && std::filesystem::equivalent(input, options.out, none)) {
            return input;
        }
    }
    return {};
}

ExitCode match(const MatchOptions& options) {
    const bool is_of_files =
        !(options.patches + options.households + options.divisions + options.out).empty();
    const bool is_of_store = !(options.data + options.division).empty();
    const bool is_complete = is_of_store ? !options.data.empty() && !options.division.empty()
                                         : !options.patches.empty() &&
                                               !options.households.empty() && !options.out.empty();
    if (is_of_files == is_of_store || !is_complete) {
        fmt::print(stderr, "请给出 --patches、--households、--out（文件），或 --data、--division"
                           "（数据目录中的一个区县），二者不能同用\n");
        return ExitCode::wrong_usage;
    }
    if (const auto input = input_overwritten(options); is_of_files && !input.empty()) {
        fmt::print(stderr, "--out 与输入文件“{}”是同一个文件，会把它覆盖；请另取一个文件名。\n",
                   input);
        return ExitCode::wrong_usage;
    }
    return is_of_store
               ? match_stored(options.data, options.division, options.threads, options.is_json)
               : match_files(options);
}

} // namespace

void add_match_command(CLI::App& app, Action& action) {
    auto options = std::make_shared<MatchOptions>();
    auto* const command = app.add_subcommand("match", "人房对应：为农户找出所住房屋的图斑");
    command->add_option("--data", options->data, "数据目录：匹配其中的农户，结果为待确认的建议");
    command->add_option("--division", options->division, "与 --data 同用：区县代码");
    command->add_option("--patches", options->patches, "图斑文件（GDAL 可读的格式）");
    command->add_option("--households", options->households,
                        "农户 CSV 或 XLSX；其中 gps_source 一列不影响结果");
    command->add_option("--divisions", options->divisions, "行政区划 CSV");
    command->add_option("--out", options->out, "结果 CSV");
    command->add_option("--threads", options->threads, "线程数，默认为处理器数")
        ->check(between(1, 256));
    command->add_option("--precision", options->precision, "自动对应所要求的准确率")
        ->check(between(0.5, 1.0))
        ->capture_default_str();
    command->add_flag("--json", options->is_json, "以一个 JSON 对象报告结果");
    command->callback([options, &action] { action = [options] { return match(*options); }; });
}

} // namespace tuban::cli
