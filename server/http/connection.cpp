#include "server/http/connection.hpp"

#include "server/http/file_answer.hpp"

#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace tuban::http {
namespace {

constexpr std::size_t read_size = std::size_t{16} * 1024;
constexpr int steps_a_turn = 16; // requests, pieces of a file
constexpr std::uint64_t file_step = std::uint64_t{256} * 1024;
// RFC 9112, section 9.6: closing at once would throw away the answer that the client has not read.
constexpr std::chrono::seconds linger_time{2};
constexpr std::size_t max_discarded_bytes = std::size_t{4} * 1024 * 1024;
constexpr int retry_after_s = 2;

bool has_to_wait(int error) {
    return error == EAGAIN || error == EWOULDBLOCK;
}

struct PoolTask {
    Request request;
    bool keep_alive = false;
    std::uint64_t request_number = 0;
    Connection::Clock::time_point deadline;
    std::weak_ptr<Connection> connection;
    std::shared_ptr<AnswerBox> answers;
    std::shared_ptr<Activity::InFlight> in_flight;
};

} // namespace

Connection::Connection(int fd, std::string peer_address, ConnectionContext& context,
                       std::shared_ptr<AnswerBox> answers)
    : m_fd(fd), m_peer_address(std::move(peer_address)), m_context(context),
      m_answers(std::move(answers)),
      m_parser(context.options.max_header_bytes, context.options.max_body_bytes) {}

void Connection::enter(State state) {
    m_state = state;
    m_since = Clock::now();
}

void Connection::check_hang_up() {
    pollfd socket{m_fd, 0, 0};
    if (poll(&socket, 1, 0) == 1 && (socket.revents & (POLLHUP | POLLERR)) != 0) {
        enter(State::closed);
    }
}

bool Connection::advance() {
    int steps = 0;
    for (;;) {
        auto progress = Progress::made;
        switch (m_state) {
        case State::reading:
            if (m_parser.state() == RequestParser::State::complete) {
                if (++steps > steps_a_turn) {
                    return false;
                }
                serve_request();
            } else if (m_parser.state() == RequestParser::State::refused) {
                refuse_message();
            } else {
                progress = read_some();
            }
            break;
        case State::writing:
            if (m_output.file && ++steps > steps_a_turn) {
                return false;
            }
            progress = write_some();
            break;
        case State::lingering:
            progress = discard_some();
            break;
        case State::handling:
        case State::closed:
            return true;
        }
        if (progress == Progress::waits_for_socket) {
            return true;
        }
    }
}

Connection::Progress Connection::read_some() {
    std::array<char, read_size> buffer;
    const auto count = recv(m_fd, buffer.data(), buffer.size(), 0);
    if (count < 0 && has_to_wait(errno)) {
        return Progress::waits_for_socket;
    }
    if (count < 0 && errno == EINTR) {
        return Progress::made;
    }
    if (count <= 0) {
        enter(State::closed);
        return Progress::made;
    }
    if (m_parser.is_idle()) {
        m_since = Clock::now();
    }
    m_parser.feed(std::string_view(buffer.data(), static_cast<std::size_t>(count)));
    if (m_parser.take_continue()) {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        send(m_fd, go_on.data(), go_on.size(), MSG_NOSIGNAL);
    }
    return Progress::made;
}

void Connection::serve_request() {
    const bool keep_alive = m_parser.is_keep_alive();
    auto request = m_parser.take();
    m_in_flight = m_context.activity.begin_request();
    m_context.dispatcher.identify(request, m_peer_address);
    if (!m_context.dispatcher.is_waiting(request)) {
        start_writing(m_context.dispatcher.answer(request, keep_alive));
        return;
    }
    if (m_context.activity.is_draining) {
        start_writing(m_context.dispatcher.refuse(
            request, {503, "shutting_down", "服务正在重启", "服务器正在停止，请稍后重试。"}, false,
            retry_after_s));
        return;
    }
    enter(State::handling);
    m_waiting_request.method = request.method;
    m_waiting_request.id = request.id;
    auto task = std::make_shared<PoolTask>(PoolTask{
        std::move(request), keep_alive, ++m_request_number,
        m_since + m_context.options.handler_timeout, weak_from_this(), m_answers, m_in_flight});
    auto& dispatcher = m_context.dispatcher;
    const bool is_taken = m_context.pool.try_submit([task, &dispatcher] {
        if (Connection::Clock::now() >= task->deadline) {
            return; // the client was told so
        }
        if (task->connection.expired()) {
            return; // the client is gone before anything was done for it
        }
        auto response = dispatcher.answer(task->request, task->keep_alive);
        task->answers->put({task->connection, task->request_number, std::move(response)});
    });
    if (!is_taken) {
        ++m_context.activity.refused_busy;
        start_writing(m_context.dispatcher.refuse(
            m_waiting_request, {503, "busy", "服务器繁忙", "同时处理的请求太多，请过几秒重试。"},
            keep_alive, retry_after_s));
    }
}

