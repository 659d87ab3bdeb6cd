#include "spatial/address/gazetteer.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace tuban::address {
namespace {

std::vector<std::size_t> lengths_at_start(const Gazetteer& gazetteer, std::string_view text) {
    FoldedText folded;
    folded.assign(text);
    std::vector<std::size_t> lengths;
    gazetteer.match(folded, 0, [&](const auto& match) { lengths.push_back(match.length); });
    return lengths;
}

TEST(Gazetteer, always_knows_provinces_cities_and_counties) {
    const Gazetteer gazetteer;
    const auto county = gazetteer.find("610111");
    ASSERT_TRUE(county);
    EXPECT_EQ(gazetteer[*county].name, "灞桥区");
    EXPECT_EQ(gazetteer[*county].level, Level::county);
    EXPECT_EQ(gazetteer[gazetteer[*county].parent].name, "西安市");
    EXPECT_EQ(lengths_at_start(gazetteer, "红河哈尼族彝族自治州元阳县"),
              (std::vector<std::size_t>{2, 10}));
}

TEST(Gazetteer, puts_a_county_without_a_city_below_its_province) {
    const Gazetteer gazetteer;
    const auto county = gazetteer.find("500233");
    ASSERT_TRUE(county);
    EXPECT_EQ(gazetteer[*county].name, "忠县");
    EXPECT_EQ(gazetteer[gazetteer[*county].parent].name, "重庆市");
}

TEST(Gazetteer, finds_names_stems_committees_and_aliases) {
    const Gazetteer gazetteer(std::vector<DivisionRow>{
        {"990101001001", "双程庄村民委员会", Level::none, "", "老程庄;程家堡村", ""}});
    EXPECT_EQ(lengths_at_start(gazetteer, "双程庄村民委员会"), (std::vector<std::size_t>{3, 4, 8}));
    EXPECT_EQ(lengths_at_start(gazetteer, "老程庄"), (std::vector<std::size_t>{3}));
    EXPECT_EQ(lengths_at_start(gazetteer, "程家堡村"), (std::vector<std::size_t>{3, 4}));
}

TEST(Gazetteer, follows_mergers_to_the_end_and_cuts_cycles) {
    const Gazetteer gazetteer(
        std::vector<DivisionRow>{{"990101001001", "甲村", Level::none, "", "", "990101001002"},
                                 {"990101001002", "乙村", Level::none, "", "", "990101001003"},
                                 {"990101001003", "丙村", Level::none, "", "", ""},
                                 {"990101001004", "丁村", Level::none, "", "", "990101001005"},
                                 {"990101001005", "戊村", Level::none, "", "", "990101001004"},
                                 {"990101001006", "己村", Level::none, "", "", "990101001006"},
                                 {"990101001007", "庚村", Level::none, "", "", "990101009999"}});
    const auto current = [&](std::string_view code) {
        return gazetteer[gazetteer[*gazetteer.find(code)].current].name;
    };
    EXPECT_EQ(current("990101001001"), "丙村");
    EXPECT_EQ(current("990101001003"), "丙村");
    EXPECT_EQ(current("990101001004"), "丁村");
    EXPECT_EQ(current("990101001006"), "己村");
    EXPECT_EQ(current("990101001007"), "庚村");
}

TEST(Gazetteer, numbers_what_is_below_a_division_within_it) {
    const Gazetteer gazetteer(std::vector<DivisionRow>{
        {"990101001001", "甲村", Level::none, "", "", ""},
        {"990101001", "甲镇", Level::none, "990101001001", "", ""}, // its own child as parent
        {"990101", "甲县", Level::none, "", "", ""},
        {"990102001", "乙镇", Level::none, "990101", "", ""}});
    const Division& county = gazetteer[*gazetteer.find("990101")];
    for (const char* code : {"990101001", "990101001001", "990102001"}) {
        const Division& division = gazetteer[*gazetteer.find(code)];
        EXPECT_LT(county.first, division.first) << code;
        EXPECT_GE(county.last, division.last) << code;
    }
}

TEST(Gazetteer, leaves_out_rows_without_a_code) {
    const std::size_t national = Gazetteer().size();
    const Gazetteer gazetteer(
        std::vector<DivisionRow>{{"", "甲村", Level::none, "", "", ""},
                                 {"99010100100100", "乙村", Level::none, "", "", ""},
                                 {"九九", "丙村", Level::none, "", "", ""}});
    EXPECT_EQ(gazetteer.size(), national);
    EXPECT_FALSE(gazetteer.find("990101001001"));
}

} // namespace
} // namespace tuban::address
