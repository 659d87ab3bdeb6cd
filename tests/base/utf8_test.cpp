#include "base/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tuban {
namespace {

TEST(Utf8, KnowsTheLimitsOfEachLength) {
    for (const auto* text :
         {"", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
          "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
        EXPECT_TRUE(is_utf8(text)) << text;
    }
    for (const auto* text : {"\x80", "\xc1\xbf", "\xc2", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xe4\xb8",
                             "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"}) {
        EXPECT_FALSE(is_utf8(text)) << text;
    }
    for (std::size_t at = 0; at < 20; ++at) {
        std::string plain(20, 'a');
        plain[at] = '\xff';
        EXPECT_FALSE(is_utf8(plain)) << at;
        EXPECT_TRUE(is_utf8(plain.replace(at, 1, "斑"))) << at;
    }
}

TEST(Utf8, EveryCodePointComesBackAsItWasWritten) {
    std::string text;
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
        if (c < 0xD800 || c > 0xDFFF) {
            append_code_point(text, c);
        }
    }
    EXPECT_TRUE(is_utf8(text));
    std::size_t at = 0;
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
        if (c < 0xD800 || c > 0xDFFF) {
            ASSERT_EQ(next_code_point(text, at), c);
        }
    }
    EXPECT_EQ(at, text.size());
}

TEST(Utf8, AnErrorIsOneReplacementAndWhatFollowsIsRead) {
    const std::string text = "\xE5\x9B"
                             "a\xFF\xE5\x9B\xBE\xF0\x9F";
    std::u32string read;
    for (std::size_t at = 0; at < text.size();) {
        read += next_code_point(text, at);
    }
    EXPECT_EQ(read, U"\uFFFDa\uFFFD图\uFFFD");
}

} // namespace
} // namespace tuban
