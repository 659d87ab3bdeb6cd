#include "base/error.hpp"
#include "base/error_detail.hpp"
#include "base/log.hpp"
#include "base/system_fault.hpp"
#include "server/cli/command.hpp"
#include "server/cli/usage.hpp"

#include <fmt/format.h>

#include <exception>
#include <filesystem>
#include <memory>

namespace {

int run(int argc, char** argv) {
    CLI::App app{"图斑 Tuban：农村住房安全图斑管理"};
    app.name("tuban");
    app.require_subcommand(1);
    app.set_help_flag("-h,--help", "显示这份说明");
    app.set_version_flag("--version", TUBAN_VERSION, "显示版本号");
    app.formatter(std::make_shared<tuban::cli::HelpFormatter>());
    app.failure_message(
        [](const CLI::App*, const CLI::Error& error) { return tuban::cli::explain_usage(error); });

    tuban::cli::Action action;
    tuban::cli::add_address_command(app, action);
    tuban::cli::add_borders_commands(app, action);
    tuban::cli::add_import_commands(app, action);
    tuban::cli::add_lookup_command(app, action);
    tuban::cli::add_match_command(app, action);
    tuban::cli::add_sample_command(app, action);
    tuban::cli::add_segment_commands(app, action);
    tuban::cli::add_serve_command(app, action);
    tuban::cli::add_tiles_command(app, action);
    tuban::cli::add_upkeep_commands(app, action);
    tuban::cli::add_user_commands(app, action);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : static_cast<int>(tuban::cli::ExitCode::wrong_usage);
    }
    return static_cast<int>(action());
}

} // namespace

int main(int argc, char** argv) { // NOLINT(bugprone-exception-escape): of the log alone
    try {
        return run(argc, argv);
    } catch (const tuban::Error& error) {
        fmt::print(stderr, "{}\n", tuban::detail_of(error));
        return static_cast<int>(tuban::cli::ExitCode::failed);
    } catch (const std::filesystem::filesystem_error& error) {
        fmt::print(stderr, "{}。\n", tuban::explain_system(error));
        return static_cast<int>(tuban::cli::ExitCode::failed);
    } catch (const std::exception& error) {
        tuban::log_error("程序内部出错：{}", error.what());
        return static_cast<int>(tuban::cli::ExitCode::failed);
    }
}
