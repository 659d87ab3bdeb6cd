#include "server/auth/typed_text.hpp"

#include <gtest/gtest.h>

namespace tuban::auth {
namespace {

TEST(TypedText, is_compared_without_width_case_and_outer_blanks) {
    EXPECT_EQ(fold_typed("  Clerk-One\t"), "clerk-one");
    EXPECT_EQ(fold_typed("９９０１０１＿Ａｂ"), "990101_ab");
    EXPECT_EQ(fold_typed("　ａｃｅｆ　"), "acef");
    EXPECT_EQ(fold_typed("一村"), "一村");
    EXPECT_EQ(fold_typed("   "), "");
}

TEST(TypedText, passes_broken_utf8_through) {
    EXPECT_EQ(fold_typed("\xef\xbc"), "\xef\xbc");
    EXPECT_EQ(fold_typed("a\xef"), "a\xef");
    EXPECT_EQ(fold_typed("\xef\xbc\x41"), "\xef\xbc\x61");
}

TEST(Login, is_a_short_plain_name) {
    EXPECT_TRUE(is_login("990101001001"));
    EXPECT_TRUE(is_login("clerk.one_2@a-b"));
    EXPECT_FALSE(is_login("ab"));
    EXPECT_FALSE(is_login(std::string(65, 'a')));
    EXPECT_FALSE(is_login("-abc"));
    EXPECT_FALSE(is_login("a b c"));
    EXPECT_FALSE(is_login("一村信息员"));
    EXPECT_FALSE(is_login(""));
}

} // namespace
} // namespace tuban::auth
