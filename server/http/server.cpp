#include "server/http/server.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "server/http/activity.hpp"
#include "server/http/connection.hpp"
#include "server/http/dispatcher.hpp"
#include "server/http/loopback.hpp"
#include "server/http/transport.hpp"
#include "server/http/worker_pool.hpp"

#include <fmt/format.h>
#include <pistache/listener.h>
#include <pistache/net.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <optional>

namespace tuban::http {
namespace {

constexpr std::size_t reserved_descriptors = 256; // database, files, pollers
constexpr std::size_t max_connections = 10'000;
constexpr int backlog = 1024;

/// Pistache's accepting thread spins when descriptors run out, so we stop before.
std::size_t connections_per_thread(int io_threads) {
    rlimit limit{};
    std::size_t available = max_connections;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
        const auto descriptors = static_cast<std::size_t>(limit.rlim_cur);
        available = descriptors > 2 * reserved_descriptors ? descriptors - reserved_descriptors
                                                           : descriptors / 2;
    }
    return std::max<std::size_t>(1, std::min(available, max_connections) /
                                        static_cast<std::size_t>(io_threads));
}

Pistache::Address to_address(const ServerOptions& options) {
    const bool is_v6 = options.host.find(':') != std::string::npos;
    const auto host = is_v6 ? "[" + options.host + "]" : options.host;
    return Pistache::Address(fmt::format("{}:{}", host, options.port));
}

} // namespace

class Server::Impl {
  public:
    Impl(ServerOptions options, Application& application)
        : m_options(std::move(options)), m_dispatcher(m_options, application, m_activity),
          m_pool(m_options.pool_threads, m_options.pool_queue), m_context{m_options, m_dispatcher,
                                                                          m_pool, m_activity} {}

    ~Impl() { stop(); }

    void start() {
        if (!m_options.behind_proxy && !is_loopback(m_options.host)) {
            throw Error("listen_not_loopback",
                        fmt::format("{} can be reached from other machines, where this server must "
                                    "not stand alone: put nginx in front (deploy/nginx.conf) and "
                                    "listen on 127.0.0.1, or state that a proxy is in front",
                                    m_options.host));
        }
        std::signal(SIGPIPE, SIG_IGN);
        try {
            m_listener.emplace(to_address(m_options));
            using Pistache::Tcp::Options;
            m_listener->init(static_cast<std::size_t>(m_options.io_threads),
                             Pistache::Flags<Options>(Options::ReuseAddr | Options::NoDelay |
                                                      Options::CloseOnExec),
                             "http", backlog);
            m_listener->setTransportFactory([this] {
                return std::make_shared<ConnectionTransport>(
                    std::make_shared<PeerHandler>(), m_context,
                    connections_per_thread(m_options.io_threads));
            });
            m_listener->bind();
            m_port = static_cast<std::uint16_t>(m_listener->getPort());
            m_listener->runThreaded();
        } catch (const std::exception& error) {
            m_listener.reset();
            throw Error("listen_failed",
                        fmt::format("{}:{}: {}", m_options.host, m_options.port, error.what()));
        }
        m_is_started = true;
        log_info("listening on {}:{}", m_options.host, m_port);
    }

    void stop() {
        if (m_activity.is_draining.exchange(true)) {
            return;
        }
        if (m_is_started) {
            const auto deadline = std::chrono::steady_clock::now() + m_options.drain_timeout;
            if (!m_activity.wait_until_idle(deadline)) {
                log_warning("stopping with {} requests in flight", m_activity.in_flight());
            }
        }
        m_pool.stop();
        // Its destructor joins the accepting and the I/O threads.
        m_listener.reset();
    }

    std::uint16_t port() const { return m_port; }

    Counters counters() const {
        return {m_activity.requests, m_activity.in_flight(), m_activity.refused_busy,
                m_activity.failed};
    }

    bool is_ready() const { return m_is_started && !m_activity.is_draining; }

  private:
    ServerOptions m_options;
    Activity m_activity;
    Dispatcher m_dispatcher;
    WorkerPool m_pool;
    ConnectionContext m_context;
    std::optional<Pistache::Tcp::Listener> m_listener;
    std::uint16_t m_port = 0;
    std::atomic<bool> m_is_started = false;
};

Server::Server(ServerOptions options, Application& application)
    : m_impl(std::make_unique<Impl>(std::move(options), application)) {}
Server::~Server() = default;
void Server::start() {
    m_impl->start();
}
std::uint16_t Server::port() const {
    return m_impl->port();
}
void Server::stop() {
    m_impl->stop();
}
Server::Counters Server::counters() const {
    return m_impl->counters();
}
bool Server::is_ready() const {
    return m_impl->is_ready();
}

} // namespace tuban::http
