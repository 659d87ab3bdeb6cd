#include "server/http/server.hpp"
#include "tests/server/http/raw_client.hpp"
#include "tests/server/http/test_application.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace tuban::http {
namespace {

std::uint64_t seed_of_run() {
    if (const auto* text = std::getenv("TUBAN_SEED")) {
        return std::stoull(text);
    }
    return std::random_device{}();
}

class StormTest : public testing::Test {
  protected:
    StormTest() : m_server(options(), m_application) {
        m_server.start();
        m_seed = seed_of_run();
        RecordProperty("seed", std::to_string(m_seed));
        std::printf("seed %llu (repeat with TUBAN_SEED)\n",
                    static_cast<unsigned long long>(m_seed));
    }
    static ServerOptions options() {
        ServerOptions options;
        options.port = 0;
        options.pool_queue = 100'000;
        return options;
    }

    TestApplication m_application;
    Server m_server;
    std::uint64_t m_seed = 0;
};

TEST_F(StormTest, SendsNoReplyToAnyoneElseWhileClientsAbort) {
    std::atomic<bool> is_over = false;
    std::atomic<int> checked = 0;
    std::atomic<int> wrong = 0;
    std::atomic<int> cut_off = 0;
    std::atomic<int> late = 0;
    std::atomic<int> aborted = 0;
    const auto port = m_server.port();

    std::vector<std::thread> threads;
    for (unsigned n = 0; n < 2; ++n) {
        threads.emplace_back([&, n] {
            std::mt19937_64 random(m_seed + n);
            // The limit keeps the test short on a busy machine.
            for (int count = 0; count < 15'000 && !is_over; ++count) {
                RawClient client(port);
                // Several requests at once, so that replies are under way when the reset comes.
                for (auto i = random() % 4; i < 4; ++i) {
                    client.send_get((random() % 2 == 0 ? "/pool/text?bytes=3000&id=aborted"
                                                       : "/text?bytes=3000&id=aborted"));
                }
                client.abort();
                ++aborted;
            }
        });
    }
    for (unsigned n = 0; n < 2; ++n) {
        threads.emplace_back([&, n] {
            std::mt19937_64 random(m_seed + 100 + n);
            for (int i = 0; i < 1500; ++i) {
                RawClient client(port);
                for (int k = 0; k < 2; ++k) {
                    const auto id =
                        std::to_string(n) + "-" + std::to_string(i) + "-" + std::to_string(k);
                    client.send_get((random() % 2 == 0 ? "/pool/echo?id=" : "/echo?id=") + id);
                    const auto reply = client.read_reply();
                    ++checked;
                    if (!reply) {
                        (client.read_to_end() ? cut_off : late) += 1;
                        break;
                    }
                    wrong += reply->body != id ? 1 : 0;
                }
            }
        });
    }
    threads[2].join();
    threads[3].join();
    is_over = true;
    threads[0].join();
    threads[1].join();
    RecordProperty("aborted", aborted);
    std::printf("%d replies checked among %d aborts\n", checked.load(), aborted.load());
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(cut_off, 0);
    EXPECT_EQ(late, 0);
    EXPECT_GT(aborted, 500);
}

std::string mutated(std::string message, std::mt19937_64& random) {
    static const std::vector<std::string> pieces = {"\r\n",
                                                    "\r",
                                                    "\n",
                                                    "\r\n\r\n",
                                                    "%00",
                                                    "%",
                                                    "..",
                                                    "//",
                                                    ":",
                                                    " ",
                                                    "\t",
                                                    std::string(1, '\0'),
                                                    "\xff",
                                                    "HTTP",
                                                    "Host: ",
                                                    "Content-Length: 5\r\n",
                                                    "=",
                                                    "&",
                                                    "?",
                                                    "Transfer-Encoding: chunked\r\n",
                                                    "1\r\nx\r\n0\r\n\r\n",
                                                    "Expect: 100-continue\r\n",
                                                    "Connection: close\r\n",
                                                    std::string(300, 'A')};
    for (auto count = random() % 6 + 1; count > 0 && !message.empty(); --count) {
        const auto at = random() % message.size();
        switch (random() % 4) {
        case 0:
            message[at] = static_cast<char>(random() & 0xff);
            break;
        case 1:
            message.erase(at, random() % 20 + 1);
            break;
        case 2:
            message.insert(at, pieces[random() % pieces.size()]);
            break;
        default:
            message.insert(at, message.substr(random() % message.size(), random() % 30));
            break;
        }
    }
    return message;
}

TEST_F(StormTest, SurvivesMutatedRequests) {
    static const std::vector<std::string> seeds = {
        "GET /echo?id=1&x=%E5%9B%BE HTTP/1.1\r\nHost: t\r\nCookie: session=a; b=c\r\n"
        "Accept-Encoding: gzip;q=0.5\r\nIf-None-Match: \"v1\"\r\n\r\n",
        "POST /pool/request?a=b HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n"
        "Content-Length: 14\r\n\r\n{\"name\": \"abc\"}",
        "HEAD /tag HTTP/1.1\r\nHost: t\r\nRange: bytes=0-1\r\nDate: yesterday\r\nAccept: "
        ";;\r\n\r\n",
    };
    std::mt19937_64 random(m_seed);
    constexpr int count = 3000;
    int answered = 0;
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < count; ++i) {
        RawClient client(m_server.port());
        auto message = mutated(seeds[random() % seeds.size()], random);
        const auto cut = random() % (message.size() + 1);
        client.send(std::string_view(message).substr(0, cut));
        client.send(std::string_view(message).substr(cut));
        client.set_patience(std::chrono::milliseconds(i % 10 == 0 ? 20 : 0));
        if (const auto reply = client.read_reply()) {
            ++answered;
            ASSERT_GE(reply->status, 100) << message;
            // No handler of the test fails on these paths.
            ASSERT_NE(reply->status, 500) << message;
            ASSERT_EQ(reply->head.substr(0, 9), "HTTP/1.1 ") << message;
        }
    }
    EXPECT_GT(answered, 0);
    EXPECT_EQ(get(m_server.port(), "/pool/echo?id=alive")->body, "alive");
    EXPECT_EQ(m_server.counters().failed, 0U);
}

} // namespace
} // namespace tuban::http
