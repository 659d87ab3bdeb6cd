#include "server/http/server.hpp"
#include "tests/server/http/nginx_process.hpp"
#include "tests/server/http/raw_client.hpp"
#include "tests/server/http/test_application.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace tuban::http {
namespace {

class NginxTest : public testing::Test {
  protected:
    void SetUp() override {
        if (!NginxProcess::is_installed()) {
            GTEST_SKIP() << "nginx is not installed";
        }
        ServerOptions options;
        options.port = 0;
        options.behind_proxy = true;
        options.max_response_bytes = 50'000'000;
        options.pool_queue = 100'000;
        m_server = std::make_unique<Server>(options, m_application);
        m_server->start();
        m_nginx = std::make_unique<NginxProcess>(m_server->port());
    }

    std::uint16_t port() const { return m_nginx->port(); }

    TestApplication m_application;
    std::unique_ptr<Server> m_server;
    std::unique_ptr<NginxProcess> m_nginx;
};

TEST_F(NginxTest, PassesOnOnlyTheHeadersThatAreNeeded) {
    const auto reply =
        get(port(), "/api/v1/request?k=1&k=2",
            "X-Real-IP: 203.0.113.9\r\nX-Request-Id: mine\r\nX-Evil: 1\r\nDate: bad\r\n"
            "If-None-Match: \"a\"\r\nCookie: session=s\r\nIdempotency-Key: k-1\r\n");
    ASSERT_TRUE(reply);
    const auto json = nlohmann::json::parse(reply->body);
    EXPECT_EQ(json["address"], "127.0.0.1");
    EXPECT_EQ(json["query"].get<Fields>(), (Fields{{"k", "1"}, {"k", "2"}}));
    EXPECT_EQ(json["id"].get<std::string>().size(), 32U);
    EXPECT_EQ(json["id"], reply->header("x-request-id"));
    Request seen;
    seen.headers = json["headers"].get<Fields>();
    EXPECT_EQ(seen.header("if-none-match"), "\"a\"");
    EXPECT_EQ(seen.cookie("session"), "s");
    EXPECT_EQ(seen.header("idempotency-key"), "k-1");
    EXPECT_EQ(seen.header("x-evil"), std::nullopt);
    EXPECT_EQ(seen.header("date"), std::nullopt);
}

TEST_F(NginxTest, TurnsAChunkedBodyIntoOneWithALength) {
    RawClient client(port());
    client.send("POST /request HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
                "3\r\nabc\r");
    client.send("\n2\r\nde\r\n0\r\n\r\n");
    const auto reply = client.read_reply();
    ASSERT_TRUE(reply);
    const auto json = nlohmann::json::parse(reply->body);
    EXPECT_EQ(json["body"], "abcde");
}

TEST_F(NginxTest, KeepsAChunkThatIsCutBetweenCrAndLfFromTheServer) {
    RawClient client(port());
    client.send(
        "POST /request HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r");
    EXPECT_EQ(get(port(), "/echo?id=alive")->body, "alive");
    client.abort();
    EXPECT_EQ(get(port(), "/echo?id=again")->body, "again");
    EXPECT_EQ(m_server->counters().requests, 2U);
}

TEST_F(NginxTest, TakesALargeReplyOffTheServerForAClientThatReadsNothing) {
    RawClient unread(port());
    unread.send_get("/pool/text?bytes=10000000&id=mine");
    // The server is rid of it although the client has not read a byte.
    EXPECT_TRUE(comes_true([&] {
        const auto counters = m_server->counters();
        return counters.requests > 0 && counters.in_flight == 0;
    }));
    EXPECT_EQ(get(port(), "/echo?id=other")->body, "other");
    const auto reply = unread.read_reply();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->body.size(), 10'000'000U);
}

TEST_F(NginxTest, AsksTheServerWithGetForHead) {
    RawClient client(port());
    client.send("HEAD /text?bytes=700 HTTP/1.1\r\nHost: t\r\n\r\n");
    const auto reply = client.read_reply(true);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->header("content-length"), "700");
    EXPECT_EQ(m_application.last_method, Method::get);
    client.send_get("/echo?id=next");
    EXPECT_EQ(client.read_reply()->body, "next");
}

