#include "server/http/transport.hpp"

#include "base/error.hpp"
#include "base/log.hpp"

#include <pistache/reactor.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace tuban::http {
namespace {

using Pistache::Polling::Mode;
using Pistache::Polling::NotifyOn;

constexpr long timer_interval_ns = 250'000'000;

} // namespace

ConnectionTransport::ConnectionTransport(std::shared_ptr<Pistache::Tcp::Handler> handler,
                                         ConnectionContext& context, std::size_t max_connections)
    : Pistache::Tcp::Transport(handler), m_handler(std::move(handler)), m_context(context),
      m_max_connections(max_connections), m_answers(std::make_shared<AnswerBox>()) {}

ConnectionTransport::~ConnectionTransport() {
    // Pistache forgets peers that are still there without closing them.
    m_connections.clear();
    for (const auto& [fd, peer] : peers) {
        close(fd);
    }
    if (m_timer_fd >= 0) {
        close(m_timer_fd);
    }
}

std::shared_ptr<Pistache::Aio::Handler> ConnectionTransport::clone() const {
    return std::make_shared<ConnectionTransport>(m_handler->clone(), m_context, m_max_connections);
}

void ConnectionTransport::registerPoller(Pistache::Polling::Epoll& poller) {
    Transport::registerPoller(poller);
    m_timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    const itimerspec interval{{0, timer_interval_ns}, {0, timer_interval_ns}};
    if (m_timer_fd < 0 || timerfd_settime(m_timer_fd, 0, &interval, nullptr) != 0) {
        throw Error("listen_failed", std::string("timerfd: ") + std::strerror(errno));
    }
    const auto watch = [&poller](int fd) {
        poller.addFd(fd, Pistache::Flags<NotifyOn>(NotifyOn::Read),
                     Pistache::Polling::Tag(static_cast<std::uint64_t>(fd)));
    };
    watch(m_timer_fd);
    watch(m_answers->fd());
}

void ConnectionTransport::onReady(const Pistache::Aio::FdSet& events) {
    for (const auto& event : events) {
        // An exception that left this function would end the process.
        try {
            handle(event);
        } catch (const std::exception& error) {
            log_error("I/O thread: {}", error.what());
        } catch (...) {
            log_error("I/O thread: an exception that is not a std::exception");
        }
    }
}

void ConnectionTransport::handle(const Pistache::Aio::FdSet::Entry& event) {
    const auto fd = static_cast<int>(event.getTag().value());
    if (fd == m_answers->fd()) {
        hand_out_answers();
    } else if (fd == m_timer_fd) {
        check_times();
    } else if (const auto found = m_connections.find(fd); found != m_connections.end()) {
        if (event.isHangup()) {
            found->second->check_hang_up();
        }
        advance(fd);
    } else {
        forward(event);
        start_adopted();
    }
}

void ConnectionTransport::forward(const Pistache::Aio::FdSet::Entry& event) {
    Pistache::Polling::Event copy(event.getTag());
    if (event.isReadable()) {
        copy.flags.setFlag(NotifyOn::Read);
    }
    std::vector<Pistache::Polling::Event> one{copy};
    Transport::onReady(Pistache::Aio::FdSet(std::move(one)));
}

void ConnectionTransport::adopt(const std::shared_ptr<Pistache::Tcp::Peer>& peer) {
    const int fd = peer->fd();
    m_adopted.push_back(fd);
    if (m_connections.size() < m_max_connections) {
        m_connections[fd] =
            std::make_shared<Connection>(fd, peer->address().host(), m_context, m_answers);
    }
}

void ConnectionTransport::start_adopted() {
    for (const int fd : std::exchange(m_adopted, {})) {
        if (m_connections.count(fd) == 0) {
            log_warning("a connection was refused: {} are open on this thread",
                        m_connections.size());
            drop(fd);
            continue;
        }
        // Once and for all: edge-triggered, it costs one event where a socket was full.
        reactor()->modifyFd(key(), fd, NotifyOn::Read | NotifyOn::Write | NotifyOn::Shutdown,
                            Mode::Edge);
    }
}

void ConnectionTransport::hand_out_answers() {
    for (auto& answer : m_answers->take()) {
        if (const auto connection = answer.connection.lock()) {
            connection->accept_answer(answer.request_number, std::move(answer.response));
            advance(connection->fd());
        }
    }
    for (const int fd : std::exchange(m_postponed, {})) {
        advance(fd);
    }
}

void ConnectionTransport::check_times() {
    std::uint64_t expirations = 0;
    [[maybe_unused]] const auto count = read(m_timer_fd, &expirations, sizeof expirations);
    const auto now = Connection::Clock::now();
    std::vector<int> fds;
    fds.reserve(m_connections.size());
    for (const auto& [fd, connection] : m_connections) {
        if (connection->check_time(now)) {
            fds.push_back(fd);
        }
    }
    for (const int fd : fds) {
        advance(fd);
    }
}

void ConnectionTransport::advance(int fd) {
    const auto found = m_connections.find(fd);
    if (found == m_connections.end()) {
        return;
    }
    if (!found->second->advance()) {
        m_postponed.push_back(fd);
        m_answers->wake();
    }
    if (found->second->is_closed()) {
        drop(fd);
    }
}

void ConnectionTransport::drop(int fd) {
    m_connections.erase(fd);
    if (const auto peer = peers.find(fd); peer != peers.end()) {
        const auto kept = peer->second; // removePeer() erases the entry it is given
        removePeer(kept);
    }
}

void PeerHandler::onInput(const char* /*buffer*/, std::size_t /*length*/,
                          const std::shared_ptr<Pistache::Tcp::Peer>& /*peer*/) {
    throw Error("transport_bypassed", "Pistache read a peer by itself");
}

void PeerHandler::onConnection(const std::shared_ptr<Pistache::Tcp::Peer>& peer) {
    static_cast<ConnectionTransport*>(transport())->adopt(peer);
}

} // namespace tuban::http
