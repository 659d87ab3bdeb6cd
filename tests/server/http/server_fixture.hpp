#pragma once

#include "server/http/server.hpp"
#include "tests/server/http/raw_client.hpp"
#include "tests/server/http/test_application.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string_view>

namespace tuban::http {

/// A server of its own on a free port.
class ServerTest : public testing::Test {
  protected:
    void TearDown() override { m_application.gate.open(); }

    Server& start(ServerOptions options = {}) {
        options.port = 0;
        m_server = std::make_unique<Server>(options, m_application);
        m_server->start();
        return *m_server;
    }
    std::uint16_t port() const { return m_server->port(); }
    RawReply get_reply(std::string_view target, std::string_view headers = "") const {
        const auto reply = get(port(), target, headers);
        EXPECT_TRUE(reply) << target;
        return reply.value_or(RawReply{});
    }

    TestApplication m_application;
    std::unique_ptr<Server> m_server;
};

inline std::ptrdiff_t count_descriptors() {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

} // namespace tuban::http
