#include "server/cli/report_output.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tuban::cli {
namespace {

constexpr std::size_t shown_refusals = 50;

void print_issues(const char* title, const std::vector<Issue>& issues) {
    if (issues.empty()) {
        return;
    }
    fmt::print("{}：\n", title);
    for (std::size_t i = 0; i < std::min(issues.size(), shown_refusals); ++i) {
        fmt::print("  {}  {}  {}\n", issues[i].subject, issues[i].code, issues[i].detail);
    }
    if (issues.size() > shown_refusals) {
        fmt::print("  另有 {} 条，加 --json 查看全部\n", issues.size() - shown_refusals);
    }
}

} // namespace

void print_report_text(const ImportReport& report) {
    fmt::print("读取 {}，采纳 {}（其中修复 {}），未变 {}，拒收 {}\n", report.read, report.taken,
               report.repaired, report.unchanged, report.refused);
    print_issues("拒收", report.refusals);
    print_issues("提醒", report.warnings);
}

ExitCode print_report(const ImportReport& report, bool is_json) {
    if (is_json) {
        fmt::print("{}\n", to_json(report));
    } else {
        print_report_text(report);
    }
    return report.refused == 0 ? ExitCode::done : ExitCode::done_with_refusals;
}

} // namespace tuban::cli
