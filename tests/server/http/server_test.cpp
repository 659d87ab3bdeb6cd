#include "tests/server/http/server_fixture.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <string>

namespace tuban::http {
namespace {

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

} // namespace
} // namespace tuban::http
