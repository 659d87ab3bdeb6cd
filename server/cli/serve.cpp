#include "base/log.hpp"
#include "data/model/data_folder.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/photo_files.hpp"
#include "data/store/store.hpp"
#include "server/auth/service.hpp"
#include "server/cli/command.hpp"
#include "server/http/api/application.hpp"
#include "server/http/api/services.hpp"
#include "server/http/server.hpp"
#include "server/http/static_files.hpp"
#include "server/jobs/export_patches.hpp"
#include "server/jobs/match.hpp"
#include "server/jobs/outlines.hpp"
#include "server/jobs/worker.hpp"
#include "server/map/base_maps.hpp"
#include "server/map/patch_place.hpp"
#include "server/map/patch_states.hpp"
#include "server/map/scopes.hpp"
#include "server/ogc/endpoints.hpp"
#include "server/workflow/photos.hpp"
#include "server/workflow/records.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace tuban::cli {
namespace {

struct ServeOptions {
    std::string data;
    std::string store_url;
    std::string listen = "127.0.0.1:8080";
    std::string web;
    bool is_behind_proxy = false;
};

struct Address {
    std::string host;
    std::uint16_t port = 0;
};

/// "127.0.0.1:8080", "[::1]:8080".
std::optional<Address> parse_address(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == text.size() ||
        text.find_first_not_of("0123456789", colon + 1) != std::string::npos ||
        text.size() - colon > 6) {
        return {};
    }
    const int port = std::stoi(text.substr(colon + 1));
    if (port > 65535) {
        return {};
    }
    return Address{text.substr(0, colon), static_cast<std::uint16_t>(port)};
}

/// Blocks the signals in every thread that is started after it; wait() takes the first.
class StopSignals {
  public:
    StopSignals() {
        sigemptyset(&m_set);
        sigaddset(&m_set, SIGTERM);
        sigaddset(&m_set, SIGINT);
        pthread_sigmask(SIG_BLOCK, &m_set, nullptr);
    }
    void wait() const {
        int received = 0;
        sigwait(&m_set, &received);
    }

  private:
    sigset_t m_set{};
};

std::string metrics_text(const http::Server& server) {
    const auto counters = server.counters();
    return fmt::format(
        "# TYPE tuban_requests_total counter\ntuban_requests_total {}\n"
        "# TYPE tuban_requests_in_flight gauge\ntuban_requests_in_flight {}\n"
        "# TYPE tuban_requests_refused_busy_total counter\n"
        "tuban_requests_refused_busy_total {}\n"
        "# TYPE tuban_requests_failed_total counter\ntuban_requests_failed_total {}\n",
        counters.requests, counters.in_flight, counters.refused_busy, counters.failed);
}

/// The sample's accounts, which only the folder's owner may read, for who started the server.
void print_sample_accounts(const std::filesystem::path& file) {
    std::ifstream in(file);
    const auto accounts = nlohmann::json::parse(in, nullptr, false);
    if (!accounts.is_array()) {
        return;
    }
    fmt::print("\n样例账号（{}）\n", file.string());
    for (const auto& account : accounts) {
        fmt::print("  {:<14} {:<18} {}\n", account.value("account", ""),
                   account.value("password", ""), account.value("title", ""));
    }
}

/// Clears the photos that no record names, once an hour.
class PhotoSweep {
  public:
    void operator()(store::Store& store, const store::PhotoFiles& files) {
        constexpr std::int64_t hour_us = 3'600'000'000;
        const auto now_us = store::now_us();
        if (now_us >= m_next_us) {
            m_next_us = now_us + hour_us;
            files.sweep(store, now_us);
        }
    }

  private:
    std::int64_t m_next_us = 0;
};

