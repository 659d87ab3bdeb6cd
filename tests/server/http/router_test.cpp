#include "base/error.hpp"
#include "server/http/router.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tuban::http {
namespace {

Route route(Method method, std::string pattern) {
    return {method, std::move(pattern), Access::open, Lane::memory, "", "", "", {}};
}

Router example() {
    return Router({
        route(Method::get, "/"),
        route(Method::get, "/households/{id}"),
        route(Method::get, "/households/mine"),
        route(Method::put, "/households/{id}/record"),
        route(Method::get, "/households/{id}/record"),
        route(Method::get, "/{kind}/mine/record"),
        route(Method::get, "/ogc/"),
    });
}

std::string pattern_of(const Router& router, Method method, std::string_view path) {
    const auto match = router.find(method, path);
    return match.route == nullptr ? "" : match.route->pattern;
}

TEST(Router, FillsParametersByName) {
    const auto router = example();
    const auto match = router.find(Method::put, "/households/99/record");
    ASSERT_NE(match.route, nullptr);
    EXPECT_EQ(match.route->pattern, "/households/{id}/record");
    EXPECT_EQ(match.path_parameters, (Fields{{"id", "99"}}));
    EXPECT_TRUE(match.allowed.empty());
}

TEST(Router, PrefersALiteralSegmentToAParameter) {
    const auto router = example();
    EXPECT_EQ(pattern_of(router, Method::get, "/households/mine"), "/households/mine");
    EXPECT_EQ(pattern_of(router, Method::get, "/households/mined"), "/households/{id}");
    EXPECT_EQ(pattern_of(router, Method::get, "/households/mine/record"),
              "/households/{id}/record");
    EXPECT_EQ(pattern_of(router, Method::get, "/others/mine/record"), "/{kind}/mine/record");
}

TEST(Router, AnswersHeadWithTheGetRoute) {
    EXPECT_EQ(pattern_of(example(), Method::head, "/households/9"), "/households/{id}");
}

TEST(Router, NamesTheMethodsOfAPathThatHasOthers) {
    const auto match = example().find(Method::del, "/households/9/record");
    EXPECT_EQ(match.route, nullptr);
    EXPECT_EQ(allow_header(match.allowed), "PUT, GET, HEAD");
}

TEST(Router, KnowsNoOtherPaths) {
    const auto router = example();
    for (const auto* path : {"/nothing", "/households", "/households/1/2/3", "/HOUSEHOLDS/1"}) {
        const auto match = router.find(Method::get, path);
        EXPECT_EQ(match.route, nullptr) << path;
        EXPECT_TRUE(match.allowed.empty()) << path;
    }
}

TEST(Router, FindsTheRootAndPatternsThatEndInASlash) {
    const auto router = example();
    EXPECT_EQ(pattern_of(router, Method::get, "/"), "/");
    EXPECT_EQ(pattern_of(router, Method::get, "/ogc"), "/ogc/");
}

TEST(Router, FindsNothingUnderTwentyThousandSegments) {
    std::string path;
    for (int i = 0; i < 20'000; ++i) {
        path += "/a";
    }
    EXPECT_EQ(example().find(Method::get, path).route, nullptr);
    EXPECT_EQ(example().find(Method::get, std::string(20'000, '/')).route, nullptr);
}

TEST(Router, RefusesRoutesThatContradictEachOther) {
    EXPECT_THROW(Router({route(Method::get, "/a/{x}"), route(Method::get, "/a/{y}")}), Error);
    EXPECT_NO_THROW(Router({route(Method::get, "/a/{x}"), route(Method::put, "/a/{y}")}));
}

TEST(Router, RefusesMalformedPatterns) {
    for (const auto* pattern : {"", "a", "/a//b", "/{}", "/a{b}", "/{a"}) {
        EXPECT_THROW(Router({route(Method::get, pattern)}), Error) << pattern;
    }
}

} // namespace
} // namespace tuban::http
