#include "spatial/address/folded_text.hpp"

#include <gtest/gtest.h>

namespace tuban::address {
namespace {

TEST(FoldedText, makes_full_width_radicals_and_traditional_characters_plain) {
    EXPECT_EQ(fold("陕⻄省 测试縣，１２號"), U"陕西省测试县12号");
    EXPECT_EQ(fold("⻓沙⼤⾥鄰鄉鎮樓組"), U"长沙大里邻乡镇楼组");
    EXPECT_EQ(fold("No．６ Ａ座"), U"no6a座");
    EXPECT_EQ(fold("㈢组⑫号"), U"三组12号");
    EXPECT_EQ(fold("3—5 3－5"), U"3-53-5");
    EXPECT_EQ(fold("𠮷村"), U"𠮷村");
}

TEST(FoldedText, knows_where_each_character_stood) {
    const std::string_view text = " 幸福村（7組）⑫号";
    FoldedText folded;
    folded.assign(text);
    EXPECT_EQ(folded.span(0, 3).of(text), "幸福村");
    EXPECT_EQ(folded.span(3, 5).of(text), "7組");
    EXPECT_EQ(folded.span(5, 7).of(text), "⑫");
    EXPECT_EQ(folded.span(0, folded.size()).of(text), "幸福村（7組）⑫号");
    EXPECT_TRUE(folded.is_parted(0));
    EXPECT_FALSE(folded.is_parted(1));
    EXPECT_TRUE(folded.is_parted(3));
    EXPECT_TRUE(folded.is_digit(3));
}

TEST(FoldedText, takes_ill_formed_bytes_for_gaps) {
    EXPECT_EQ(fold("三\xff组"), U"三组");
    EXPECT_EQ(fold("\xe4\xb8"), U"");
    EXPECT_EQ(fold("\xed\xa0\x80村"), U"村");
    EXPECT_EQ(fold("\xf4\x90\x80\x80"), U"");
    EXPECT_EQ(fold("\xc0\x80"), U"");
    EXPECT_EQ(fold(""), U"");
    EXPECT_EQ(fold(std::string_view("a\0b", 3)), U"ab");
}

TEST(FoldedText, has_room_behind_a_character_that_becomes_more_characters_than_it_has_bytes) {
    EXPECT_EQ(fold("\xc6㌖ht\xb6"), fold("キロメートルht"));
    EXPECT_EQ(fold("㌖abcdefgh㌖ijklmnop"), fold("キロメートルabcdefghキロメートルijklmnop"));
}

TEST(FoldedText, forgets_the_text_before) {
    FoldedText folded;
    folded.assign("幸福村三组12号");
    folded.assign("村");
    EXPECT_EQ(folded.str(), U"村");
}

} // namespace
} // namespace tuban::address
