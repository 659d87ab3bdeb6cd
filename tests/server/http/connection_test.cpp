#include "server/http/connection.hpp"
#include "tests/server/http/test_application.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>

namespace tuban::http {
namespace {

class ConnectionTest : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, m_fds.data()), 0);
        m_connection = std::make_shared<Connection>(m_fds[0], "127.0.0.1", m_context,
                                                    std::make_shared<AnswerBox>());
    }
    void TearDown() override {
        close(m_fds[0]);
        hang_up();
    }
    void hang_up() {
        if (m_fds[1] >= 0) {
            close(m_fds[1]);
            m_fds[1] = -1;
        }
    }
    void send(const std::string& text) const {
        ASSERT_EQ(write(m_fds[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }
    std::string received() const {
        std::string text(4096, '\0');
        const auto count = read(m_fds[1], text.data(), text.size());
        text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
        return text;
    }

    std::array<int, 2> m_fds{-1, -1};
    ServerOptions m_options;
    TestApplication m_application;
    Activity m_activity;
    Dispatcher m_dispatcher{m_options, m_application, m_activity};
    WorkerPool m_pool{1, 1};
    ConnectionContext m_context{m_options, m_dispatcher, m_pool, m_activity};
    std::shared_ptr<Connection> m_connection;
};

TEST_F(ConnectionTest, OutlivesTheHangUpOfTheSocketThatHadItsNumberBefore) {
    m_connection->check_hang_up();
    EXPECT_FALSE(m_connection->is_closed());
    send("GET /echo?id=mine HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_TRUE(m_connection->advance());
    EXPECT_NE(received().find("\r\n\r\nmine"), std::string::npos);
}

TEST_F(ConnectionTest, EndsWithItsOwnHangUp) {
    hang_up();
    m_connection->check_hang_up();
    EXPECT_TRUE(m_connection->is_closed());
}

TEST_F(ConnectionTest, DropsAnAnswerToARequestItIsNotWaitingFor) {
    m_connection->accept_answer(0, {"stale", nullptr, false});
    EXPECT_TRUE(m_connection->advance());
    EXPECT_EQ(received(), "");
    send("GET /echo?id=mine HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_TRUE(m_connection->advance());
    EXPECT_EQ(received().substr(0, 9), "HTTP/1.1 ");
}

} // namespace
} // namespace tuban::http
