#pragma once

#include "server/http/message.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tuban::http {

/// Takes the bytes of one connection apart into requests: RFC 9112, its strict reading. Not
/// supported, and answered so: chunked bodies (411), absolute targets, folded header lines, bare
/// LF. A message is refused before its body is read; after a refusal the connection has to be
/// closed, since what follows is of no known length. One thread at a time.
class RequestParser {
  public:
    RequestParser(std::size_t max_header_bytes, std::size_t max_body_bytes);

    enum class State {
        need_more, ///< feed again
        complete,  ///< take() the request
        refused,   ///< see refusal(); nothing else works any more
    };

    /// Time is linear in the bytes fed over the message's life.
    State feed(std::string_view bytes);
    State state() const { return m_state; }

    /// Precondition: complete. The surplus is kept and parsed as the next message, see state().
    Request take();

    /// Precondition: refused.
    const Problem& refusal() const { return m_refusal; }

    /// No byte of a message has come since the last one.
    bool is_idle() const { return m_buffer.empty() && !m_has_head; }
    /// Precondition: complete. May the connection live on after the answer?
    bool is_keep_alive() const { return m_keep_alive; }
    /// True once for a head that asks "Expect: 100-continue" whose body has not come yet.
    bool take_continue();

  private:
    struct RefusedMessage {
        Problem problem;
    };

    State parse();
    bool find_head_end();
    void read_head(std::string_view head);
    void read_request_line(std::string_view line);
    void read_header_line(std::string_view line);
    void apply_headers();
    void apply_content_length(std::string_view value);

    std::size_t m_max_header_bytes;
    std::size_t m_max_body_bytes;
    std::string m_buffer;
    std::size_t m_scanned = 0; ///< of m_buffer, while looking for the end of the head
    std::size_t m_body_begin = 0;
    std::size_t m_body_length = 0;
    bool m_has_head = false;
    bool m_is_http_1_0 = false;
    bool m_keep_alive = true;
    bool m_wants_continue = false;
    State m_state = State::need_more;
    Request m_request;
    Problem m_refusal;
};

} // namespace tuban::http
