#include "spatial/matching/address_key.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace tuban::matching {
namespace {

struct Case {
    const char* address;
    std::optional<int> group;
    std::optional<int> number;
};

TEST(AddressKey, reads_group_and_number_in_the_ways_they_are_written) {
    const Case cases[] = {
        {"测试县幸福镇幸福村三组12号", 3, 12},
        {"幸福村第四村民小组", 4, {}},
        {"幸福村3小组39号", 3, 39},
        {"幸福村２组１５號", 2, 15},
        {"測試鎮幸福四組十號", 4, 10},
        {"幸福村十一组三十三号", 11, 33},
        {"幸福村廿三组一百零五号", 23, 105},
        {"幸福村二社5户", 2, 5},
        {"幸福村三队20号", 3, 20},
        {"幸福村10生产队", 10, {}},
        {"幸福村16鄰2之3號", 16, 2},
        {"幸福村六组118", 6, 118},
        {"幸福村五组No.3", 5, 3},
        {"幸福村2小组门牌13号", 2, 13},
        {"幸福村（7组）11号", 7, 11},
        {"幸福村-3组-6号", 3, 6},
        {"幸福村三组12号-2", 3, 12},
        {"幸福村五组5号附1", 5, 5},
        {"幸福村五组12#", 5, 12},
        {"幸福村41号", {}, 41},
        {"幸福村 四组 8号", 4, 8},
        {"幸福村三组7组9号", 7, 9},
    };
    for (const Case& one : cases) {
        const AddressKey key = parse_address_key(one.address);
        EXPECT_EQ(key.group, one.group) << one.address;
        EXPECT_EQ(key.number, one.number) << one.address;
    }
}

TEST(AddressKey, is_not_misled_by_names_floors_and_rooms) {
    for (const char* address :
         {"幸福村三岔营", "幸福村委会(二楼)", "幸福小区3号楼2单元", "第一社区", "", "/",
          "幸福村水塔旁", "幸福村99999999999999999999组", "幸福村0组"}) {
        EXPECT_TRUE(parse_address_key(address).is_empty()) << address;
    }
}

TEST(AddressKey, forgets_the_number_of_a_group_that_is_named_again) {
    const AddressKey key = parse_address_key("幸福村三组5号幸福村四组");
    EXPECT_EQ(key.group, 4);
    EXPECT_EQ(key.number, std::nullopt);
}

TEST(AddressKey, says_numbers_in_chinese) {
    EXPECT_EQ(chinese_number(3), "三");
    EXPECT_EQ(chinese_number(10), "十");
    EXPECT_EQ(chinese_number(12), "十二");
    EXPECT_EQ(chinese_number(20), "二十");
    EXPECT_EQ(chinese_number(35), "三十五");
    EXPECT_EQ(chinese_number(118), "118");
}

} // namespace
} // namespace tuban::matching
