#include "tests/data/store/engine.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace tuban::cli {
namespace {

class MatchCommand : public testing::Test {
  protected:
    std::string path(const std::string& name) const { return (m_folder.path() / name).string(); }

    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path(name), std::ios::binary) << text;
        return path(name);
    }

    std::string read(const std::string& name) const {
        std::ifstream in(path(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    std::vector<std::string> lines(const std::string& name) const {
        std::vector<std::string> all;
        std::istringstream in(read(name));
        for (std::string line; std::getline(in, line);) {
            all.push_back(line);
        }
        return all;
    }

    /// Exit code; what it prints lies in out.txt and err.txt.
    int run(const std::string& arguments) const {
        const std::string command = std::string(TUBAN_PROGRAM) + " " + arguments + " >'" +
                                    path("out.txt") + "' 2>'" + path("err.txt") + "'";
        const int status = std::system(command.c_str()); // NOLINT(cert-env33-c): our own program
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    int match(const std::string& arguments) const { return run("match " + arguments); }

    std::string patches() const {
        return write("patches.csv",
                     "patch_no,division_code,address,owner_name,use,WKT\n"
                     "P1,990101001001,幸福村一组1号,甲一一,住宅,\"POLYGON((110.4 32.1,110.4001 "
                     "32.1,110.4001 32.1001,110.4 32.1001,110.4 32.1))\"\n"
                     "P2,990101001001,幸福村一组2号,甲一二,住宅,\"POLYGON((110.4003 32.1,110.4004 "
                     "32.1,110.4004 32.1001,110.4003 32.1001,110.4003 32.1))\"\n"
                     "P3,990101001001,幸福村二组1号,甲二一,住宅,\"POLYGON((110.4 32.102,110.4001 "
                     "32.102,110.4001 32.1021,110.4 32.1021,110.4 32.102))\"\n");
    }

    store::TemporaryFolder m_folder;
};

TEST_F(MatchCommand, WritesRankedPatchesWithProbabilityDecisionAndReasons) {
    const std::string households = write("h.csv", "household_id,name,division_code,address\n"
                                                  "\"H,1\",甲二一,990101001001,幸福村二组1号\n");
    ASSERT_EQ(match("--patches " + patches() + " --households " + households + " --out " +
                    path("result.csv")),
              0)
        << read("err.txt");
    const auto rows = lines("result.csv");
    ASSERT_EQ(rows.size(), 5U);
    EXPECT_EQ(rows[0], "household_id,rank,patch_no,probability,decision,reasons");
    EXPECT_TRUE(rows[1].starts_with("\"H,1\",1,P3,0.")) << rows[1];
    EXPECT_NE(rows[1].find("户主与产权人同名"), std::string::npos) << rows[1];
    EXPECT_NE(read("result.csv").find(",,0."), std::string::npos); // the row of none
}

TEST_F(MatchCommand, RefusesARepeatedOrMissingHouseholdIdAndSaysWhichRow) {
    const std::string households =
        write("h.csv", "household_id,name,lon,lat\nH1,甲一一,abc,32.1\nH1,甲一二,,\n,甲二一,,\n");
    EXPECT_EQ(match("--json --patches " + patches() + " --households " + households + " --out " +
                    path("result.csv")),
              3);
    const auto report = nlohmann::json::parse(read("out.txt"));
    EXPECT_EQ(report.at("households"), 1);
    const auto& file = report.at("household_file");
    ASSERT_EQ(file.at("refusals").size(), 2U);
    EXPECT_EQ(file.at("refusals")[0].at("reason"), "household_id_repeated");
    EXPECT_EQ(file.at("refusals")[1].at("reason"), "household_id_missing");
}

TEST_F(MatchCommand, NamesMergersThatLeadNowhereAndCodesThatNoTableKnows) {
    const std::string divisions = write("d.csv", "code,name,merged_into\n"
                                                 "990101001001,幸福村,\n"
                                                 "990101001002,东村,990101001001\n"
                                                 "990101001003,西村,990101001004\n"
                                                 "990101001004,南村,990101001003\n"
                                                 "990101001005,北村,990101009999\n");
    const std::string households = write("h.csv", "household_id,name,division_code\n"
                                                  "H1,甲一一,990101001001\n"
                                                  "H2,甲一二,990101001\n"
                                                  "H3,甲二一,990101001777\n"
                                                  "H4,甲二二,990101001777\n"
                                                  "H5,甲三一,990101\n");
    ASSERT_EQ(match("--json --patches " + patches() + " --households " + households +
                    " --divisions " + divisions + " --out " + path("result.csv")),
              0)
        << read("err.txt");
    const auto report = nlohmann::json::parse(read("out.txt"));
    std::vector<std::string> found;
    for (const char* file : {"division_file", "household_file"}) {
        for (const auto& warning : report.at(file).at("warnings")) {
            found.push_back(warning.at("reason").get<std::string>() + " " +
                            warning.at("source_id").get<std::string>());
        }
    }
    EXPECT_EQ(found, (std::vector<std::string>{
                         "merged_into_cycle 区划 990101001003",
                         "merged_into_cycle 区划 990101001004",
                         "merged_into_unknown 区划 990101001005",
                         "division_unknown 区划 990101001777",
                     }));
    EXPECT_EQ(report.at("households"), 5);
}

TEST_F(MatchCommand, CountsMalformedIdsAndPointsFarFromEveryPatchAndNamesTheFirst) {
    std::string text = "household_id,name,id_number,lon,lat\n"
                       "OK1,甲一一,990101197001010011,110.4,32.1\n"
                       "OK2,甲一二,990101********001X,110.41,32.1\n"
                       "OK3,甲二一,990101700101001,,\n";
    for (int i = 1; i <= 7; ++i) {
        text += fmt::format("BAD{},甲一一,9901,{},32.1\n", i, i <= 2 ? "0" : "110.4");
    }
    ASSERT_EQ(match("--json --patches " + patches() + " --households " + write("h.csv", text) +
                    " --out " + path("result.csv")),
              0)
        << read("err.txt");
    const auto warnings =
        nlohmann::json::parse(read("out.txt")).at("household_file").at("warnings");
    ASSERT_EQ(warnings.size(), 2U) << warnings;
    EXPECT_EQ(warnings[0].at("reason"), "id_number_malformed");
    EXPECT_EQ(warnings[0].at("source_id"), "7 户");
    EXPECT_NE(warnings[0].at("detail").get<std::string>().find("BAD1、BAD2、BAD3、BAD4、BAD5"),
              std::string::npos)
        << warnings;
    EXPECT_EQ(warnings[0].at("detail").get<std::string>().find("BAD6"), std::string::npos);
    EXPECT_EQ(warnings[1].at("reason"), "position_far");
    EXPECT_EQ(warnings[1].at("source_id"), "2 户");
}

TEST_F(MatchCommand, CountsUnreadableValuesAndLongAddressesByColumn) {
    std::string text = "household_id,name,lon,lat,address\n";
    for (int i = 1; i <= 9; ++i) {
        text += fmt::format("H{},甲一一,{},32.1,{}\n", i, i <= 7 ? "110°24" : "110.4",
                            i == 9 ? std::string(2000, 'x') : "幸福村");
    }
    ASSERT_EQ(match("--json --patches " + patches() + " --households " + write("h.csv", text) +
                    " --out " + path("result.csv")),
              0)
        << read("err.txt");
    const auto warnings =
        nlohmann::json::parse(read("out.txt")).at("household_file").at("warnings");
    ASSERT_EQ(warnings.size(), 2U) << warnings;
    EXPECT_EQ(warnings[0].at("reason"), "value_unreadable");
    EXPECT_EQ(warnings[0].at("source_id"), "7 户");
    EXPECT_NE(warnings[0].at("detail").get<std::string>().find("H1、H2、H3、H4、H5"),
              std::string::npos)
        << warnings;
    EXPECT_EQ(warnings[1].at("reason"), "address_too_long");
    EXPECT_NE(warnings[1].at("detail").get<std::string>().find("H9"), std::string::npos);
}

TEST_F(MatchCommand, RefusesADivisionWithoutACodeAndKnowsWhatStandsAboveAVillage) {
    const std::string divisions = write("d.csv", "code,name\n990101001001,幸福村\n,东村\n");
    const std::string households = write("h.csv", "household_id,name,division_code\n"
                                                  "H1,甲一一,99\nH2,甲一二,9901\nH3,甲一二,98\n");
    ASSERT_EQ(match("--json --patches " + patches() + " --households " + households +
                    " --divisions " + divisions + " --out " + path("result.csv")),
              3);
    const auto report = nlohmann::json::parse(read("out.txt"));
    const auto& file = report.at("division_file");
    ASSERT_EQ(file.at("refusals").size(), 1U);
    EXPECT_EQ(file.at("refusals")[0].at("reason"), "code_missing");
    EXPECT_EQ(file.at("refusals")[0].at("source_id"), "第 3 行");
    const auto& warnings = report.at("household_file").at("warnings");
    ASSERT_EQ(warnings.size(), 1U) << warnings;
    EXPECT_EQ(warnings[0].at("source_id"), "区划 980000000000");
}

TEST_F(MatchCommand, IsOfFilesOrOfAStoreAndNeverOfBoth) {
    const std::string files = "--patches " + patches() + " --households " +
                              write("h.csv", "household_id,name\nH1,甲一一\n") + " --out " +
                              path("result.csv");
    for (const char* also : {" --data .", " --division 990101", " --data . --division 990101"}) {
        EXPECT_EQ(match(files + also), 2) << also;
        EXPECT_NE(read("err.txt").find("二者不能同用"), std::string::npos) << read("err.txt");
    }
    EXPECT_EQ(match("--data ."), 2);
    EXPECT_FALSE(std::filesystem::exists(path("result.csv")));
    EXPECT_EQ(match(files), 0);
}

TEST_F(MatchCommand, SaysWhatToDoAboutACsvOfOneColumn) {
    const std::string shapes =
        write("only.csv", "WKT\n\"POLYGON((110.4 32.1,110.4001 32.1,110.4001 "
                          "32.1001,110.4 32.1))\"\n");
    EXPECT_EQ(match("--patches " + shapes + " --households " +
                    write("h.csv", "household_id,name\nH1,甲一一\n") + " --out " +
                    path("result.csv")),
              1);
    EXPECT_NE(read("err.txt").find("请再加一列"), std::string::npos) << read("err.txt");
}

TEST_F(MatchCommand, TakesAMergerThatIsWrittenShortLikeItsFullCode) {
    const std::string divisions = write("d.csv", "code,name,merged_into,level\n"
                                                 "990101001,幸福社区,,village\n"
                                                 "990101001009,老村,990101001,village\n");
    ASSERT_EQ(match("--json --patches " + patches() + " --households " +
                    write("h.csv", "household_id,name\nH1,甲一一\n") + " --divisions " + divisions +
                    " --out " + path("result.csv")),
              0);
    const auto report = nlohmann::json::parse(read("out.txt"));
    EXPECT_TRUE(report.at("division_file").at("warnings").empty()) << report.dump();
}

TEST_F(MatchCommand, GivesTheSameFileForAnyNumberOfThreads) {
    std::string text = "household_id,name,address\n";
    for (int i = 0; i < 200; ++i) {
        text += "H" + std::to_string(i) + ",甲一二,幸福村一组\n";
    }
    const std::string files =
        "--patches " + patches() + " --households " + write("h.csv", text) + " --out ";
    ASSERT_EQ(match(files + path("one.csv") + " --threads 1"), 0);
    ASSERT_EQ(match(files + path("four.csv") + " --threads 4"), 0);
    EXPECT_EQ(read("one.csv"), read("four.csv"));
}

TEST_F(MatchCommand, SaysWhatIsMissingAndWritesNothing) {
    EXPECT_EQ(match("--patches " + patches() + " --households " + path("nowhere.csv") + " --out " +
                    path("result.csv")),
              1);
    EXPECT_FALSE(read("err.txt").empty());
    EXPECT_EQ(match("--patches " + patches() + " --households " +
                    write("h.csv", "number,name\n1,甲一一\n") + " --out " + path("result.csv")),
              1);
    EXPECT_NE(read("err.txt").find("household_id"), std::string::npos);
    EXPECT_EQ(read("result.csv"), "");
    EXPECT_EQ(match("--patches x"), 2);
}

TEST_F(MatchCommand, SaysThatAFolderHasNoPatchesOrThatACodeIsNoCounty) {
    const auto divisions = write("divisions.csv", "code,name\n990101000000,测试县\n"
                                                  "990101001000,幸福镇\n");
    ASSERT_EQ(run("import divisions '" + divisions + "' --data '" + path("data") + "'"), 0);
    EXPECT_EQ(match("--data '" + path("data") + "' --division 990101"), 1);
    EXPECT_NE(read("err.txt").find("“测试县”还没有普查图斑"), std::string::npos);
    EXPECT_EQ(read("err.txt").find("密钥"), std::string::npos);
    EXPECT_EQ(match("--data '" + path("data") + "' --division 990101001"), 2);
    EXPECT_NE(read("err.txt").find("请给出区县的 6 位或 12 位代码"), std::string::npos);
}

TEST_F(MatchCommand, SaysInChineseWhatIsWrongWithTheCommandLine) {
    const auto says = [&](const std::string& arguments, const std::string& text) {
        EXPECT_EQ(run(arguments), 2) << arguments;
        EXPECT_NE(read("err.txt").find(text), std::string::npos) << read("err.txt");
        EXPECT_NE(read("err.txt").find("--help"), std::string::npos);
    };
    says("match --threads 0", "--threads: 应为 1 到 256 的数，不能是“0”");
    says("match --threads x", "--threads: 应为 1 到 256 的数，不能是“x”");
    says("match --precision 1.5", "--precision: 应为 0.5 到 1 的数，不能是“1.5”");
    says("match --nowhere", "没有这个选项或参数：--nowhere");
    says("match --out", "--out 后面的值缺少或太多");
    says("tiles --patches x.csv", "缺少 --out");
    says("sample --data x --size village", "--size: 应为 county、province 之一，不能是“village”");
    says("import households x.csv --data x --list all", "应为 lookback、six-groups 之一");
    says("address parse --divisions '" + path("nowhere") + "'", "找不到文件");
    says("lookup --data x -k 3 --point 110,32", "须与");
    says("lookup --data x", "只给一个");
    EXPECT_NE(read("err.txt").find("--number"), std::string::npos) << read("err.txt");
    says("", "没有给出要做什么");
    EXPECT_EQ(run("match --help"), 0);
    EXPECT_NE(read("out.txt").find("\n选项:\n"), std::string::npos);
    EXPECT_NE(read("out.txt").find("显示这份说明"), std::string::npos);
    EXPECT_EQ(run("lookup --help"), 0);
    EXPECT_EQ(read("out.txt").find("Option"), std::string::npos) << read("out.txt");
    EXPECT_EQ(run("--help"), 0);
    EXPECT_NE(read("out.txt").find("\n命令:\n"), std::string::npos);
}

TEST_F(MatchCommand, NeverPutsTheResultInThePlaceOfAnInput) {
    const auto households = write("h.csv", "household_id,name\n1,甲一一\n");
    const auto before = read("h.csv");
    EXPECT_EQ(match("--patches " + patches() + " --households " + households + " --out " +
                    path("./h.csv")),
              2);
    EXPECT_NE(read("err.txt").find("h.csv"), std::string::npos);
    EXPECT_EQ(read("h.csv"), before);
}

TEST_F(MatchCommand, NamesAVillageThatIsTooLargeToBeComparedWhole) {
    std::string text = "patch_no,division_code,address,owner_name,WKT\n";
    for (int i = 0; i < 4001; ++i) {
        const std::string west = std::to_string(110 + i * 0.0002);
        const std::string east = std::to_string(110 + i * 0.0002 + 0.0001);
        text += fmt::format("P{0},990101001001,幸福村{1}组{2}号,甲一一,"
                            "\"POLYGON(({3} 32,{4} 32,{4} 32.0001,{3} 32.0001,{3} 32))\"\n",
                            i, i / 50 + 1, i % 50 + 1, west, east);
    }
    const std::string files = " --patches " + write("large.csv", text) + " --households " +
                              write("h.csv", "household_id,name,division_code,address\n"
                                             "H1,甲一一,990101001001,幸福村3组7号\n") +
                              " --out " + path("result.csv");
    ASSERT_EQ(match(files), 0) << read("err.txt");
    EXPECT_NE(read("out.txt").find("村 990101001001 有图斑 4001 个"), std::string::npos)
        << read("out.txt");
    ASSERT_EQ(match("--json" + files), 0) << read("err.txt");
    const auto report = nlohmann::json::parse(read("out.txt"));
    EXPECT_EQ(report["large_villages"],
              nlohmann::json::parse(R"([{"division_code":"990101001001","patches":4001,
                                         "households":1,"most_compared":4000}])"));
    EXPECT_LT(report["pairs"], 4001);
    EXPECT_TRUE(lines("result.csv").at(1).starts_with("H1,1,P106,"));
}

} // namespace
} // namespace tuban::cli
