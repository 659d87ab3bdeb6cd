#include "base/error.hpp"
#include "server/http/compress.hpp"
#include "server/http/response_policy.hpp"
#include "server/http/wire.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tuban::http {
namespace {

constexpr std::size_t limit = 10'000;

Request get_with(std::string name, std::string value) {
    Request request;
    request.id = "r-1";
    request.headers = {{std::move(name), std::move(value)}};
    return request;
}

TEST(FinishResponse, AddsWhatEveryAnswerCarries) {
    const auto response = finish_response(get_with("X", ""), json_response(200, "{}"), limit);
    EXPECT_EQ(response.header("x-request-id"), "r-1");
    EXPECT_EQ(response.header("cache-control"), "no-store");
    EXPECT_EQ(response.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(response.header("referrer-policy"), "same-origin");
    EXPECT_EQ(response.header("content-security-policy"),
              "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; worker-src 'self' "
              "blob:; connect-src 'self'; object-src 'none'; frame-ancestors 'none'");
}

TEST(FinishResponse, LeavesTheHandlersOwnCacheControl) {
    auto response = json_response(200, "{}");
    response.set_header("Cache-Control", "private, immutable");
    EXPECT_EQ(finish_response(get_with("X", ""), response, limit).header("cache-control"),
              "private, immutable");
}

TEST(FinishResponse, AnswersAKnownEntityWith304AndNoBody) {
    auto response = json_response(200, "{}");
    response.set_header("ETag", "\"v7\"");
    const auto fresh =
        finish_response(get_with("If-None-Match", "\"v6\", W/\"v7\""), response, limit);
    EXPECT_EQ(fresh.status, 304);
    EXPECT_EQ(fresh.body, nullptr);
    EXPECT_EQ(fresh.header("etag"), "\"v7\"");
    EXPECT_EQ(fresh.header("vary"), "Accept-Encoding");
    EXPECT_EQ(fresh.header("content-type"), std::nullopt);
    EXPECT_EQ(finish_response(get_with("If-None-Match", "\"v6\""), response, limit).status, 200);
}

TEST(FinishResponse, KeepsTheBodyOfUnsafeMethodsAndOfErrors) {
    auto request = get_with("If-None-Match", "*");
    auto response = json_response(200, "{}");
    response.set_header("ETag", "\"v7\"");
    request.method = Method::put;
    EXPECT_EQ(finish_response(request, response, limit).status, 200);
    request.method = Method::get;
    response.status = 404;
    EXPECT_EQ(finish_response(request, response, limit).status, 404);
}

TEST(FinishResponse, CompressesLongTextForThoseWhoTakeIt) {
    const auto request = get_with("Accept-Encoding", "br, gzip");
    const auto packed = finish_response(request, json_response(200, std::string(4000, ' ')), limit);
    EXPECT_EQ(packed.header("content-encoding"), "gzip");
    EXPECT_EQ(packed.header("vary"), "Accept-Encoding");
    EXPECT_LT(packed.body->size(), 400U);
    EXPECT_EQ(packed.body->substr(0, 2), "\x1f\x8b");

    const auto brief = finish_response(request, json_response(200, std::string(900, ' ')), limit);
    EXPECT_EQ(brief.header("content-encoding"), std::nullopt);
    EXPECT_EQ(brief.header("vary"), "Accept-Encoding");
    const auto plain = finish_response(get_with("Accept-Encoding", "gzip;q=0, *"),
                                       json_response(200, std::string(4000, ' ')), limit);
    EXPECT_EQ(plain.body->size(), 4000U);
}

TEST(FinishResponse, CompressesNeitherPicturesNorWhatIsCompressed) {
    const auto request = get_with("Accept-Encoding", "gzip");
    auto picture = json_response(200, std::string(4000, ' '));
    picture.set_header("Content-Type", "image/png");
    EXPECT_EQ(finish_response(request, picture, limit).body->size(), 4000U);
    auto packed = json_response(200, std::string(4000, ' '));
    packed.set_header("Content-Encoding", "gzip");
    EXPECT_EQ(finish_response(request, packed, limit).body->size(), 4000U);
}

TEST(FinishResponse, AddsToAVaryThatIsThere) {
    auto response = json_response(200, "{}");
    response.set_header("Vary", "Cookie");
    EXPECT_EQ(finish_response(get_with("X", ""), response, limit).header("vary"),
              "Cookie, Accept-Encoding");
    response.set_header("Vary", "accept-encoding");
    EXPECT_EQ(finish_response(get_with("X", ""), response, limit).header("vary"),
              "accept-encoding");
}

TEST(FinishResponse, RefusesHeadersThatWouldEndTheLine) {
    for (const auto* value : {"a\r\nSet-Cookie: x=1", "a\n", "a\rb", "a\x01"}) {
        auto response = json_response(200, "{}");
        response.set_header("X-Name", value);
        EXPECT_THROW(finish_response(get_with("X", ""), response, limit), Error) << value;
    }
    auto response = json_response(200, "{}");
    response.set_header("X:Name", "a");
    EXPECT_THROW(finish_response(get_with("X", ""), response, limit), Error);
}

TEST(FinishResponse, RefusesWhatIsTooLargeOrNoFinalStatus) {
    EXPECT_THROW(finish_response({}, json_response(200, std::string(limit + 1, ' ')), limit),
                 Error);
    EXPECT_NO_THROW(finish_response({}, json_response(200, std::string(limit, ' ')), limit));
    EXPECT_THROW(finish_response({}, empty_response(100), limit), Error);
    EXPECT_THROW(finish_response({}, empty_response(600), limit), Error);
}

TEST(AcceptsGzip, ReadsWeights) {
    EXPECT_TRUE(accepts_gzip("gzip"));
    EXPECT_TRUE(accepts_gzip("deflate, GZIP;q=0.5"));
    EXPECT_TRUE(accepts_gzip("br;q=1, *;q=0.1"));
    EXPECT_FALSE(accepts_gzip("*, gzip;q=0"));
    EXPECT_FALSE(accepts_gzip("gzip; q=0.000"));
    EXPECT_FALSE(accepts_gzip("gzipped, br"));
    EXPECT_FALSE(accepts_gzip(""));
}

TEST(ToWire, WritesLengthAndConnectionByItself) {
    auto response = json_response(200, "{}");
    response.set_header("Content-Length", "99").set_header("connection", "upgrade");
    const auto wire = to_wire(response, false, false);
    EXPECT_EQ(wire.head.find("99"), std::string::npos);
    EXPECT_EQ(wire.head.find("upgrade"), std::string::npos);
    EXPECT_NE(wire.head.find("\r\nContent-Length: 2\r\n"), std::string::npos);
    EXPECT_NE(wire.head.find("\r\nConnection: keep-alive\r\n\r\n"), std::string::npos);
    EXPECT_EQ(wire.body, response.body);
}

TEST(ToWire, TellsHeadTheLengthWithoutTheBody) {
    const auto wire = to_wire(json_response(200, "{}"), true, true);
    EXPECT_NE(wire.head.find("\r\nContent-Length: 2\r\n"), std::string::npos);
    EXPECT_NE(wire.head.find("\r\nConnection: close\r\n\r\n"), std::string::npos);
    EXPECT_EQ(wire.body, nullptr);
}

TEST(ToWire, GivesNoLengthWhereThereCanBeNoBody) {
    EXPECT_EQ(to_wire(empty_response(204), false, false).head.find("Content-Length"),
              std::string::npos);
    EXPECT_EQ(to_wire(empty_response(304), false, false).head.find("Content-Length"),
              std::string::npos);
    EXPECT_NE(to_wire(empty_response(200), false, false).head.find("Content-Length: 0"),
              std::string::npos);
}

} // namespace
} // namespace tuban::http
