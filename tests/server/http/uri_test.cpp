#include "server/http/uri.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tuban::http {
namespace {

std::string code_of(std::string_view raw) {
    const auto target = parse_target(raw);
    return target ? "" : target.refusal().code;
}

TEST(ParseTarget, DecodesPathAndQuery) {
    const auto target =
        parse_target("/divisions/%E4%B8%89%E7%BB%84?name=%E5%9B%BE+%E6%96%91&a=%2B");
    ASSERT_TRUE(target);
    EXPECT_EQ(target.value().path, "/divisions/三组");
    EXPECT_EQ(target.value().query, (Fields{{"name", "图 斑"}, {"a", "+"}}));
}

TEST(ParseTarget, KeepsRepeatedQueryKeysInTheirOrder) {
    const auto target = parse_target("/x?k=2&k=1&&other&k=2");
    ASSERT_TRUE(target);
    EXPECT_EQ(target.value().query, (Fields{{"k", "2"}, {"k", "1"}, {"other", ""}, {"k", "2"}}));
}

TEST(ParseTarget, SplitsAValueAtItsFirstEqualsSignOnly) {
    const auto target = parse_target("/x?filter=a=b");
    ASSERT_TRUE(target);
    EXPECT_EQ(target.value().query, (Fields{{"filter", "a=b"}}));
}

TEST(ParseTarget, DropsOneSlashAtTheEnd) {
    EXPECT_EQ(parse_target("/ogc/").value().path, "/ogc");
    EXPECT_EQ(parse_target("/ogc").value().path, "/ogc");
    EXPECT_EQ(parse_target("/").value().path, "/");
}

TEST(ParseTarget, RefusesSegmentsThatLeadElsewhere) {
    for (const auto* raw : {"/a/../b", "/a/%2e%2E/b", "/./a", "/a//b", "//", "/a/%2Fb", "/.."}) {
        EXPECT_EQ(code_of(raw), "path_segment") << raw;
    }
}

TEST(ParseTarget, RefusesEscapesThatAreCutOrNoText) {
    for (const auto* raw : {"/%", "/%4", "/%zz", "/%00", "/a%0d%0a", "/%ff", "/%c0%af",
                            "/%ed%a0%80", "/x?a=%00", "/x?%f8=1", "/x?a=%"}) {
        EXPECT_EQ(code_of(raw), "target_encoding") << raw;
    }
}

TEST(ParseTarget, RefusesWhatIsNoPath) {
    for (const auto* raw : {"", "*", "a/b", "http://host/x", "/a b", "/a#b", "/\xe4\xb8\x89"}) {
        EXPECT_EQ(code_of(raw), "target_invalid") << raw;
    }
}

TEST(ParseTarget, RefusesAQueryWithoutAKeyOrWithTooManyPairs) {
    EXPECT_EQ(code_of("/x?=1"), "query_invalid");
    std::string raw = "/x?a";
    for (int i = 1; i < 100; ++i) {
        raw += "&a";
    }
    EXPECT_EQ(code_of(raw), "");
    EXPECT_EQ(code_of(raw + "&a"), "query_invalid");
}

TEST(ParseTarget, TakesTwentyThousandSlashesInItsStride) {
    EXPECT_EQ(code_of(std::string(20'000, '/')), "path_segment");
    std::string deep;
    for (int i = 0; i < 20'000; ++i) {
        deep += "/a";
    }
    EXPECT_EQ(parse_target(deep).value().path, deep);
}

} // namespace
} // namespace tuban::http
