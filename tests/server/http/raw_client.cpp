#include "tests/server/http/raw_client.hpp"

#include "server/http/field_text.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <thread>

namespace tuban::http {
namespace {

sockaddr_in loopback_address(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

} // namespace

std::string RawReply::header(std::string_view name) const {
    std::string_view rest = head;
    while (!rest.empty()) {
        const auto end = std::min(rest.find("\r\n"), rest.size());
        const auto line = rest.substr(0, end);
        const auto colon = line.find(':');
        if (colon != std::string_view::npos && equals_ignoring_case(line.substr(0, colon), name)) {
            return std::string(trim_blanks(line.substr(colon + 1)));
        }
        rest.remove_prefix(std::min(end + 2, rest.size()));
    }
    return "";
}

RawClient::RawClient(std::uint16_t port) : m_fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const auto address = loopback_address(port);
    const int one = 1;
    setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(m_fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        close(m_fd);
        throw std::runtime_error(std::string("connect: ") + std::strerror(errno));
    }
}

RawClient::~RawClient() {
    if (m_fd >= 0) {
        close(m_fd);
    }
}

void RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return; // the server closed; what it said before is read as usual
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void RawClient::send_get(std::string_view target, std::string_view headers) {
    send("GET " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n" + std::string(headers) +
         "\r\n");
}

bool RawClient::wait_for_answer() const {
    pollfd waiting{m_fd, POLLIN, 0};
    return poll(&waiting, 1, static_cast<int>(m_patience.count())) > 0;
}

RawClient::Read RawClient::read_more() {
    if (!wait_for_answer()) {
        return Read::nothing;
    }
    std::array<char, 65536> buffer;
    const auto count = recv(m_fd, buffer.data(), buffer.size(), 0);
    if (count <= 0) {
        return Read::end;
    }
    m_buffer.append(buffer.data(), static_cast<std::size_t>(count));
    return Read::some;
}

std::optional<RawReply> RawClient::read_reply(bool is_head) {
    std::size_t end = 0;
    while ((end = m_buffer.find("\r\n\r\n")) == std::string::npos) {
        if (read_more() != Read::some) {
            return std::nullopt;
        }
    }
    RawReply reply;
    reply.head = m_buffer.substr(0, end);
    reply.status = std::stoi(reply.head.substr(reply.head.find(' ') + 1));
    const auto length = reply.header("content-length");
    const std::size_t size = is_head || length.empty() ? 0 : std::stoul(length);
    while (m_buffer.size() < end + 4 + size) {
        if (read_more() != Read::some) {
            return std::nullopt;
        }
    }
    reply.body = m_buffer.substr(end + 4, size);
    m_buffer.erase(0, end + 4 + size);
    return reply;
}

std::optional<std::string> RawClient::read_to_end() {
    for (;;) {
        switch (read_more()) {
        case Read::some:
            break;
        case Read::end:
            return m_buffer;
        case Read::nothing:
            return std::nullopt;
        }
    }
}

void RawClient::abort() {
    const linger at_once{1, 0};
    setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(m_fd);
    m_fd = -1;
}

std::optional<RawReply> get(std::uint16_t port, std::string_view target, std::string_view headers) {
    RawClient client(port);
    client.send_get(target, headers);
    return client.read_reply();
}

bool comes_true(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) {
            return false;
        }
        std::this_thread::yield();
    }
    return true;
}

std::uint16_t find_free_port() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto address = loopback_address(0);
    socklen_t size = sizeof address;
    if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        close(fd);
        throw std::runtime_error("no free port");
    }
    close(fd);
    return ntohs(address.sin_port);
}

} // namespace tuban::http
