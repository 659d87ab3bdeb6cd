#include "base/error.hpp"
#include "data/codelists/code_lists.hpp"
#include "data/codelists/spelling.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>

namespace tuban::codelists {
namespace {

std::string normalized(std::string_view list, std::string_view text) {
    return CodeLists::embedded().normalize(list, text).value_or("");
}

TEST(CodeLists, ReadALabelAnAliasANumberAndAnIdentifier) {
    for (const char* text : {"砖石结构", "砖混", "砖木", "1", "brick_stone", "Brick Stone", "01"}) {
        EXPECT_EQ(normalized("structure", text), "brick_stone") << text;
    }
    EXPECT_EQ(normalized("structure", "99"), "other");
    EXPECT_EQ(normalized("grade", "c"), "C");
    EXPECT_EQ(normalized("grade", "Ｃ级"), "C");
}

TEST(CodeLists, DoNotMindFullWidthBlanksBracketsAndDashes) {
    EXPECT_EQ(normalized("structure", "　钢筋混凝土 结构 "), "reinforced_concrete");
    EXPECT_EQ(normalized("built_period", "２００１—２０１０年"), "y2001_2010");
    EXPECT_EQ(normalized("built_period", "2001～2010年"), "y2001_2010");
    EXPECT_EQ(normalized("risk_part", "承重墙(墙体)"), "bearing_wall");
}

TEST(CodeLists, PutAYearIntoItsPeriod) {
    for (const auto& [text, period] :
         std::map<std::string, std::string>{{"1949", "le1980"},
                                            {"1980年", "le1980"},
                                            {"1981", "y1981_1990"},
                                            {"１９９５年", "y1991_2000"},
                                            {"1995-06-01", "y1991_2000"},
                                            {"20051231", "y2001_2010"},
                                            {"2015.3", "y2011_2015"},
                                            {"2016", "ge2016"},
                                            {"2023年4月", "ge2016"}}) {
        EXPECT_EQ(normalized("built_period", text), period) << text;
    }
}

TEST(CodeLists, LeaveWhatIsNoPeriodUnknown) {
    for (const char* text : {"", "不详", "95", "1985-2005年", "9999", "7"}) {
        EXPECT_EQ(normalized("built_period", text), "") << text;
    }
}

TEST(CodeLists, TakeBusinessAndPublicUseAsNonResidentialAndAnnexesAsResidential) {
    for (const char* text : {"商业", "公共", "其他", "2", "非住宅"}) {
        EXPECT_EQ(normalize_patch_code("use", text), "non_residential") << text;
    }
    EXPECT_EQ(normalize_patch_code("use", "辅助用房"), "residential");
    EXPECT_EQ(normalize_patch_code("dwelling_kind", "辅助用房"), "auxiliary");
    EXPECT_EQ(normalize_patch_code("address", "住宅"), std::nullopt);
}

TEST(CodeLists, KnowTheNationalLists) {
    const auto& lists = CodeLists::embedded();
    EXPECT_EQ(lists.entries("ethnic_group").size(), 58U);
    EXPECT_EQ(lists.find_label("ethnic_group", "36"), "毛南族");
    EXPECT_EQ(normalized("ethnic_group", "毛难族"), "36");
    EXPECT_EQ(normalized("ethnic_group", "汉"), "01");
    EXPECT_EQ(normalized("relation_to_head", "长子"), "rel_22");
    EXPECT_EQ(normalized("relation_to_head", "99"), "rel_99");
    EXPECT_EQ(normalized("sex", "女"), "female");
    EXPECT_EQ(normalized("household_group", "监测户"), "risk_of_poverty");
}

TEST(CodeLists, ServeTheirJsonWithAVersion) {
    const auto& lists = CodeLists::embedded();
    const auto json = nlohmann::json::parse(lists.json());
    EXPECT_EQ(json.at("version"), lists.version());
    EXPECT_EQ(json.at("lists").at("grade").at("entries").at(3).at("label"), "D级");
}

TEST(CodeLists, HoldEveryIdAndEverySpellingOnce) {
    const auto json = nlohmann::json::parse(CodeLists::embedded().json());
    for (const auto& [name, list] : json.at("lists").items()) {
        std::map<std::string, std::string> owner;
        for (const auto& entry : list.at("entries")) {
            const auto id = entry.at("id").get<std::string>();
            std::set<std::string> spellings{fold_spelling(id),
                                            fold_spelling(entry.at("label").get<std::string>())};
            for (const auto& alias : entry.value("aliases", nlohmann::json::array())) {
                spellings.insert(fold_spelling(alias.get<std::string>()));
            }
            for (const auto& spelling : spellings) {
                EXPECT_TRUE(owner.try_emplace(spelling, id).second)
                    << name << ": " << spelling << " is " << id << " and " << owner[spelling];
            }
        }
    }
}

TEST(CodeLists, ReadBackEveryLabelAsItsOwnId) {
    const auto json = nlohmann::json::parse(CodeLists::embedded().json());
    for (const auto& [name, list] : json.at("lists").items()) {
        for (const auto& entry : CodeLists::embedded().entries(name)) {
            EXPECT_EQ(normalized(name, entry.label), entry.id) << name;
            EXPECT_EQ(normalized(name, entry.id), entry.id) << name;
        }
    }
}

TEST(CodeLists, RefuseAFileOfAnotherShape) {
    EXPECT_THROW(CodeLists("{}"), Error);
    EXPECT_THROW(CodeLists("["), Error);
    EXPECT_THROW(
        CodeLists(R"({"version":"1","lists":{"a":{"label":"x","multiple":false,"entries":[{}]}}})"),
        Error);
}

} // namespace
} // namespace tuban::codelists
