#include "spatial/matching/detail/place.hpp"
#include "spatial/matching/detail/villages.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tuban::matching::detail {
namespace {

const std::vector<std::u32string> names{U"双程庄", U"李家湾"};

address::FoldedText folded(std::string_view text) {
    address::FoldedText result;
    result.assign(text);
    return result;
}

TEST(Place, leaves_numbers_out_that_no_house_has) {
    EXPECT_EQ(read_place(folded("双程庄村12345组6号"), names).group, std::nullopt);
    EXPECT_EQ(read_place(folded("双程庄村3组12345号"), names).number, std::nullopt);
    EXPECT_EQ(read_place(folded("双程庄村3组12345号"), names).group, 3);
    EXPECT_EQ(read_place(folded("李家湾村3组"), names).part, 1);
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
    EXPECT_EQ(table.find_named(folded("兴隆镇李家湾村二组"), "990101001000"), 0U);
    EXPECT_EQ(table.find_named(folded("兴隆镇王家村二组"), "990101001000"), no_village);
}

} // namespace
} // namespace tuban::matching::detail