ExitCode serve(const ServeOptions& options) {
    const auto address = parse_address(options.listen);
    if (!address) {
        fmt::print(stderr, "--listen 应为 地址:端口，例如 127.0.0.1:8080\n");
        return ExitCode::wrong_usage;
    }
    const model::DataFolder folder{options.data};
    auto base_maps = map::read_base_maps(folder);
    const StopSignals signals;
    const auto store = store::open_store(options.data, options.store_url);
    const auto sealer = seal::Sealer::open(folder.key_file(), true);
    auth::Authentication authentication(*store);
    map::Scopes scopes(folder);
    const workflow::PatchPlace patch_place = [&](auto& reader, const auto& area,
                                                 const auto& number) {
        return map::find_patch_place(reader, scopes, area, number);
    };
    workflow::Records records(*store, sealer, forms::Form::lookback(), store::now_us, patch_place);
    const store::PhotoFiles photo_files(folder, sealer);
    workflow::Photos photos(*store, photo_files, patch_place);
    map::PatchStates states;
    std::unique_ptr<http::StaticFiles> files;
    if (!options.web.empty()) {
        files = std::make_unique<http::StaticFiles>(options.web);
    }

    // One processor is left to requests while a job runs.
    const auto threads = std::max(std::thread::hardware_concurrency(), 2U) - 1;
    const jobs::MatchParts matching{*store, sealer, scopes, threads};
    auto kinds = jobs::match_kinds(matching);
    kinds.merge(jobs::export_kinds({*store, sealer, scopes, threads}));
    kinds.merge(jobs::outlines_kinds(*store, scopes));
    jobs::Worker worker(*store, folder.root, std::move(kinds),
                        [watch = jobs::BackfillWatch(matching),
                         outlines = jobs::OutlinesWatch(*store),
                         upkeep = jobs::ExportUpkeep(folder), sweep = PhotoSweep(), &store = *store,
                         &photo_files]() mutable {
                            upkeep();
                            outlines();
                            sweep(store, photo_files);
                            watch();
                        });
    std::unique_ptr<http::Server> server;
    http::api::Services services{*store,
                                 sealer,
                                 authentication,
                                 records,
                                 photos,
                                 scopes,
                                 states,
                                 [&] { worker.wake(); },
                                 [&] { return server->is_ready(); },
                                 [&] { return metrics_text(*server); },
                                 std::filesystem::exists(folder.sample_accounts()),
                                 options.is_behind_proxy};
    services.base_maps = std::move(base_maps);
    auto endpoints = http::api::all_endpoints(services);
    std::ranges::move(ogc::endpoints(services), std::back_inserter(endpoints));
    http::api::ApiApplication application(std::move(endpoints), authentication, files.get());
    http::ServerOptions server_options;
    server_options.host = address->host;
    server_options.port = address->port;
    server_options.behind_proxy = options.is_behind_proxy;
    server = std::make_unique<http::Server>(server_options, application);
    server->start();
    worker.start();

    fmt::print("图斑已启动：http://{}:{}/\n", address->host, server->port());
    if (services.is_sample) {
        print_sample_accounts(folder.sample_accounts());
    }
    std::fflush(stdout);
    signals.wait();
    log_info("stopping");
    worker.stop();
    server->stop();
    return ExitCode::done;
}

} // namespace

void add_serve_command(CLI::App& app, Action& action) {
    auto options = std::make_shared<ServeOptions>();
    auto* command = app.add_subcommand("serve", "启动服务");
    command->add_option("--data", options->data, "数据目录")->required();
    command->add_option("--store", options->store_url, "数据库地址，缺省为数据目录中的 SpatiaLite");
    command->add_option("--listen", options->listen, "监听地址:端口")->capture_default_str();
    command->add_option("--web", options->web, "网页目录（web/dist），缺省不提供网页");
    command->add_flag("--behind-proxy", options->is_behind_proxy,
                      "前面有 nginx，信任它给出的客户端地址");
    command->callback([options, &action] { action = [options] { return serve(*options); }; });
}

} // namespace tuban::cli
