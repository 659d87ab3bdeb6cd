#pragma once

#include "server/http/activity.hpp"
#include "server/http/answer_box.hpp"
#include "server/http/dispatcher.hpp"
#include "server/http/request_parser.hpp"
#include "server/http/server.hpp"
#include "server/http/wire.hpp"
#include "server/http/worker_pool.hpp"

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace tuban::http {

/// What all connections of a server share. Outlives them.
struct ConnectionContext {
    const ServerOptions& options;
    Dispatcher& dispatcher;
    WorkerPool& pool;
    Activity& activity;
};

/// One client: reads a request, has it answered, writes the answer, one at a time in the order of
/// arrival. The answer belongs to this object and not to a file descriptor's number, so that it
/// cannot reach whoever gets that number next. Non-blocking throughout; an answer the client does
/// not read waits for the socket, not on the CPU. Lives on one I/O thread; owned by its transport.
class Connection : public std::enable_shared_from_this<Connection> {
  public:
    using Clock = std::chrono::steady_clock;

    /// `fd` is non-blocking and stays the transport's.
    Connection(int fd, std::string peer_address, ConnectionContext& context,
               std::shared_ptr<AnswerBox> answers);

    /// Reads, answers and writes as far as it goes. False: there is more to do at once, but others
    /// should have their turn first.
    bool advance();
    /// The pool's answer to the request of that number; one that comes too late is dropped.
    void accept_answer(std::uint64_t request_number, WireResponse response);
    /// Ends what has taken too long; true when it did, and advance() is due.
    bool check_time(Clock::time_point now);
    /// The poller reported a hang-up for this descriptor's number. It may be that of the socket
    /// which had the number before, within one batch of events, so the socket itself is asked.
    void check_hang_up();
    /// The transport has to remove it.
    bool is_closed() const { return m_state == State::closed; }
    int fd() const { return m_fd; }

  private:
    enum class State {
        reading,
        handling,
        writing,
        lingering, ///< the last answer is out; the rest of the input is thrown away
        closed,
    };
    enum class Progress { made, waits_for_socket };

    Progress read_some();
    Progress write_some();
    ssize_t send_text();      ///< as sendmsg(2)
    ssize_t send_file_part(); ///< as sendfile(2)
    Progress discard_some();
    void serve_request();
    void refuse_message();
    void start_writing(WireResponse response);
    void finish_writing();
    void enter(State state);

    int m_fd;
    std::string m_peer_address;
    ConnectionContext& m_context;
    std::shared_ptr<AnswerBox> m_answers;
    RequestParser m_parser;
    State m_state = State::reading;
    Clock::time_point m_since = Clock::now(); ///< of the state, or the last progress in it
    std::uint64_t m_request_number = 0;
    Request m_waiting_request; ///< id and method, for the answer of a handler that is too slow
    std::shared_ptr<Activity::InFlight> m_in_flight;
    WireResponse m_output;
    std::uint64_t m_written = 0;
    std::size_t m_discarded = 0;
};

} // namespace tuban::http
