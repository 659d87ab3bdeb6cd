#include "tests/server/http/server_fixture.hpp"

#include <sys/resource.h>

#include <chrono>
#include <string>
#include <vector>

namespace tuban::http {
namespace {

using namespace std::chrono_literals;

using ServerLimits = ServerTest;

TEST_F(ServerLimits, RefusesAReplyAboveTheLimit) {
    ServerOptions options;
    options.max_response_bytes = 5000;
    start(options);
    EXPECT_EQ(get_reply("/text?bytes=5000").status, 200);
    EXPECT_EQ(get_reply("/text?bytes=5001").status, 500);
}

TEST_F(ServerLimits, EndsMessagesAndConnectionsThatTakeTooLong) {
    ServerOptions options;
    options.message_timeout = 300ms;
    options.idle_timeout = 600ms;
    start(options);
    RawClient idle(port());
    RawClient slow_head(port());
    slow_head.send("GET /echo HTTP/1.1\r\nHos");
    RawClient slow_body(port());
    slow_body.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\nx");
    EXPECT_EQ(slow_head.read_reply()->status, 408);
    EXPECT_EQ(slow_head.read_to_end(), "");
    EXPECT_EQ(slow_body.read_reply()->status, 408);
    EXPECT_EQ(idle.read_to_end(), "");
}

TEST_F(ServerLimits, Answers504InTheNameOfASlowHandlerAndDropsItsAnswer) {
    ServerOptions options;
    options.handler_timeout = 300ms;
    options.pool_threads = 1;
    start(options);
    RawClient client(port());
    client.send_get("/pool/gate");
    m_application.gate.wait_for_arrivals(1);
    RawClient queued(port());
    queued.send_get("/pool/echo?id=never");
    EXPECT_EQ(client.read_reply()->status, 504);
    EXPECT_EQ(queued.read_reply()->status, 504);
    m_application.gate.open();
    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_EQ(get_reply("/pool/echo?id=next").body, "next");
}

TEST_F(ServerLimits, AnswersBusyWhenThePoolIsFull) {
    ServerOptions options;
    options.pool_threads = 2;
    options.pool_queue = 3;
    start(options);
    std::vector<std::unique_ptr<RawClient>> clients;
    const auto add = [&] {
        clients.push_back(std::make_unique<RawClient>(port()));
        clients.back()->send_get("/pool/gate?id=" + std::to_string(clients.size()));
    };
    add();
    add();
    m_application.gate.wait_for_arrivals(2);
    for (int i = 0; i < 4; ++i) {
        add();
    }
    // The one too many may be any of the last four: connections are on several I/O threads.
    EXPECT_TRUE(comes_true([&] { return m_server->counters().refused_busy > 0; }));
    EXPECT_EQ(get_reply("/echo?id=memory").body, "memory");
    m_application.gate.open();
    int busy = 0;
    for (std::size_t i = 0; i < clients.size(); ++i) {
        const auto reply = clients[i]->read_reply();
        ASSERT_TRUE(reply);
        if (reply->status == 503) {
            ++busy;
            EXPECT_EQ(reply->header("retry-after"), "2");
        } else {
            EXPECT_EQ(reply->body, std::to_string(i + 1));
        }
    }
    EXPECT_EQ(busy, 1);
}

TEST_F(ServerLimits, WaitsForAClientThatReadsNothingWithoutUsingTheCpu) {
    ServerOptions options;
    options.io_threads = 1;
    options.max_response_bytes = 50'000'000;
    start(options);
    RawClient unread(port());
    unread.send_get("/text?bytes=20000000&id=mine");
    const auto cpu_time = [] {
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        return std::chrono::seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
               std::chrono::microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
    };
    // The same I/O thread serves others meanwhile.
    EXPECT_EQ(get_reply("/echo?id=other").body, "other");
    const auto cpu_before = cpu_time();
    RawClient silent(port());
    silent.set_patience(1000ms);
    EXPECT_EQ(silent.read_reply(), std::nullopt);
    EXPECT_LT(cpu_time() - cpu_before, 300ms);
    const auto reply = unread.read_reply();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->body.size(), 20'000'000U);
    EXPECT_EQ(reply->body.substr(0, 4), "mine");
    EXPECT_EQ(reply->body.back(), static_cast<char>('a' + (20'000'000 - 1) % 23));
}

TEST_F(ServerLimits, GivesUpOnAClientThatReadsNothing) {
    ServerOptions options;
    options.write_timeout = 300ms;
    options.max_response_bytes = 50'000'000;
    start(options);
    const auto before = count_descriptors();
    RawClient unread(port());
    unread.send_get("/text?bytes=20000000");
    EXPECT_TRUE(comes_true([&] { return m_server->counters().in_flight > 0; }));
    EXPECT_TRUE(comes_true([&] { return m_server->counters().in_flight == 0; }));
    EXPECT_TRUE(comes_true([&] { return count_descriptors() == before + 1; })); // the client's own
}

TEST_F(ServerLimits, TakesTwentyThousandSlashes) {
    ServerOptions options;
    options.max_header_bytes = std::size_t{64} * 1024;
    start(options);
    EXPECT_EQ(get_reply("/" + std::string(20'000, '/')).status, 414);
    EXPECT_EQ(get_reply("/" + std::string(8000, '/')).status, 400);
}

} // namespace
} // namespace tuban::http
