#include "spatial/address/parser.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <numeric>
#include <optional>
#include <string>
#include <vector>

namespace tuban::address {
namespace {

/// Two counties of a province that does not exist.
const Gazetteer& invented() {
    static const Gazetteer gazetteer(std::vector<DivisionRow>{
        {"99", "测试省", Level::none, "", "", ""},
        {"9901", "青禾市", Level::none, "", "", ""},
        {"990101", "测试县", Level::none, "", "老试县", ""},
        {"990101001", "幸福镇", Level::none, "", "", ""},
        {"990101001001", "幸福村村委会", Level::none, "", "", ""},
        {"990101001002", "马家村", Level::none, "", "牛家坳村", ""},
        {"990101001003", "花园村", Level::none, "", "", "990101001002"},
        {"990101002", "城关镇", Level::none, "", "", ""},
        {"990101002001", "马家村", Level::none, "", "", ""},
        {"990102", "清水县", Level::none, "", "", ""},
        {"990102001", "城关镇", Level::none, "", "", ""},
        {"990102001001", "大寨村", Level::none, "", "", ""},
    });
    return gazetteer;
}

/// "测试省/测试县 990101000000; 湾: 张家湾; 3组12号-2", what is absent left out.
std::string summary(const Gazetteer& gazetteer, std::string_view text) {
    Parser parser(gazetteer);
    const Reading& best = parser.parse(text).best();
    std::string names;
    for (const DivisionRead& read : best.named_divisions()) {
        names += (names.empty() ? "" : "/") + (read.division == no_division
                                                   ? std::string(read.span.of(text)) + "?"
                                                   : gazetteer[read.division].name);
    }
    return names;
}

std::string place(std::string_view text) {
    static const Gazetteer national;
    Parser parser(national);
    const Reading& best = parser.parse(text).best();
    std::string result;
    const auto add = [&](const char* label, const std::optional<int>& value) {
        if (value) {
            result += fmt::format("{}{} ", label, *value);
        }
    };
    const auto add_text = [&](const char* label, Span span) {
        if (!span.is_empty()) {
            result += fmt::format("{}{} ", label, span.of(text));
        }
    };
    add_text("屯", best.natural_village);
    add_text("路", best.road);
    add("组", best.group);
    add("号", best.number);
    add("附", best.sub_number);
    add_text("楼", best.building);
    add_text("室", best.room);
    add_text("余", best.rest);
    if (!result.empty()) {
        result.pop_back();
    }
    return result;
}

TEST(Parser, reads_group_and_number_in_the_ways_they_are_written) {
    EXPECT_EQ(place("测试县幸福镇幸福村三组12号"), "组3 号12");
    EXPECT_EQ(place("幸福村第四村民小组"), "组4");
    EXPECT_EQ(place("幸福村3小组39号"), "组3 号39");
    EXPECT_EQ(place("幸福村２组１５號"), "组2 号15");
    EXPECT_EQ(place("測試鎮幸福村四組十號"), "组4 号10");
    EXPECT_EQ(place("幸福村十一组三十三号"), "组11 号33");
    EXPECT_EQ(place("幸福村廿三组一百零五号"), "组23 号105");
    EXPECT_EQ(place("幸福村二社5户"), "组2 号5");
    EXPECT_EQ(place("幸福村三队20号"), "组3 号20");
    EXPECT_EQ(place("幸福村10生产队"), "组10");
    EXPECT_EQ(place("幸福村生产三队5号"), "组3 号5");
    EXPECT_EQ(place("幸福村张庄生产第三队"), "屯张庄 组3");
    EXPECT_EQ(place("幸福村村民第三小组5号"), "组3 号5");
    EXPECT_EQ(place("幸福社区居民二组"), "组2");
    EXPECT_EQ(place("幸福里16鄰2之3號"), "组16 号2 附3");
    EXPECT_EQ(place("幸福村六组118"), "组6 号118");
    EXPECT_EQ(place("幸福村五组No.3"), "组5 号3");
    EXPECT_EQ(place("幸福村2小组门牌13号"), "组2 号13");
    EXPECT_EQ(place("幸福村（7组）11号"), "组7 号11");
    EXPECT_EQ(place("幸福村-3组-6号"), "组3 号6");
    EXPECT_EQ(place("幸福村三组12号-2"), "组3 号12 附2");
    EXPECT_EQ(place("幸福村五组5号附1"), "组5 号5 附1");
    EXPECT_EQ(place("幸福村五组5号附1号"), "组5 号5 附1");
    EXPECT_EQ(place("幸福村五组5附1号"), "组5 号5 附1");
    EXPECT_EQ(place("幸福村五组125-55號"), "组5 号125 附55");
    EXPECT_EQ(place("幸福村五组12#"), "组5 号12");
    EXPECT_EQ(place("幸福村41号"), "号41");
    EXPECT_EQ(place("幸福村 四组 8号"), "组4 号8");
    EXPECT_EQ(place("幸福村三组7组9号"), "组7 号9");
    EXPECT_EQ(place("幸福村3组12号院"), "组3 号12");
    EXPECT_EQ(place("幸福村3组二十"), "组3 号20");
    EXPECT_EQ(place("幸福村委会三组"), "组3");
    EXPECT_EQ(place("幸福嘎查2组3号"), "组2 号3");
    EXPECT_EQ(place("幸福社区三组7号"), "组3 号7");
}

TEST(Parser, keeps_the_group_of_today_where_the_former_one_stands_beside_it) {
    EXPECT_EQ(place("幸福村3组（原5组）12号"), "组3 号12");
    EXPECT_EQ(place("幸福村3组(原第5组)12号"), "组3 号12");
    EXPECT_EQ(place("幸福村原5组12号"), "组5 号12 余原");
    EXPECT_EQ(place("幸福村2组白鹿原3组"), "屯白鹿原 组3");
}

TEST(Parser, keeps_a_number_that_stands_before_the_group) {
    EXPECT_EQ(place("幸福村12号3组"), "组3 号12");
    EXPECT_EQ(place("幸福村12号3组7号"), "组3 号7");
    EXPECT_EQ(place("幸福村幸福路12号3组"), "路幸福路 组3");
}

TEST(Parser, reads_a_number_with_a_letter) {
    EXPECT_EQ(place("幸福村59-A"), "号59 余A");
    EXPECT_EQ(place("幸福村3组59B"), "组3 号59 余B");
    EXPECT_EQ(place("幸福村3组59A号"), "组3 号59");
    EXPECT_EQ(place("幸福村59号-A"), "号59 余A");
    EXPECT_EQ(place("幸福村3组4F"), "组3 室4F");
    EXPECT_EQ(place("幸福村3组59abc"), "组3 余59abc");
}

TEST(Parser, reads_chinese_numerals_beyond_a_hundred) {
    EXPECT_EQ(place("幸福村一千二百组"), "组1200");
    EXPECT_EQ(place("幸福村三百二十组"), "组320");
    EXPECT_EQ(place("幸福村一百二组"), "组120");
    EXPECT_EQ(place("幸福村一百零二组"), "组102");
    EXPECT_EQ(place("幸福村三组一千零五号"), "组3 号1005");
    EXPECT_EQ(place("幸福村三组一千零五十号"), "组3 号1050");
    EXPECT_EQ(place("幸福村三组九千九百九十九号"), "组3 号9999");
    EXPECT_EQ(place("幸福村三组一万零二十号"), "组3 号10020");
    EXPECT_EQ(place("幸福村二千佛湾3组"), "屯二千佛湾 组3");
    EXPECT_EQ(place("幸福村千佛湾三组"), "屯千佛湾 组3");
}

TEST(Parser, is_less_sure_where_a_stated_number_cannot_be_read) {
    Parser parser(invented());
    EXPECT_EQ(parser.parse("幸福村三组5号").confidence(), 1);
    EXPECT_LT(parser.parse("幸福村三组99999999999号").confidence(), 0.7);
    EXPECT_LT(parser.parse("幸福村99999999999组5号").confidence(), 0.7);
    EXPECT_EQ(place("幸福村99999999999组5号"), "号5 余99999999999");
    EXPECT_EQ(place("幸福村三组99999999999号"), "组3 余99999999999");
    EXPECT_EQ(place("幸福村三组九万九千万号"), "组3 余九万九千万");
    EXPECT_EQ(place("幸福村三组5号附99999999999号"), "组3 号5 余99999999999");
    EXPECT_EQ(place("幸福村三组5-99999999999号"), "组3 号5 余99999999999");
}

TEST(Parser, reads_natural_villages_roads_buildings_and_rooms) {
    EXPECT_EQ(place("大峪村刘家屯（1村民组）"), "屯刘家屯 组1");
    EXPECT_EQ(place("永兴村陈家场168号"), "屯陈家场 号168");
    EXPECT_EQ(place("春光村大屋村3组"), "屯大屋村 组3");
    EXPECT_EQ(place("萨龙村拉果自然村"), "屯拉果");
    EXPECT_EQ(place("三界村陆庄组6号"), "屯陆庄 号6");
    EXPECT_EQ(place("幸福村三岔营2组"), "屯三岔营 组2");
    EXPECT_EQ(place("漳興里2鄰漳興巷60弄1號"), "路漳興巷60弄 组2 号1");
    EXPECT_EQ(place("光榮里24鄰頂新六路60號四樓"), "路頂新六路 组24 号60 室四樓");
    EXPECT_EQ(place("幸福村3号楼2单元502室"), "楼3号楼2单元 室502室");
    EXPECT_EQ(place("青松村8-132室"), "楼8 室132室");
    EXPECT_EQ(place("幸福村水塔旁"), "余水塔旁");
}

TEST(Parser, is_not_misled_by_names_floors_and_nonsense) {
    EXPECT_EQ(place("幸福村三岔营"), "屯三岔营");
    EXPECT_EQ(place("幸福村委会(二楼)"), "室二楼");
    EXPECT_EQ(place("第一社区"), "");
    EXPECT_EQ(place(""), "");
    EXPECT_EQ(place("/"), "");
    EXPECT_EQ(place("幸福村0组"), "余0");
    EXPECT_EQ(place("幸福村99999999999999999999组"), "余99999999999999999999");
}

TEST(Parser, finds_divisions_above_the_county_without_any_file) {
    const Gazetteer national;
    EXPECT_EQ(summary(national, "重庆忠县忠州镇梅湾村13组"), "重庆市/忠县/忠州镇?/梅湾村?");
    EXPECT_EQ(summary(national, "神农架太阳村10组"), "神农架林区/太阳村?");
    EXPECT_EQ(summary(national, "云南省红河哈尼族彝族自治州元阳县"),
              "云南省/红河哈尼族彝族自治州/元阳县");
    EXPECT_EQ(summary(national, "广西东兴市江平镇"), "广西壮族自治区/东兴市/江平镇?");
    EXPECT_EQ(summary(national, "浙江宁波慈溪市周巷镇云城村"),
              "浙江省/宁波市/慈溪市/周巷镇?/云城村?");
    EXPECT_EQ(summary(national, "湖南省祁阳县梅溪镇"), "湖南省/祁阳市/梅溪镇?");
    EXPECT_EQ(summary(national, "南投縣竹山鎮大鞍里9鄰"), "南投縣?/竹山鎮?/大鞍里?");
}

TEST(Parser, starts_over_where_the_chain_is_written_twice) {
    const Gazetteer national;
    EXPECT_EQ(summary(national, "湖南永州市祁阳市梅溪镇湖南省祁阳县梅溪镇春光村十二组"),
              "湖南省/永州市/祁阳市/梅溪镇?/春光村?");
    EXPECT_EQ(place("湖南永州市祁阳市梅溪镇湖南省祁阳县梅溪镇春光村十二组"), "组12");
    EXPECT_EQ(place("幸福村三组5号幸福村四组"), "组4");
    EXPECT_EQ(place("幸福村三组5号（幸福村）"), "组3 号5");
}

TEST(Parser, keeps_the_first_chain_where_the_repeated_name_is_no_chain_but_a_natural_village) {
    const Gazetteer gazetteer(
        std::vector<DivisionRow>{{"990103001", "石门镇", Level::none, "", "", ""},
                                 {"990103001001", "刘家河村", Level::none, "", "", ""}});
    const std::string text = "石门镇刘家河刘家河垭";
    EXPECT_EQ(summary(gazetteer, text), "石门镇/刘家河村");
    Parser parser(gazetteer);
    EXPECT_EQ(parser.parse(text).best().natural_village.of(text), "刘家河垭");
    EXPECT_TRUE(parser.parse(text).best().rest.is_empty());
}

TEST(Parser, reads_names_in_brackets) {
    EXPECT_EQ(summary(invented(), "幸福镇（马家村）3组"), "幸福镇/马家村");
    EXPECT_EQ(summary(invented(), "测试县(幸福镇)【马家村】3组"), "测试县/幸福镇/马家村");
    EXPECT_EQ(summary(invented(), "幸福镇马家村（马家村）3组"), "幸福镇/马家村");
    EXPECT_EQ(summary(invented(), "幸福镇马家村（原牛家坳村）3组"), "幸福镇/马家村");
    EXPECT_EQ(place("幸福镇马家村（张家湾）3组5号"), "屯张家湾 组3 号5");
    EXPECT_EQ(place("幸福镇马家村3组（张家湾）5号"), "屯张家湾 组3 号5");
}

TEST(Parser, reads_names_without_their_closing_words_and_former_names) {
    EXPECT_EQ(summary(invented(), "测试县幸福马家3组"), "测试县/幸福镇/马家村");
    EXPECT_EQ(summary(invented(), "幸福镇幸福村委会三组"), "幸福镇/幸福村村委会");
    EXPECT_EQ(summary(invented(), "幸福镇马家张家圪垯五组5号"), "幸福镇/马家村");
    EXPECT_EQ(summary(invented(), "幸福镇马家湾五组5号"), "幸福镇");
    EXPECT_EQ(summary(invented(), "幸福镇马家 土桥圪垯"), "幸福镇/马家村");
    EXPECT_EQ(summary(invented(), "幸福镇马家第三组"), "幸福镇/马家村");
    EXPECT_EQ(summary(invented(), "老试县幸福镇牛家坳村"), "测试县/幸福镇/马家村");
}

TEST(Parser, tells_divisions_of_one_name_apart_by_those_above_and_below) {
    EXPECT_EQ(summary(invented(), "测试县城关镇马家村"), "测试县/城关镇/马家村");
    EXPECT_EQ(summary(invented(), "城关镇大寨村"), "城关镇/大寨村");
    Parser parser(invented());
    EXPECT_EQ(invented()[parser.parse("测试县城关镇马家村").best().division()].code,
              "990101002001");
    EXPECT_EQ(invented()[parser.parse("城关镇大寨村").best().division()].code, "990102001001");
    EXPECT_EQ(invented()[parser.parse("城关镇大寨村").best().divisions[0].division].code,
              "990102001000");
    EXPECT_EQ(parser.parse("城关镇").best().division(), no_division);
    EXPECT_EQ(parser.parse("马家村").best().division(), no_division);
}

TEST(Parser, gives_several_readings_whose_weights_sum_to_one) {
    Parser parser(invented());
    for (const char* text :
         {"马家村20", "马家村2-3", "马家村三组5号四组", "", "马家村三组7组9号"}) {
        const auto readings = parser.parse(text).all();
        double sum = 0;
        for (const Reading& reading : readings) {
            EXPECT_LE(reading.weight, readings.front().weight) << text;
            sum += reading.weight;
        }
        EXPECT_NEAR(sum, 1, 1e-12) << text;
    }
    const auto readings = parser.parse("马家村2-3").all();
    ASSERT_EQ(readings.size(), 2U);
    EXPECT_EQ(readings[0].number, 2);
    EXPECT_EQ(readings[0].sub_number, 3);
    EXPECT_EQ(readings[1].group, 2);
    EXPECT_EQ(readings[1].number, 3);
}

TEST(Parser, takes_what_hangs_in_the_air_for_part_of_what_is_above) {
    // 清水县 is invented, and a county of Gansu has that name.
    const Gazetteer gazetteer(
        std::vector<DivisionRow>{{"990103001", "石门镇", Level::none, "", "", ""},
                                 {"990103001001", "何家山村", Level::none, "", "", ""}});
    EXPECT_EQ(summary(gazetteer, "清水县石门镇何家山3组"), "清水县/石门镇/何家山村");
    EXPECT_EQ(summary(gazetteer, "华陵省安原市清水县石门镇何家山"),
              "华陵省?/安原市?/清水县?/石门镇/何家山村");
}

TEST(Parser, reads_a_hundred_thousand_bytes_of_anything) {
    for (const char* piece :
         {"村", "三组", "一", "2", "幸福镇", "湖南省", "2-", "号", "浙江宁波", "㈢", "\xff"}) {
        std::string text;
        while (text.size() < 100'000) {
            text += piece;
        }
        Parser parser(invented());
        EXPECT_LE(parser.parse(text).best().rest.end, text.size()) << piece;
    }
    std::string numerals;
    while (numerals.size() < 100'000) {
        numerals += "一";
    }
    EXPECT_EQ(place("幸福村3组" + numerals + "2号").substr(0, 9), "组3 号2");
    EXPECT_EQ(place(std::string(100'000, ' ') + "三组12号"), "组3 号12");
}

TEST(Parser, keeps_its_answer_in_any_order_of_addresses) {
    const std::vector<std::string> texts{"测试县幸福镇马家村张家湾3组12号-2", "",
                                         "城关镇大寨村二楼", "马家村2-3"};
    Parser used(invented());
    for (int round = 0; round < 2; ++round) {
        for (const std::string& text : texts) {
            Parser fresh(invented());
            const Reading& expected = fresh.parse(text).best();
            const Reading& found = used.parse(text).best();
            EXPECT_EQ(found.group, expected.group) << text;
            EXPECT_EQ(found.number, expected.number) << text;
            EXPECT_EQ(found.natural_village, expected.natural_village) << text;
            EXPECT_EQ(found.room, expected.room) << text;
            EXPECT_EQ(found.division(), expected.division()) << text;
        }
    }
}

} // namespace
} // namespace tuban::address
