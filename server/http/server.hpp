#pragma once

#include "server/http/message.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace tuban::http {

struct ServerOptions {
    std::string host = "127.0.0.1"; ///< a host that is not loopback is refused unless behind_proxy
    std::uint16_t port = 8080;      ///< 0: the system chooses, see Server::port()
    bool behind_proxy = false;      ///< trust X-Real-IP and X-Request-Id of loopback peers
    int io_threads = 2;
    int pool_threads = 4;
    std::size_t pool_queue = 256; ///< more waiting than that: 503 with Retry-After
    std::size_t max_header_bytes = std::size_t{16} * 1024;
    std::size_t max_body_bytes =
        std::size_t{1024} * 1024; ///< route-independent; uploads are one file a POST
    std::size_t max_response_bytes = std::size_t{1024} * 1024;
    std::chrono::milliseconds handler_timeout{30'000};  ///< then 504; a queued request is dropped
    std::chrono::milliseconds message_timeout{180'000}; ///< first to last byte of a request
    std::chrono::milliseconds idle_timeout{300'000};    ///< between two requests
    std::chrono::milliseconds write_timeout{60'000};    ///< in which the client reads nothing
    std::chrono::milliseconds drain_timeout{30'000};
};

/// What the server asks for each request: which lane, then the answer. Implementations are called
/// from several threads at once and may throw; the server answers 500 with the request id.
class Application {
  public:
    virtual ~Application() = default;
    /// True: `handle` waits (database, file) and is run in the pool.
    virtual bool is_waiting(const Request& request) const = 0;
    virtual Response handle(const Request& request) = 0;
};

/// Pistache behind our own Request/Response. Owns its threads; the only part that includes
/// Pistache. docs/http.md lists Pistache's faults and what holds each.
class Server {
  public:
    Server(ServerOptions options, Application& application);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Binds and starts to answer; throws Error `listen_failed`, or `listen_not_loopback` for a
    /// host that others can reach while `behind_proxy` is off. Ignores SIGPIPE from then on.
    void start();
    std::uint16_t port() const;
    /// Refuses new work of the pool (503), waits for what is in flight (drain_timeout at most),
    /// then closes. A handler that is running is waited for in any case. Idempotent.
    void stop();

    struct Counters {
        std::uint64_t requests = 0;
        std::uint64_t in_flight = 0;
        std::uint64_t refused_busy = 0;
        std::uint64_t failed = 0;
    };
    Counters counters() const;
    /// False from the moment stop() is called: /readyz answers 503.
    bool is_ready() const;

  private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tuban::http