void Connection::refuse_message() {
    Request request;
    ++m_context.activity.requests;
    m_context.dispatcher.identify(request, m_peer_address);
    start_writing(m_context.dispatcher.refuse(request, m_parser.refusal(), false));
}

void Connection::accept_answer(std::uint64_t request_number, WireResponse response) {
    if (m_state == State::handling && request_number == m_request_number) {
        start_writing(std::move(response));
    }
}

void Connection::start_writing(WireResponse response) {
    m_output = std::move(response);
    m_written = 0;
    enter(State::writing);
}

ssize_t Connection::send_file_part() {
    const auto done = m_written - m_output.head.size();
    auto offset = static_cast<off_t>(m_output.file->offset + done);
    const auto sent = sendfile(m_fd, m_output.file->file->descriptor(), &offset,
                               std::min<std::uint64_t>(m_output.file->length - done, file_step));
    if (sent == 0) { // shorter than it was: what was promised can't be sent
        errno = EIO;
        return -1;
    }
    return sent;
}

ssize_t Connection::send_text() {
    const std::size_t head_size = m_output.head.size();
    std::array<iovec, 2> parts{};
    std::size_t count = 0;
    const auto add = [&](const std::string& text, std::size_t from) {
        // sendmsg() does not write through iov_base.
        parts.at(count++) = {const_cast<char*>(text.data() + from), text.size() - from};
    };
    if (m_written < head_size) {
        add(m_output.head, m_written);
    }
    if (m_output.body) {
        add(*m_output.body, m_written > head_size ? m_written - head_size : 0);
    }
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = count;
    return sendmsg(m_fd, &message, MSG_NOSIGNAL);
}

Connection::Progress Connection::write_some() {
    const bool is_in_file = m_output.file && m_written >= m_output.head.size();
    const auto sent = is_in_file ? send_file_part() : send_text();
    if (sent < 0 && has_to_wait(errno)) {
        return Progress::waits_for_socket;
    }
    if (sent < 0) {
        if (errno != EINTR) {
            enter(State::closed);
        }
        return Progress::made;
    }
    m_written += static_cast<std::size_t>(sent);
    m_since = Clock::now();
    if (m_written == m_output.head.size() + m_output.body_size()) {
        finish_writing();
    }
    return Progress::made;
}

void Connection::finish_writing() {
    const bool closes = m_output.closes;
    m_output = {};
    m_in_flight.reset();
    if (!closes) {
        enter(State::reading);
        return;
    }
    shutdown(m_fd, SHUT_WR);
    enter(State::lingering);
}

Connection::Progress Connection::discard_some() {
    std::array<char, read_size> buffer;
    const auto count = recv(m_fd, buffer.data(), buffer.size(), 0);
    if (count < 0 && has_to_wait(errno)) {
        return Progress::waits_for_socket;
    }
    if (count < 0 && errno == EINTR) {
        return Progress::made;
    }
    m_discarded += count > 0 ? static_cast<std::size_t>(count) : 0;
    if (count <= 0 || m_discarded > max_discarded_bytes) {
        enter(State::closed);
    }
    return Progress::made;
}

bool Connection::check_time(Clock::time_point now) {
    const auto elapsed = now - m_since;
    const auto before = m_state;
    const auto& options = m_context.options;
    switch (m_state) {
    case State::reading:
        if (m_parser.is_idle()) {
            if (elapsed > options.idle_timeout) {
                enter(State::closed);
            }
        } else if (elapsed > options.message_timeout) {
            Request request;
            m_context.dispatcher.identify(request, m_peer_address);
            start_writing(
                m_context.dispatcher.refuse(request,
                                            {408, "message_timeout", "请求超时",
                                             "请求没有在规定时间内传完，请检查网络后重试。"},
                                            false));
        }
        break;
    case State::handling:
        if (elapsed > options.handler_timeout) {
            ++m_context.activity.failed;
            start_writing(m_context.dispatcher.refuse(
                m_waiting_request,
                {504, "handler_timeout", "处理超时",
                 "服务器没有在规定时间内完成处理，结果未知。请刷新页面确认后再重试。"},
                false));
        }
        break;
    case State::writing:
        if (elapsed > options.write_timeout) {
            enter(State::closed);
        }
        break;
    case State::lingering:
        if (elapsed > linger_time) {
            enter(State::closed);
        }
        break;
    case State::closed:
        break;
    }
    return m_state != before;
}

} // namespace tuban::http
