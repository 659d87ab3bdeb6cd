#include "server/cli/progress_line.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <iterator>
#include <string>

namespace tuban::cli {

ProgressLine::ProgressLine() : m_is_terminal(::isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
    if (m_was_shown) {
        fmt::print(stderr, "\n");
    }
}

void ProgressLine::show(std::string_view text) {
    if (!m_is_terminal) {
        return;
    }
    m_was_shown = true;
    fmt::print(stderr, "\r{}\x1b[K", text); // ECMA-48 EL: what stood there before is erased
    std::fflush(stderr);
}

void ProgressLine::show_read(std::string_view what, std::uint64_t read,
                             std::optional<std::uint64_t> total) {
    if (!m_is_terminal) {
        return;
    }
    const auto now = Clock::now();
    if (read <= m_last_read || m_last_read == 0) {
        m_begun_at = now;
    }
    m_last_read = read;
    if (now - m_shown_at < std::chrono::milliseconds(200)) {
        return;
    }
    m_shown_at = now;
    std::string text = fmt::format("{}：已读 {}", what, read);
    if (total && *total > 0) {
        fmt::format_to(std::back_inserter(text), " / {}（{}%）", *total, read * 100 / *total);
    }
    const std::chrono::duration<double> spent = now - m_begun_at;
    if (spent.count() > 0) {
        fmt::format_to(std::back_inserter(text), "，每秒 {:.0f}",
                       static_cast<double>(read) / spent.count());
    }
    show(text);
}

} // namespace tuban::cli
