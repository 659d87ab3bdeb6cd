#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tuban::cli {

/// A line on stderr that is written over; nothing where stderr is no terminal. One thread.
class ProgressLine {
  public:
    ProgressLine();
    /// Ends the line, where there is one.
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(std::string_view text);
    /// How many of `what` are read, and how many a second since its first; five times a second.
    void show_read(std::string_view what, std::uint64_t read, std::optional<std::uint64_t> total);

  private:
    using Clock = std::chrono::steady_clock;
    bool m_is_terminal;
    bool m_was_shown = false;
    std::uint64_t m_last_read = 0;
    Clock::time_point m_begun_at;
    Clock::time_point m_shown_at;
};

} // namespace tuban::cli
