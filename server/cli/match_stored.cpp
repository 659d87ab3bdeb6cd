#include "server/cli/match_stored.hpp"

#include "base/error.hpp"
#include "base/error_detail.hpp"
#include "data/model/data_folder.hpp"
#include "data/model/division_code.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/divisions.hpp"
#include "data/store/jobs.hpp"
#include "data/store/match_counties.hpp"
#include "data/store/store.hpp"
#include "server/jobs/match.hpp"
#include "server/jobs/worker.hpp"
#include "server/map/scopes.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <exception>
#include <future>
#include <optional>
#include <string>
#include <thread>

namespace tuban::cli {
namespace {

/// Says on stderr what is wrong with the code.
std::optional<model::Division> find_county(store::Store& store, const std::string& code) {
    const auto padded = model::padded_code(code);
    auto found = store.read_value([&](store::Reader& reader) -> std::optional<model::Division> {
        const auto division =
            padded ? store::find_division(reader, *padded) : std::optional<model::Division>();
        return division && store::is_match_unit(reader, *division) ? division : std::nullopt;
    });
    if (!found) {
        fmt::print(stderr,
                   "--division “{}”不是一个区县的代码：匹配按区县进行，请给出区县的 6 位或 12 "
                   "位代码；库中还没有行政区划的，先用 tuban import divisions 导入。\n",
                   code);
    }
    return found;
}

/// Says on stderr what is missing.
bool has_patches(store::Store& store, map::Scopes& scopes, const model::Division& county) {
    const bool has_any = store.read_value([&](store::Reader& reader) {
        return !scopes.view(reader, store::area_of(county))->scope.empty();
    });
    if (!has_any) {
        fmt::print(stderr,
                   "“{}”还没有普查图斑，无从匹配。请先用 tuban import patches 导入图斑；已导入的，"
                   "请核对图斑的区划代码（区划对照）。\n",
                   county.name);
    }
    return has_any;
}

store::Job job_now(store::Store& store, std::int64_t id) {
    return store
        .read_value(
            [&](store::Reader& reader) { return store::find_job(reader, store::whole_area(), id); })
        .value()
        .job;
}

/// Shows on a terminal how far the job is until `ended` is.
void show_progress(store::Store& store, std::int64_t id, const std::future<void>& ended) {
    constexpr std::chrono::milliseconds interval{250};
    const bool is_terminal = ::isatty(STDERR_FILENO) == 1;
    while (ended.wait_for(interval) != std::future_status::ready) {
        if (is_terminal) {
            const auto step = job_now(store, id).step;
            fmt::print(stderr, "\r{} {} / {}\033[K", step.text, step.steps_done, step.steps_total);
            std::fflush(stderr);
        }
    }
    if (is_terminal) {
        fmt::print(stderr, "\n");
    }
}

/// What people's decisions did to the probabilities.
std::string calibration_text(const nlohmann::ordered_json& calibration) {
    const auto cases = calibration.value("cases", std::int64_t{0});
    if (cases == 0) {
        return "本县尚无逐户确认或否定的结果，概率按全省经验给出";
    }
    return fmt::format("概率按本县 {} 户逐户确认或否定的结果校准：证据权重 ×{:.2f}，无图斑的可能 "
                       "×{:.2f}",
                       cases, calibration.value("stretch", 1.0),
                       std::exp(calibration.value("none_offset", 0.0)));
}

void print_odd_rows(const nlohmann::ordered_json& rows, const char* text) {
    if (const auto households = rows.value("households", std::int64_t{0}); households > 0) {
        std::string examples;
        for (const auto& id : rows["first"]) {
            examples += (examples.empty() ? "" : "、") + id.get<std::string>();
        }
        fmt::print("提示：{} 户{}，请核对，例如农户 {}\n", households, text, examples);
    }
}

ExitCode print(const store::Job& job, bool is_json) {
    const auto report = nlohmann::ordered_json::parse(job.report);
    if (is_json) {
        fmt::print("{}\n", report.dump());
    } else if (job.state == store::JobState::done) {
        const auto count = [&](const char* name) { return report.value(name, std::int64_t{0}); };
        fmt::print("农户 {} 户：自动建议 {} 户（概率不低于 {:.4f}，预计其中 {:.1f} 户有误），"
                   "待人工核对 {} 户，判为无图斑 {} 户，已有人选定 {} 户\n"
                   "{}\n新建议 {} 条，改动 {} 条，未变 {} 条，已处理而保留 {} 条，撤下 {} 条\n",
                   count("households"), count("auto"), report.value("threshold", 1.0),
                   report.value("expected_errors", 0.0), count("review"), count("none"),
                   count("linked"), calibration_text(report["calibration"]), count("new"),
                   count("changed"), count("unchanged"), count("kept"), count("removed"));
        for (const auto& village :
             report.value("large_villages", nlohmann::ordered_json::array())) {
            fmt::print("{}\n", large_village_text({village["division_code"], village["patches"],
                                                   village["households"]}));
        }
    }
    if (!is_json && job.state == store::JobState::done) {
        print_odd_rows(report["malformed_ids"], "证件号不是 15 位或 18 位，只按原样比较");
        print_odd_rows(report["far_positions"], "定位点离所有图斑 5 公里以上，实际不起作用");
    }
    switch (job.state) {
    case store::JobState::done:
        return ExitCode::done;
    case store::JobState::cancelled:
        fmt::print(stderr, "任务已取消。\n");
        return ExitCode::failed;
    default:
        fmt::print(stderr, "{}\n", report.value("detail", "任务没有完成。"));
        return ExitCode::failed;
    }
}

} // namespace

std::string large_village_text(const matching::LargeVillage& village) {
    return fmt::format("提示：村 {} 有图斑 {} 个，过多，没有逐一比较：可能住在该村的 {} 户，"
                       "各只与编组、门牌、姓名、证件号或位置相符的至多 {} 个图斑比较",
                       village.code, village.patches, village.households, matching::most_compared);
}

ExitCode match_stored(const std::string& data_dir, const std::string& division, unsigned threads,
                      bool is_json) {
    try {
        const model::DataFolder folder{data_dir};
        const auto store = store::open_store(data_dir);
        map::Scopes scopes(folder);
        const auto county = find_county(*store, division);
        if (!county) {
            return ExitCode::wrong_usage;
        }
        if (!has_patches(*store, scopes, *county)) {
            return ExitCode::failed;
        }
        const auto sealer = seal::Sealer::open(folder.key_file(), false);
        const jobs::MatchParts parts{
            *store, sealer, scopes,
            threads > 0 ? threads : std::max(std::thread::hardware_concurrency(), 1U)};
        const auto id = store->write_value([&](store::Transaction& transaction) {
            return jobs::enqueue_match(transaction, jobs::match_kind, county->id, std::nullopt,
                                       store::now_us());
        });
        jobs::Worker worker(*store, folder.root, jobs::match_kinds(parts));
        auto ended = std::async(std::launch::async, [&] { worker.run_until_ended(id); });
        show_progress(*store, id, ended);
        ended.get();
        return print(job_now(*store, id), is_json);
    } catch (const Error& error) {
        fmt::print(stderr, "{}\n", detail_of(error));
        return ExitCode::failed;
    }
}

} // namespace tuban::cli