TEST_F(NginxTest, RefusesWhatIsTooLargeByItself) {
    RawClient client(port());
    client.send("POST /request HTTP/1.1\r\nHost: t\r\nContent-Length: 2000000\r\n\r\n");
    EXPECT_EQ(client.read_reply()->status, 413);
    EXPECT_EQ(get(port(), "/" + std::string(20'000, 'a'))->status, 414);
    EXPECT_EQ(m_server->counters().requests, 0U);
}

TEST_F(NginxTest, PassesTheLargestHeadThatItTakesItself) {
    const auto cookie = "Cookie: session=" + std::string(3900, 'a') + "\r\n";
    const auto target = "/echo?id=" + std::string(3900, 'b');
    EXPECT_EQ(get(port(), target, cookie)->body.size(), 3900U);
}

TEST_F(NginxTest, SlowsDownSignInAttempts) {
    int refused = 0;
    for (int i = 0; i < 20; ++i) {
        refused += get(port(), "/api/v1/session")->status == 429 ? 1 : 0;
    }
    EXPECT_EQ(refused, 9); // one, and ten more at once
}

TEST_F(NginxTest, SendsFilesThatTheServerPermitsAndNoOthers) {
    std::ofstream(m_nginx->files_dir() / "photo.bin") << "0123456789";
    EXPECT_EQ(get(port(), "/protected/photo.bin")->status, 404);
    const auto whole = get(port(), "/pool/file");
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->body, "0123456789");
    EXPECT_EQ(whole->header("content-type"), "image/jpeg");
    EXPECT_EQ(whole->header("x-content-type-options"), "nosniff");
    EXPECT_EQ(whole->header("x-accel-redirect"), "");
    const auto part = get(port(), "/pool/file", "Range: bytes=2-4\r\n");
    EXPECT_EQ(part->status, 206);
    EXPECT_EQ(part->body, "234");
}

TEST_F(NginxTest, PassesTilesOfABaseMapOnWithoutTheUsersHeadersAndKeepsThem) {
    const std::string tile = "/base-maps/imagery/14/13000/6500";
    EXPECT_EQ(get(port(), tile)->status, 401);
    const auto reply = get(port(), tile, "Cookie: session=mine\r\nX-CSRF-Token: mine\r\n");
    ASSERT_EQ(reply->status, 200);
    const auto asked = nlohmann::json::parse(reply->body);
    EXPECT_EQ(asked["path"], "/request");
    EXPECT_EQ(asked["query"].dump(), R"([["matrix","14"],["col","13000"],["row","6500"]])");
    EXPECT_EQ(asked["headers"].dump().find("mine"), std::string::npos) << asked["headers"];

    const auto counted = m_server->counters().requests;
    EXPECT_EQ(get(port(), tile, "Cookie: session=mine\r\n")->body, reply->body);
    EXPECT_EQ(m_server->counters().requests, counted + 1); // who it is, not the tile
    EXPECT_EQ(get(port(), tile)->status, 401);
}

TEST_F(NginxTest, SendsTheWebClientsFilesItselfWithTheServersHeaders) {
    std::ofstream(m_nginx->web_dir() / "index.html") << "<!doctype html>";
    std::ofstream(m_nginx->web_dir() / "assets/app-1a2b.js") << std::string(5000, ';');
    const auto of_server = get(port(), "/text?bytes=10");
    const auto counted = m_server->counters().requests;

    const auto script = get(port(), "/assets/app-1a2b.js", "Accept-Encoding: gzip\r\n");
    EXPECT_EQ(script->status, 200);
    EXPECT_EQ(script->header("cache-control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(script->header("content-encoding"), "gzip");
    EXPECT_EQ(script->header("vary"), "Accept-Encoding");
    EXPECT_NE(script->header("content-type").find("javascript"), std::string::npos);
    const auto page = get(port(), "/index.html");
    EXPECT_EQ(page->body, "<!doctype html>");
    EXPECT_EQ(page->header("cache-control"), "no-cache");
    EXPECT_EQ(page->header("content-type"), "text/html; charset=utf-8");
    for (const auto* const header :
         {"content-security-policy", "x-content-type-options", "referrer-policy"}) {
        EXPECT_EQ(page->header(header), of_server->header(header)) << header;
    }
    EXPECT_EQ(m_server->counters().requests, counted);

    const auto etag = get(port(), "/index.html")->header("etag");
    EXPECT_EQ(get(port(), "/index.html", "If-None-Match: " + etag + "\r\n")->status, 304);
}

TEST_F(NginxTest, LeavesPagesAndWhatIsNoFileToTheServerAndNeverLeavesTheFolder) {
    std::ofstream(m_nginx->files_dir() / "secret.txt") << "secret";
    EXPECT_EQ(get(port(), "/pool/echo?id=page")->body, "page");
    for (const auto* const path :
         {"/../files/secret.txt", "/assets/../../files/secret.txt", "/%2e%2e/files/secret.txt",
          "/assets/..%2f..%2ffiles%2fsecret.txt"}) {
        const auto reply = get(port(), path);
        EXPECT_NE(reply->body, "secret") << path;
    }
}

TEST_F(NginxTest, PassesCompressedRepliesOnAsTheyAre) {
    const auto packed = get(port(), "/text?bytes=20000", "Accept-Encoding: gzip\r\n");
    EXPECT_EQ(packed->header("content-encoding"), "gzip");
    EXPECT_LT(packed->body.size(), 2000U);
}

TEST_F(NginxTest, SendsNoReplyToAnyoneElseWhileClientsAbort) {
    std::atomic<bool> is_over = false;
    std::thread aborting([&] {
        while (!is_over) {
            RawClient client(port());
            client.send_get("/pool/text?bytes=3000&id=aborted");
            client.abort();
        }
    });
    int wrong = 0;
    for (int i = 0; i < 1500; ++i) {
        const auto id = std::to_string(i);
        const auto reply = get(port(), (i % 2 == 0 ? "/pool/echo?id=" : "/echo?id=") + id);
        wrong += reply && reply->body == id ? 0 : 1;
    }
    is_over = true;
    aborting.join();
    EXPECT_EQ(wrong, 0);
}

} // namespace
} // namespace tuban::http
