#include "spatial/matching/detail/place.hpp"
#include "spatial/matching/detail/villages.hpp"
#include "spatial/matching/text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tuban::matching::detail {
namespace {

const std::vector<std::u32string> names{U"双程庄", U"李家湾"};

Place read(std::string_view address) {
    return read_place(fold(address), names);
}

TEST(Place, tells_the_villages_present_name_from_its_former_one) {
    EXPECT_EQ(read("灞桥区兴隆镇双程庄村3组6号").part, 0);
    EXPECT_EQ(read("灞桥区兴隆镇李家湾村3组6号").part, 1);
    EXPECT_TRUE(read("双程庄三组").names_village);
    EXPECT_FALSE(read("兴隆镇马家村三组").names_village);
}

TEST(Place, does_not_take_a_town_of_that_name_for_the_village) {
    EXPECT_FALSE(read("清河县双程庄镇马家村二组").names_village);
}

TEST(Place, reads_group_number_and_natural_village) {
    const Place place = read("双程庄村石门湾（三组）12号");
    EXPECT_EQ(place.group, 3);
    EXPECT_EQ(place.number, 12);
    EXPECT_EQ(place.natural_village, U"石门湾");
    EXPECT_EQ(read("双程庄村委会第四村民小组").group, 4);
    EXPECT_EQ(read("双程庄村委会第四村民小组").natural_village, U"");
    EXPECT_EQ(read("双程庄石门湾").natural_village, U"石门湾");
}

TEST(VillageTable, follows_mergers_and_keeps_the_former_names) {
    DivisionInput today;
    today.code = "990101001001";
    today.name = "双程庄村";
    DivisionInput former;
    former.code = "990101001009";
    former.name = "李家湾村";
    former.merged_into = today.code;
    const std::vector<DivisionInput> rows{former, today};
    const VillageTable table(rows);
    EXPECT_EQ(table.size(), 1U);
    EXPECT_EQ(table.find_code("990101001009"), table.find_code("990101001001"));
    EXPECT_EQ(table.village(0).names, names);
    EXPECT_EQ(table.find_named(fold("兴隆镇李家湾村二组"), "990101001000"), 0U);
    EXPECT_EQ(table.find_named(fold("兴隆镇王家村二组"), "990101001000"), no_village);
}

} // namespace
} // namespace tuban::matching::detail
