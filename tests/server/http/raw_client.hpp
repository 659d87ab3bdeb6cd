#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tuban::http {

struct RawReply {
    int status = 0;
    std::string head; ///< with the status line, without the empty line
    std::string body;

    /// First header of that name, compared without case; empty when there is none.
    std::string header(std::string_view name) const;
};

/// A client that sends exactly the bytes it is told to, over 127.0.0.1. Every wait ends after
/// `patience`; what did not come by then is missing.
class RawClient {
  public:
    explicit RawClient(std::uint16_t port);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    void send(std::string_view bytes);
    /// GET with Host and further header lines, each ended by CR LF.
    void send_get(std::string_view target, std::string_view headers = "");
    /// One whole reply; none when the connection ends or stays silent first.
    std::optional<RawReply> read_reply(bool is_head = false);
    /// Whether the server begins to answer, or closes.
    bool wait_for_answer() const;
    /// Everything until the server closes; none when it does not.
    std::optional<std::string> read_to_end();
    /// Ends the connection at once with a reset.
    void abort();
    void set_patience(std::chrono::milliseconds patience) { m_patience = patience; }

  private:
    enum class Read { some, end, nothing };
    Read read_more();

    int m_fd;
    std::chrono::milliseconds m_patience{5000};
    std::string m_buffer;
};

/// GET over a connection of its own.
std::optional<RawReply> get(std::uint16_t port, std::string_view target,
                            std::string_view headers = "");

/// Waits, five seconds at most, until the condition holds; false when it never did.
bool comes_true(const std::function<bool()>& condition);

/// A port of 127.0.0.1 that nobody listens on at the moment.
std::uint16_t find_free_port();

} // namespace tuban::http
