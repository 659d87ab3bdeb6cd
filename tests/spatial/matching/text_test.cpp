#include "spatial/matching/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tuban::matching {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Text, folds_width_radicals_and_traditional_forms) {
    EXPECT_EQ(fold("陕⻄省 测试縣，１２號"), U"陕西省测试县12号");
    EXPECT_EQ(fold("No．６"), U"no6");
}

TEST(Text, survives_ill_formed_bytes) {
    EXPECT_EQ(fold("三\xff组").size(), 3U);
    EXPECT_EQ(fold(""), U"");
}

TEST(Text, parts_joint_owners) {
    EXPECT_THAT(split_owners("甲平玉、乙荣"), ElementsAre(U"甲平玉", U"乙荣"));
    EXPECT_THAT(split_owners("甲平/乙荣"), ElementsAre(U"甲平", U"乙荣"));
    EXPECT_THAT(split_owners("甲平,乙荣华"), ElementsAre(U"甲平", U"乙荣华"));
    EXPECT_THAT(split_owners("甲平 乙荣"), ElementsAre(U"甲平", U"乙荣"));
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

} // namespace
} // namespace tuban::matching
