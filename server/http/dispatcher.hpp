#pragma once

#include "server/http/activity.hpp"
#include "server/http/message.hpp"
#include "server/http/server.hpp"
#include "server/http/wire.hpp"

#include <string>
#include <string_view>

namespace tuban::http {

/// Between connections and the application: names requests, asks for the answer, and turns
/// whatever goes wrong into one generic 500. All functions may be called from several threads and
/// none throws.
class Dispatcher {
  public:
    Dispatcher(const ServerOptions& options, Application& application, Activity& activity);

    /// Sets id and remote_address. With `behind_proxy` a loopback peer is believed: its
    /// X-Request-Id (1–64 of [A-Za-z0-9_-]) and its X-Real-IP (an IP address).
    void identify(Request& request, std::string_view peer_address);
    bool is_waiting(const Request& request) noexcept;
    /// Runs the handler.
    WireResponse answer(const Request& request, bool keep_alive) noexcept;
    /// An answer of the server's own. `retry_after_s` 0: no such header.
    WireResponse refuse(const Request& request, const Problem& problem, bool keep_alive,
                        int retry_after_s = 0) noexcept;

  private:
    std::string next_id();
    WireResponse finish(const Request& request, Response response, bool keep_alive);
    WireResponse fail(const Request& request, bool keep_alive) noexcept;

    const ServerOptions& m_options;
    Application& m_application;
    Activity& m_activity;
    std::string m_id_prefix; ///< random, so that ids of two runs differ
    std::atomic<std::uint64_t> m_next_id = 0;
};

} // namespace tuban::http
