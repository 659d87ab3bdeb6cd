#include "base/error.hpp"
#include "server/http/server.hpp"
#include "tests/server/http/raw_client.hpp"
#include "tests/server/http/test_application.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

namespace tuban::http {
namespace {

using namespace std::chrono_literals;

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

std::ptrdiff_t count_descriptors() {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

TEST_F(ServerTest, AnswersFromTheIoThreadAndFromThePool) {
    start();
    EXPECT_EQ(get_reply("/echo?id=a").body, "a");
    EXPECT_EQ(get_reply("/pool/echo?id=b").body, "b");
    EXPECT_EQ(m_server->counters().requests, 2U);
}

TEST_F(ServerTest, HandsTheDecodedRequestOver) {
    start();
    RawClient client(port());
    client.send("PUT /a/%E5%9B%BE/request?k=1&k=%32&z HTTP/1.1\r\nHost: t\r\nX-A: 1\r\n"
                "Content-Length: 4\r\n\r\n");
    client.send(std::string("\0\r\n\xff", 4));
    const auto reply = client.read_reply();
    ASSERT_TRUE(reply);
    const auto json = nlohmann::json::parse(reply->body);
    EXPECT_EQ(json["method"], "PUT");
    EXPECT_EQ(json["path"], "/a/图/request");
    EXPECT_EQ(json["query"].get<Fields>(), (Fields{{"k", "1"}, {"k", "2"}, {"z", ""}}));
    EXPECT_EQ(json["address"], "127.0.0.1");
    EXPECT_EQ(json["id"], reply->header("x-request-id"));
}

TEST_F(ServerTest, AnswersPipelinedRequestsInTheirOrder) {
    start();
    RawClient client(port());
    std::string requests;
    for (int i = 0; i < 200; ++i) {
        requests += (i % 3 == 0 ? "GET /pool/echo?id=" : "GET /echo?id=") + std::to_string(i) +
                    " HTTP/1.1\r\nHost: t\r\n\r\n";
    }
    client.send(requests);
    for (int i = 0; i < 200; ++i) {
        const auto reply = client.read_reply();
        ASSERT_TRUE(reply) << i;
        ASSERT_EQ(reply->body, std::to_string(i));
    }
}

TEST_F(ServerTest, ServesRequestsWhoseBytesComeOneByOne) {
    start();
    RawClient client(port());
    for (const char c : std::string("GET /echo?id=slow HTTP/1.1\r\nHost: t\r\n\r\n")) {
        client.send(std::string(1, c));
    }
    EXPECT_EQ(client.read_reply()->body, "slow");
}

TEST_F(ServerTest, HidesWhatAHandlerThrows) {
    start();
    for (const auto* target : {"/throw", "/throw_int", "/pool/throw", "/pool/throw_int"}) {
        const auto reply = get_reply(target);
        EXPECT_EQ(reply.status, 500) << target;
        EXPECT_EQ(reply.header("content-type"), "application/problem+json");
        const auto json = nlohmann::json::parse(reply.body);
        EXPECT_EQ(json["code"], "internal_error");
        EXPECT_EQ(json["request_id"], reply.header("x-request-id"));
        EXPECT_EQ(reply.body.find("secret"), std::string::npos);
    }
    EXPECT_EQ(m_server->counters().failed, 4U);
    EXPECT_EQ(get_reply("/echo?id=alive").body, "alive");
}

TEST_F(ServerTest, AnswersOnceAndGoesOnAfterAHandlerThrew) {
    start();
    RawClient client(port());
    client.send_get("/throw");
    client.send_get("/echo?id=next");
    EXPECT_EQ(client.read_reply()->status, 500);
    EXPECT_EQ(client.read_reply()->body, "next");
}

TEST_F(ServerTest, SendsNoHeaderThatAHandlerWasTrickedInto) {
    start();
    const auto reply = get_reply("/break_header");
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(reply.head.find("stolen"), std::string::npos);
}

TEST_F(ServerTest, RefusesAReplyAboveTheLimit) {
    ServerOptions options;
    options.max_response_bytes = 5000;
    start(options);
    EXPECT_EQ(get_reply("/text?bytes=5000").status, 200);
    EXPECT_EQ(get_reply("/text?bytes=5001").status, 500);
}

TEST_F(ServerTest, AnswersHeadWithoutABody) {
    start();
    RawClient client(port());
    client.send("HEAD /text?bytes=500 HTTP/1.1\r\nHost: t\r\n\r\n");
    client.send_get("/echo?id=next");
    const auto reply = client.read_reply(true);
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->header("content-length"), "500");
    EXPECT_EQ(client.read_reply()->body, "next");
}

TEST_F(ServerTest, Answers304ToAKnownTag) {
    start();
    RawClient client(port());
    client.send_get("/tag", "If-None-Match: W/\"v1\"\r\n");
    client.send_get("/tag");
    const auto fresh = client.read_reply();
    EXPECT_EQ(fresh->status, 304);
    EXPECT_EQ(fresh->header("content-length"), "");
    EXPECT_EQ(client.read_reply()->body, "tagged");
}

TEST_F(ServerTest, CompressesForThoseWhoAsk) {
    start();
    const auto packed = get_reply("/text?bytes=20000", "Accept-Encoding: gzip\r\n");
    EXPECT_EQ(packed.header("content-encoding"), "gzip");
    EXPECT_LT(packed.body.size(), 2000U);
    EXPECT_EQ(get_reply("/text?bytes=20000").body.size(), 20000U);
}

TEST_F(ServerTest, ClosesAfterARefusedMessageAndReadsNothingMoreOfIt) {
    ServerOptions options;
    options.max_body_bytes = 1000;
    start(options);
    const std::string hidden = "GET /echo?id=smuggled HTTP/1.1\r\nHost: t\r\n\r\n";
    const std::array<std::pair<std::string, int>, 4> messages = {{
        {"POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 100000\r\n\r\n", 413},
        {"POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5\r", 411},
        {"GET /echo HTTP/1.1\r\nHost: t\r\nX: " + std::string(20'000, 'a'), 431},
        {"GET /echo HTTP/1.1\r\nHost : t\r\n\r\n", 400},
    }};
    for (const auto& [message, status] : messages) {
        RawClient client(port());
        client.send(message + hidden);
        const auto reply = client.read_reply();
        ASSERT_TRUE(reply) << status;
        EXPECT_EQ(reply->status, status);
        EXPECT_EQ(reply->header("connection"), "close");
        EXPECT_EQ(client.read_to_end(), "") << status;
    }
}

TEST_F(ServerTest, ClosesWhenTheClientAsksForIt) {
    start();
    RawClient client(port());
    client.send_get("/echo?id=a", "Connection: close\r\n");
    EXPECT_EQ(client.read_reply()->header("connection"), "close");
    EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(ServerTest, TakesABodyThatWaitsForItsPermission) {
    start();
    RawClient client(port());
    client.send("POST /request HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n"
                "Expect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.read_reply()->status, 100);
    client.send("ok");
    EXPECT_EQ(nlohmann::json::parse(client.read_reply()->body)["body"], "ok");
}

TEST_F(ServerTest, EndsMessagesAndConnectionsThatTakeTooLong) {
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

TEST_F(ServerTest, Answers504InTheNameOfASlowHandlerAndDropsItsAnswer) {
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

TEST_F(ServerTest, AnswersBusyWhenThePoolIsFull) {
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

TEST_F(ServerTest, BelievesAProxyOnlyWhenToldTo) {
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

TEST_F(ServerTest, ListensForOtherMachinesOnlyBehindAProxy) {
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

TEST_F(ServerTest, SaysThatAPortIsTaken) {
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

TEST_F(ServerTest, FinishesWhatIsInFlightBeforeItStops) {
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

TEST_F(ServerTest, StopsInTimeWithAClientThatReadsNothing) {
    ServerOptions options;
    options.drain_timeout = 300ms;
    options.max_response_bytes = 50'000'000;
    start(options);
    RawClient client(port());
    client.send_get("/pool/text?bytes=40000000");
    EXPECT_TRUE(comes_true([&] { return m_server->counters().in_flight > 0; }));
    const auto begin = std::chrono::steady_clock::now();
    m_server->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
}

TEST_F(ServerTest, WaitsForAClientThatReadsNothingWithoutUsingTheCpu) {
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

TEST_F(ServerTest, GivesUpOnAClientThatReadsNothing) {
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

TEST_F(ServerTest, TakesTwentyThousandSlashes) {
    ServerOptions options;
    options.max_header_bytes = 64 * 1024;
    start(options);
    EXPECT_EQ(get_reply("/" + std::string(20'000, '/')).status, 414);
    EXPECT_EQ(get_reply("/" + std::string(8000, '/')).status, 400);
}

TEST_F(ServerTest, LeavesNoDescriptorBehind) {
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

TEST_F(ServerTest, ClosesTheConnectionsItHasWhenItStops) {
    start();
    RawClient client(port());
    client.send_get("/echo?id=1");
    EXPECT_TRUE(client.read_reply());
    m_server->stop();
    EXPECT_EQ(client.read_to_end(), "");
}

/// Some megabytes that are gone with the test.
class LargeFile {
  public:
    explicit LargeFile(std::size_t size)
        : path(std::filesystem::temp_directory_path() /
               ("tuban-large-" + std::to_string(::getpid()))) {
        for (std::size_t i = 0; i < size; ++i) {
            content += static_cast<char>('a' + i % 23 + i / 4096 % 3);
        }
        std::ofstream(path, std::ios::binary) << content;
    }
    ~LargeFile() { std::filesystem::remove(path); }
    LargeFile(const LargeFile&) = delete;
    LargeFile& operator=(const LargeFile&) = delete;

    std::filesystem::path path;
    std::string content;
};

TEST_F(ServerTest, SendsAFileOfAnySizeAndAnyPartOfIt) {
    start();
    const LargeFile file(9'000'001);
    const std::string target = "/pool/file?id=" + file.path.string();
    RawClient client(port());
    client.send_get(target);
    const auto whole = client.read_reply();
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->header("Content-Length"), "9000001");
    EXPECT_TRUE(whole->body == file.content);
    client.send_get(target, "Range: bytes=5000000-5999999\r\n"); // the same connection
    const auto part = client.read_reply();
    ASSERT_TRUE(part);
    EXPECT_EQ(part->status, 206);
    EXPECT_TRUE(part->body == file.content.substr(5'000'000, 1'000'000));
    client.send_get("/echo?id=after");
    EXPECT_EQ(client.read_reply()->body, "after");
}

TEST_F(ServerTest, TellsTheLengthOfAFileWithoutSendingIt) {
    start();
    const LargeFile file(2'000'000);
    RawClient client(port());
    client.send("HEAD /file?id=" + file.path.string() + " HTTP/1.1\r\nHost: t\r\n\r\n");
    const auto reply = client.read_reply(true);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->header("Content-Length"), "2000000");
    EXPECT_EQ(reply->body, "");
    client.send_get("/file?id=" + file.path.string(), "If-None-Match: \"file\"\r\n");
    EXPECT_EQ(client.read_reply()->status, 304);
}

TEST_F(ServerTest, EndsTheConnectionWhenAFileBecomesShorterThanWasPromised) {
    start();
    const LargeFile file(60'000'000); // more than the sockets hold
    RawClient client(port());
    client.send_get("/file?id=" + file.path.string());
    ASSERT_TRUE(client.wait_for_answer());
    std::filesystem::resize_file(file.path, 1'000);
    const auto received = client.read_to_end();
    ASSERT_TRUE(received);
    EXPECT_LT(received->size(), file.content.size());
}

} // namespace
} // namespace tuban::http
