#include "base/error.hpp"
#include "server/http/message.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tuban::http {
namespace {

TEST(Request, FindsHeadersWithoutRegardToCase) {
    Request request;
    request.headers = {{"If-Match", "\"1\""}, {"if-match", "\"2\""}};
    EXPECT_EQ(request.header("IF-MATCH"), "\"1\"");
    EXPECT_EQ(request.header("If-Matc"), std::nullopt);
}

TEST(Request, FindsTheFirstQueryValueOfAKey) {
    Request request;
    request.query = {{"a", "1"}, {"b", ""}, {"a", "2"}};
    EXPECT_EQ(request.query_value("a"), "1");
    EXPECT_EQ(request.query_value("b"), "");
    EXPECT_EQ(request.query_value("A"), std::nullopt);
}

TEST(Request, FindsCookiesAmongOddOnes) {
    Request request;
    request.headers = {{"Cookie", " ;; sessio=0; =1; session=abc==; flag"}, {"cookie", "late=x;"}};
    EXPECT_EQ(request.cookie("session"), "abc==");
    EXPECT_EQ(request.cookie("late"), "x");
    EXPECT_EQ(request.cookie("flag"), std::nullopt);
    EXPECT_EQ(request.cookie("Session"), std::nullopt);
}

TEST(Request, ThrowsForAPathValueThatTheRouteLacks) {
    Request request;
    request.path_parameters = {{"id", "7"}};
    EXPECT_EQ(request.path_value("id"), "7");
    EXPECT_THROW(request.path_value("code"), Error);
}

TEST(Response, ReplacesAHeaderButAddsCookies) {
    Response response;
    response.set_header("Cache-Control", "a").set_header("cache-control", "b");
    response.set_header("Set-Cookie", "a=1").set_header("Set-Cookie", "b=2");
    EXPECT_EQ(response.headers,
              (Fields{{"Cache-Control", "b"}, {"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"}}));
}

TEST(ProblemResponse, HoldsTheMembersOfRfc9457AndOurs) {
    const auto response = problem_response({422,
                                            "form_invalid",
                                            "表单有误",
                                            "两处有误",
                                            {{"/name", "required", "请填写姓名"}},
                                            {{"tries", "3"}}},
                                           "id-1");
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(response.header("content-type"), "application/problem+json");
    EXPECT_EQ(
        nlohmann::json::parse(*response.body),
        nlohmann::json(
            {{"type", "/problems/form_invalid"},
             {"code", "form_invalid"},
             {"title", "表单有误"},
             {"status", 422},
             {"detail", "两处有误"},
             {"errors", {{{"field", "/name"}, {"code", "required"}, {"message", "请填写姓名"}}}},
             {"tries", 3},
             {"request_id", "id-1"}}));
}

TEST(ProblemResponse, StaysJsonWhenATextIsNotUtf8) {
    EXPECT_TRUE(nlohmann::json::accept(*problem_response({400, "x", "\xff", ""}, "1").body));
}

TEST(Method, IsUnsafeWhereItMayChangeSomething) {
    EXPECT_TRUE(is_unsafe(Method::post));
    EXPECT_TRUE(is_unsafe(Method::put));
    EXPECT_TRUE(is_unsafe(Method::patch));
    EXPECT_TRUE(is_unsafe(Method::del));
    EXPECT_FALSE(is_unsafe(Method::get));
    EXPECT_FALSE(is_unsafe(Method::head));
    EXPECT_FALSE(is_unsafe(Method::options));
}

} // namespace
} // namespace tuban::http
