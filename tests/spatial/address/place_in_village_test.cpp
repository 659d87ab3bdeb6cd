#include "spatial/address/place_in_village.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace tuban::address {
namespace {

const std::vector<std::u32string> names{U"双程庄", U"李家湾"};

PlaceInVillage read(std::string_view address) {
    FoldedText folded;
    folded.assign(address);
    return read_place_in_village(folded, names);
}

struct Case {
    const char* address;
    std::optional<int> group;
    std::optional<int> number;
};

TEST(PlaceInVillage, reads_group_and_number_in_the_ways_they_are_written) {
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
        const PlaceInVillage key = read(one.address);
        EXPECT_EQ(key.group, one.group) << one.address;
        EXPECT_EQ(key.number, one.number) << one.address;
    }
}

TEST(PlaceInVillage, is_not_misled_by_names_floors_and_rooms) {
    for (const char* address :
         {"幸福村三岔营", "幸福村委会(二楼)", "幸福小区3号楼2单元", "第一社区", "", "/",
          "幸福村水塔旁", "幸福村99999999999999999999组", "幸福村0组"}) {
        EXPECT_EQ(read(address).group, std::nullopt) << address;
        EXPECT_EQ(read(address).number, std::nullopt) << address;
    }
}

TEST(PlaceInVillage, forgets_the_number_of_a_group_that_is_named_again) {
    const PlaceInVillage key = read("幸福村三组5号幸福村四组");
    EXPECT_EQ(key.group, 4);
    EXPECT_EQ(key.number, std::nullopt);
}

TEST(PlaceInVillage, tells_the_villages_present_name_from_its_former_one) {
    const auto name = [](std::string_view address) -> std::optional<std::size_t> {
        const auto village = read(address).village;
        return village ? std::optional(village->name) : std::nullopt;
    };
    EXPECT_EQ(name("灞桥区兴隆镇双程庄村3组6号"), 0U);
    EXPECT_EQ(name("灞桥区兴隆镇李家湾村3组6号"), 1U);
    EXPECT_EQ(name("双程庄三组"), 0U);
    EXPECT_EQ(name("双程庄村（李家湾）三组"), 1U);
    EXPECT_EQ(name("兴隆镇马家村三组"), std::nullopt);
    EXPECT_EQ(name("清河县双程庄镇马家村二组"), std::nullopt);
}

TEST(PlaceInVillage, reads_natural_villages_behind_the_village) {
    EXPECT_EQ(read("双程庄村石门湾（三组）12号").natural_village, U"石门湾");
    EXPECT_EQ(read("双程庄村石门湾（三组）12号").group, 3);
    EXPECT_EQ(read("双程庄村石门湾（三组）12号").number, 12);
    EXPECT_EQ(read("双程庄村委会第四村民小组").natural_village, U"");
    EXPECT_EQ(read("双程庄村委会第四村民小组").group, 4);
    EXPECT_EQ(read("双程庄石门湾").natural_village, U"石门湾");
    EXPECT_EQ(read("兴隆镇马家村石门湾").natural_village, U"石门湾");
    EXPECT_EQ(read("双程庄村村口第二棵树旁边").natural_village, U"");
}

TEST(PlaceInVillage, takes_a_bare_number_for_the_group_where_only_a_group_is_meant) {
    EXPECT_EQ(read_group("三组"), 3);
    EXPECT_EQ(read_group("第四村民小组"), 4);
    EXPECT_EQ(read_group("5"), 5);
    EXPECT_EQ(read_group("5号"), std::nullopt);
    EXPECT_EQ(read_group("河边"), std::nullopt);
    EXPECT_EQ(read_group(""), std::nullopt);
}

} // namespace
} // namespace tuban::address
