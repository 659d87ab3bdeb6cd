#pragma once

#include "server/http/wire.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace tuban::http {

class Connection;

/// Where pool threads leave answers for the I/O thread of the connection. The thread is woken
/// through a file descriptor that its poller watches.
class AnswerBox {
  public:
    struct Answer {
        std::weak_ptr<Connection> connection; ///< to be locked on the I/O thread only
        std::uint64_t request_number = 0;
        WireResponse response;
    };

    /// Throws Error `listen_failed` when there is no descriptor left.
    AnswerBox();
    ~AnswerBox();
    AnswerBox(const AnswerBox&) = delete;
    AnswerBox& operator=(const AnswerBox&) = delete;

    /// From any thread.
    void put(Answer answer);
    void wake();
    /// On the I/O thread: what has come since the last call.
    std::vector<Answer> take();
    int fd() const { return m_fd; }

  private:
    int m_fd;
    std::mutex m_mutex;
    std::vector<Answer> m_answers;
};

} // namespace tuban::http
