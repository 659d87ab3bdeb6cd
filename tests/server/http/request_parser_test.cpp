#include "server/http/request_parser.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tuban::http {

using namespace std::string_literals; // NOLINT(google-build-using-namespace)
namespace {

using State = RequestParser::State;

RequestParser fed(std::string_view bytes) {
    RequestParser parser(1024, 100);
    parser.feed(bytes);
    return parser;
}

int refused_status(std::string_view bytes) {
    const auto parser = fed(bytes);
    return parser.state() == State::refused ? parser.refusal().status : 0;
}

std::string with_header(const std::string& header) {
    return "POST /x HTTP/1.1\r\nHost: a\r\n" + header + "\r\n\r\n";
}

TEST(RequestParser, ReadsOneByteAtATime) {
    RequestParser parser(1024, 100);
    const std::string message =
        "POST /a?b=c HTTP/1.1\r\nHost: a:80\r\nX-Odd:  v \t\r\nContent-Length: 3\r\n\r\nxyz";
    for (std::size_t i = 0; i + 1 < message.size(); ++i) {
        ASSERT_EQ(parser.feed(message.substr(i, 1)), State::need_more) << i;
    }
    ASSERT_EQ(parser.feed("z"), State::complete);
    EXPECT_TRUE(parser.is_keep_alive());
    const auto request = parser.take();
    EXPECT_EQ(request.method, Method::post);
    EXPECT_EQ(request.path, "/a");
    EXPECT_EQ(request.query_value("b"), "c");
    EXPECT_EQ(request.header("x-odd"), "v");
    EXPECT_EQ(request.body, "xyz");
    EXPECT_TRUE(parser.is_idle());
}

TEST(RequestParser, KeepsWhatFollowsForTheNextRequest) {
    auto parser = fed("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nGE");
    ASSERT_EQ(parser.state(), State::complete);
    EXPECT_EQ(parser.take().path, "/1");
    ASSERT_EQ(parser.state(), State::complete);
    EXPECT_EQ(parser.take().path, "/2");
    EXPECT_EQ(parser.state(), State::need_more);
    EXPECT_FALSE(parser.is_idle());
}

TEST(RequestParser, KnowsWhenTheConnectionEnds) {
    EXPECT_FALSE(fed(with_header("Connection: x, Close")).is_keep_alive());
    EXPECT_FALSE(fed("GET / HTTP/1.0\r\n\r\n").is_keep_alive());
    EXPECT_TRUE(fed(with_header("Connection: keep-alive")).is_keep_alive());
}

TEST(RequestParser, RefusesChunkedBodiesByTheHeadAlone) {
    EXPECT_EQ(refused_status(with_header("Transfer-Encoding: chunked")), 411);
    EXPECT_EQ(refused_status(with_header("Transfer-Encoding: gzip, chunked")), 411);
}

TEST(RequestParser, RefusesTwoStatementsOfTheLength) {
    EXPECT_EQ(refused_status(with_header("Content-Length: 3\r\nTransfer-Encoding: chunked")), 400);
    EXPECT_EQ(refused_status(with_header("Content-Length: 3\r\nContent-Length: 3")), 400);
    for (const auto* value : {"", "-1", "+1", "3, 3", "0x3", " 3 3"}) {
        EXPECT_EQ(refused_status(with_header(std::string("Content-Length: ") + value)), 400)
            << value;
    }
}

TEST(RequestParser, RefusesABodyBeforeItComes) {
    EXPECT_EQ(refused_status(with_header("Content-Length: 101")), 413);
    EXPECT_EQ(refused_status(with_header("Content-Length: 99999999999999999999999")), 413);
    EXPECT_EQ(refused_status(with_header("Content-Length: 100")), 0);
}

TEST(RequestParser, RefusesAHeadThatDoesNotEnd) {
    EXPECT_EQ(refused_status("GET /" + std::string(2000, 'a')), 414);
    EXPECT_EQ(refused_status("GET / HTTP/1.1\r\nX: " + std::string(2000, 'a')), 431);
    RequestParser parser(std::size_t{1024} * 1024, 0);
    std::string many = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (int i = 0; i < 100; ++i) {
        many += "X: y\r\n";
    }
    EXPECT_EQ(parser.feed(many + "\r\n"), State::refused);
    EXPECT_EQ(parser.refusal().status, 431);
}

TEST(RequestParser, RefusesWhatTwoReadersCouldReadDifferently) {
    for (const auto* message : {
             "GET / HTTP/1.1\nHost: a\n\n",
             "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n",
             "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
             "GET / HTTP/1.1\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
             "GET /\r\nHost: a\r\n\r\n",
             "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
             "G\x01T / HTTP/1.1\r\nHost: a\r\n\r\n",
             "GET / HTTX\r\nHost: a\r\n\r\n",
             "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
             "GET /../ HTTP/1.1\r\nHost: a\r\n\r\n",
         }) {
        EXPECT_EQ(refused_status(message), 400) << message;
    }
    EXPECT_EQ(refused_status("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"s), 400);
}

TEST(RequestParser, RefusesUnknownMethodsVersionsAndExpectations) {
    EXPECT_EQ(refused_status("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"), 501);
    EXPECT_EQ(refused_status("get / HTTP/1.1\r\nHost: a\r\n\r\n"), 501);
    EXPECT_EQ(refused_status("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), 505);
    EXPECT_EQ(refused_status(with_header("Expect: tea")), 417);
}

TEST(RequestParser, AsksOnceForABodyThatIsHeldBack) {
    auto parser = fed(with_header("Content-Length: 1\r\nExpect: 100-continue"));
    EXPECT_TRUE(parser.take_continue());
    EXPECT_FALSE(parser.take_continue());
    EXPECT_EQ(parser.feed("x"), State::complete);
    auto whole = fed(with_header("Content-Length: 1\r\nExpect: 100-continue") + "x");
    EXPECT_FALSE(whole.take_continue());
}

TEST(RequestParser, ParsesNothingAfterARefusal) {
    auto parser = fed("BAD\r\n\r\n");
    EXPECT_EQ(parser.feed("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), State::refused);
}

} // namespace
} // namespace tuban::http
