#include "base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace tuban {
namespace {

spdlog::logger& logger() {
    static const auto instance = [] {
        auto created = std::make_shared<spdlog::logger>(
            "tuban", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        created->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
        created->flush_on(spdlog::level::info);
        return created;
    }();
    return *instance;
}

spdlog::level::level_enum to_spdlog(LogLevel level) {
    switch (level) {
    case LogLevel::debug:
        return spdlog::level::debug;
    case LogLevel::info:
        return spdlog::level::info;
    case LogLevel::warning:
        return spdlog::level::warn;
    case LogLevel::error:
        return spdlog::level::err;
    }
    return spdlog::level::err;
}

} // namespace

void log_line(LogLevel level, std::string_view message) {
    logger().log(to_spdlog(level), spdlog::string_view_t(message.data(), message.size()));
}

void set_log_level(LogLevel level) {
    logger().set_level(to_spdlog(level));
}

} // namespace tuban
