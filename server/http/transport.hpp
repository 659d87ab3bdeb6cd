#pragma once

#include "server/http/connection.hpp"

#include <pistache/peer.h>
#include <pistache/tcp.h>
#include <pistache/transport.h>

#include <cstddef>
#include <memory>
#include <unordered_map>
#include <vector>

namespace tuban::http {

/// Stands in for Pistache's reading and writing on one I/O thread: Pistache accepts clients, keeps
/// them (`peers`) and polls; every event of a client comes to our Connection. Its write queue,
/// which addresses answers by file descriptor, and its HTTP parser are never used. docs/http.md.
class ConnectionTransport : public Pistache::Tcp::Transport {
  public:
    /// One object is the prototype; Pistache clones it for each I/O thread.
    ConnectionTransport(std::shared_ptr<Pistache::Tcp::Handler> handler, ConnectionContext& context,
                        std::size_t max_connections);
    ~ConnectionTransport() override;

    std::shared_ptr<Pistache::Aio::Handler> clone() const override;
    void registerPoller(Pistache::Polling::Epoll& poller) override;
    void onReady(const Pistache::Aio::FdSet& events) override;

    /// Called by Pistache, through the handler, before the new peer is polled.
    void adopt(const std::shared_ptr<Pistache::Tcp::Peer>& peer);

  private:
    void handle(const Pistache::Aio::FdSet::Entry& event);
    void forward(const Pistache::Aio::FdSet::Entry& event);
    void start_adopted();
    void hand_out_answers();
    void check_times();
    void advance(int fd);
    void drop(int fd);

    std::shared_ptr<Pistache::Tcp::Handler> m_handler;
    ConnectionContext& m_context;
    std::size_t m_max_connections;
    std::shared_ptr<AnswerBox> m_answers;
    int m_timer_fd = -1;
    std::unordered_map<int, std::shared_ptr<Connection>> m_connections; ///< by descriptor
    std::vector<int> m_adopted;   ///< not polled for writing yet
    std::vector<int> m_postponed; ///< had their turn and want another
};

/// Tells the transport of new peers; Pistache demands a handler.
class PeerHandler : public Pistache::Tcp::Handler {
    PROTOTYPE_OF(Pistache::Tcp::Handler, PeerHandler)
  public:
    void onInput(const char* buffer, std::size_t length,
                 const std::shared_ptr<Pistache::Tcp::Peer>& peer) override;
    void onConnection(const std::shared_ptr<Pistache::Tcp::Peer>& peer) override;
};

} // namespace tuban::http
