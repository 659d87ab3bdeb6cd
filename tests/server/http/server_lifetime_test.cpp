#include "base/error.hpp"
#include "tests/server/http/server_fixture.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <future>
#include <string>

namespace tuban::http {
namespace {

using namespace std::chrono_literals;

using ServerLifetime = ServerTest;

TEST_F(ServerLifetime, BelievesAProxyOnlyWhenToldTo) {
    const auto* headers = "X-Real-IP: 203.0.113.9\r\nX-Request-Id: from-proxy\r\n";
    start();
    auto json = nlohmann::json::parse(get_reply("/request", headers).body);
    EXPECT_EQ(json["address"], "127.0.0.1");
    EXPECT_NE(json["id"], "from-proxy");

    ServerOptions options;
    options.behind_proxy = true;
    start(options);
    json = nlohmann::json::parse(get_reply("/request", headers).body);
    EXPECT_EQ(json["address"], "203.0.113.9");
    EXPECT_EQ(json["id"], "from-proxy");
    json = nlohmann::json::parse(
        get_reply("/request", "X-Real-IP: <script>\r\nX-Request-Id: a b\r\n").body);
    EXPECT_EQ(json["address"], "127.0.0.1");
    EXPECT_NE(json["id"], "a b");
}

TEST_F(ServerLifetime, ListensForOtherMachinesOnlyBehindAProxy) {
    ServerOptions options;
    options.host = "0.0.0.0";
    options.port = 0;
    Server alone(options, m_application);
    try {
        alone.start();
        FAIL() << "it listens";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "listen_not_loopback");
        EXPECT_NE(std::string(error.what()).find("nginx"), std::string::npos);
    }
    options.behind_proxy = true;
    EXPECT_NO_THROW(Server(options, m_application).start());
}

TEST_F(ServerLifetime, SaysThatAPortIsTaken) {
    start();
    ServerOptions options;
    options.port = port();
    Server second(options, m_application);
    try {
        second.start();
        FAIL() << "it listens";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "listen_failed");
    }
}

TEST_F(ServerLifetime, FinishesWhatIsInFlightBeforeItStops) {
    start();
    RawClient running(port());
    running.send_get("/pool/gate?id=running");
    RawClient other(port());
    other.send_get("/echo?id=first");
    EXPECT_EQ(other.read_reply()->header("connection"), "keep-alive");
    m_application.gate.wait_for_arrivals(1);

    auto stopped = std::async(std::launch::async, [&] { m_server->stop(); });
    EXPECT_TRUE(comes_true([&] { return !m_server->is_ready(); }));
    other.send_get("/pool/echo?id=late");
    const auto refused = other.read_reply();
    EXPECT_EQ(refused->status, 503);
    EXPECT_EQ(refused->header("connection"), "close");
    EXPECT_EQ(get_reply("/echo?id=memory").body, "memory");

    m_application.gate.open();
    EXPECT_EQ(running.read_reply()->body, "running");
    stopped.get();
    EXPECT_THROW(RawClient{port()}, std::runtime_error);
}

TEST_F(ServerLifetime, StopsInTimeWithAClientThatReadsNothing) {
    ServerOptions options;
    options.drain_timeout = 300ms;
    options.max_response_bytes = 50'000'000;
    start(options);
    RawClient client(port());
    client.send_get("/pool/text?bytes=40000000");
    EXPECT_TRUE(comes_true([&] { return m_server->counters().in_flight > 0; }));
    const auto begin = std::chrono::steady_clock::now();
    m_server->stop();
    // Not after write_timeout, when it would give the client up.
    EXPECT_LT(std::chrono::steady_clock::now() - begin, options.write_timeout / 2);
}

TEST_F(ServerLifetime, LeavesNoDescriptorBehind) {
    start();
    const auto before = count_descriptors();
    for (int i = 0; i < 300; ++i) {
        RawClient client(port());
        client.send_get(i % 2 == 0 ? "/pool/echo?id=1" : "/echo?id=1");
        if (i % 3 == 0) {
            client.abort();
        } else {
            EXPECT_TRUE(client.read_reply());
        }
    }
    EXPECT_TRUE(comes_true([&] { return count_descriptors() <= before; }));
    EXPECT_EQ(count_descriptors(), before);
}

TEST_F(ServerLifetime, ClosesTheConnectionsItHasWhenItStops) {
    start();
    RawClient client(port());
    client.send_get("/echo?id=1");
    EXPECT_TRUE(client.read_reply());
    m_server->stop();
    EXPECT_EQ(client.read_to_end(), "");
}

} // namespace
} // namespace tuban::http
