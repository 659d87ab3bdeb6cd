#include "spatial/matching/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tuban::matching {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Text, parts_joint_owners) {
    EXPECT_THAT(split_owners("甲平玉、乙荣"), ElementsAre(U"甲平玉", U"乙荣"));
    EXPECT_THAT(split_owners("甲平/乙荣"), ElementsAre(U"甲平", U"乙荣"));
    EXPECT_THAT(split_owners("甲平,乙荣华"), ElementsAre(U"甲平", U"乙荣华"));
    EXPECT_THAT(split_owners("甲平 乙荣"), ElementsAre(U"甲平", U"乙荣"));
}

TEST(Text, parts_joint_owners_across_remarks_and_in_full_width) {
    EXPECT_THAT(split_owners("甲平（已故）、乙荣"), ElementsAre(U"甲平", U"乙荣"));
    EXPECT_THAT(split_owners("甲平，乙荣／丙华"), ElementsAre(U"甲平", U"乙荣", U"丙华"));
    EXPECT_THAT(split_owners("甲平　乙荣"), ElementsAre(U"甲平", U"乙荣"));
}

TEST(Text, folds_traditional_names_and_survives_ill_formed_bytes) {
    EXPECT_EQ(clean_name("劉國慶"), U"刘国庆");
    EXPECT_THAT(split_owners("甲\xff平"), ElementsAre(U"甲平"));
}

TEST(Text, keeps_a_name_spaced_for_looks_whole) {
    EXPECT_THAT(split_owners("王 峰"), ElementsAre(U"王峰"));
    EXPECT_THAT(split_owners("王　峰"), ElementsAre(U"王峰"));
}

TEST(Text, takes_remarks_off_names) {
    EXPECT_THAT(split_owners("甲国庆（已故）"), ElementsAre(U"甲国庆"));
    EXPECT_THAT(split_owners("甲振(故)"), ElementsAre(U"甲振"));
    EXPECT_THAT(split_owners("甲清德家"), ElementsAre(U"甲清德"));
    EXPECT_EQ(clean_name(" 甲家 "), U"甲家");
}

TEST(Text, sees_no_evidence_in_placeholders_and_institutions) {
    for (const char* name : {"", "/", "无", "户主", "不详", "待核实", "村集体", "永兴村村委会",
                             "花园村小学", "（已故）"}) {
        EXPECT_THAT(split_owners(name), IsEmpty()) << name;
    }
}

TEST(Text, keeps_the_places_of_masked_characters) {
    EXPECT_EQ(clean_name("张*明"), U"张*明");
    EXPECT_EQ(clean_name("张＊＊"), U"张**");
    EXPECT_EQ(clean_name("*明"), U"*明");
    EXPECT_EQ(clean_name("张某某"), U"张**");
    EXPECT_THAT(split_owners("张×明、李*（户主*）"), ElementsAre(U"张*明", U"李*"));
    EXPECT_THAT(split_owners("张*，*明（*）"), ElementsAre(U"张*", U"*明"));
    EXPECT_THAT(split_owners("***"), IsEmpty());
    EXPECT_THAT(split_owners("某某"), IsEmpty());
}

TEST(Text, says_numbers_in_chinese) {
    EXPECT_EQ(chinese_number(3), "三");
    EXPECT_EQ(chinese_number(10), "十");
    EXPECT_EQ(chinese_number(12), "十二");
    EXPECT_EQ(chinese_number(20), "二十");
    EXPECT_EQ(chinese_number(35), "三十五");
    EXPECT_EQ(chinese_number(118), "118");
}

} // namespace
} // namespace tuban::matching
