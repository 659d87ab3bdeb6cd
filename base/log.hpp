#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

namespace tuban {

enum class LogLevel { debug, info, warning, error };

/// Writes one line to stderr; thread-safe. Never pass personal data.
void log_line(LogLevel level, std::string_view message);

/// Lines below this level are dropped; info at start.
void set_log_level(LogLevel level);

template <typename... Args>
void log_debug(fmt::format_string<Args...> format, Args&&... args) {
    log_line(LogLevel::debug, fmt::format(format, std::forward<Args>(args)...));
}

template <typename... Args>
void log_info(fmt::format_string<Args...> format, Args&&... args) {
    log_line(LogLevel::info, fmt::format(format, std::forward<Args>(args)...));
}

template <typename... Args>
void log_warning(fmt::format_string<Args...> format, Args&&... args) {
    log_line(LogLevel::warning, fmt::format(format, std::forward<Args>(args)...));
}

template <typename... Args>
void log_error(fmt::format_string<Args...> format, Args&&... args) {
    log_line(LogLevel::error, fmt::format(format, std::forward<Args>(args)...));
}

} // namespace tuban
