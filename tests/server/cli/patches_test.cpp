#include "tests/data/store/engine.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace tuban::cli {
namespace {

using Json = nlohmann::json;

const std::string houses = std::string(TUBAN_FIXTURES) + "/vector/houses.geojson";

struct Outcome {
    int exit_code = -1;
    std::string out;
    std::string err;

    Json json() const { return Json::parse(out, nullptr, false); }
    /// One GeoJSON feature a line.
    std::vector<Json> features() const {
        std::vector<Json> all;
        std::istringstream lines(out);
        for (std::string line; std::getline(lines, line);) {
            all.push_back(Json::parse(line));
        }
        return all;
    }
};

class PatchCommands : public testing::Test {
  protected:
    std::string path(const std::string& name) const { return (m_folder.path() / name).string(); }

    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path(name), std::ios::binary) << text;
        return path(name);
    }

    Outcome run(const std::string& arguments) const {
        const std::string err_file = path("stderr.txt");
        const std::string command =
            std::string(TUBAN_PROGRAM) + " " + arguments + " 2>'" + err_file + "'";
        Outcome outcome;
        FILE* pipe = ::popen(command.c_str(), "r");
        std::array<char, 4096> buffer{};
        for (std::size_t size = 0;
             (size = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
            outcome.out.append(buffer.data(), size);
        }
        const int status = ::pclose(pipe);
        outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        std::ifstream stream(err_file, std::ios::binary);
        outcome.err.assign(std::istreambuf_iterator<char>(stream), {});
        return outcome;
    }

    Outcome import(const std::string& arguments) const {
        return run("import patches --data " + path("data") + " " + arguments);
    }
    Outcome lookup(const std::string& arguments) const {
        return run("lookup --data " + path("data") + " " + arguments);
    }

    store::TemporaryFolder m_folder;
};

TEST_F(PatchCommands, AnImportMakesItsDataFolderAndEndsWithOneJsonObject) {
    const auto outcome = import(houses + " --json");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const Json report = outcome.json();
    EXPECT_EQ(report.at("read"), 6);
    EXPECT_EQ(report.at("taken"), 6);
    EXPECT_EQ(report.at("refusals"), Json::array());
    EXPECT_EQ(outcome.err, "") << "nothing of GDAL's, no progress without a terminal";
    EXPECT_EQ(import(houses + " --json").json().at("unchanged"), 6);
}

TEST_F(PatchCommands, RefusedFeaturesGiveExitCode3AndALineEach) {
    const auto file = write("a.geojson", R"({"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"patch_no":"P1"},"geometry":null}]})");
    const auto outcome = import(file + " --division 990101 --json");
    EXPECT_EQ(outcome.exit_code, 3);
    EXPECT_EQ(outcome.json().at("refusals").at(0).at("source_id"), "P1");
    EXPECT_EQ(outcome.json().at("refusals").at(0).at("reason"), "geometry_empty");
    EXPECT_NE(import(file + " --division 990101").out.find("P1"), std::string::npos);
}

TEST_F(PatchCommands, AnUnreadableFileGivesExitCode1AndAdvice) {
    const auto outcome = import(write("a.geojson", "{") + " --json");
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_NE(outcome.err.find("请重新导出"), std::string::npos) << outcome.err;
    EXPECT_EQ(import(path("missing.shp")).exit_code, 1);
}

TEST_F(PatchCommands, OneUnreadableFileAmongSeveralGivesExitCode3AndIsNamed) {
    const auto outcome = import(write("a.geojson", "{") + " " + houses + " --json");
    EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
    const Json report = outcome.json();
    EXPECT_EQ(report.at("taken"), 6);
    EXPECT_EQ(report.at("files").at(0).at("file"), "a.geojson");
    EXPECT_EQ(report.at("files").at(0).at("error"), "file_unreadable");
    EXPECT_EQ(report.at("files").at(1).at("taken"), 6);
    EXPECT_EQ(report.at("counties").at(0).at("county"), "990101000000");
    EXPECT_EQ(report.at("counties").at(0).at("added"), 6);
}

TEST_F(PatchCommands, ANewerBatchRetiresAndASegmentIsBuiltAgain) {
    ASSERT_EQ(import(houses).exit_code, 0);
    std::ifstream in(houses);
    std::string newer;
    for (std::string line; std::getline(in, line);) {
        newer += line.find("9901011000002") == std::string::npos ? line + "\n" : "";
    }
    const auto file = write("newer.geojson", newer);
    EXPECT_EQ(import(file + " --partial --json").json().at("retired"), 0);
    const Json report = import(file + " --json").json();
    EXPECT_EQ(report.at("counties").at(0).at("retired_numbers"), Json({"9901011000002"}));
    EXPECT_EQ(lookup("--number 9901011000002").out, "");

    const auto built = run("segment build --data " + path("data") + " --division 990101 --json");
    EXPECT_EQ(built.exit_code, 0) << built.err;
    EXPECT_EQ(built.json().at("changed"), false);
    EXPECT_EQ(built.json().at("patches"), 5);
    EXPECT_EQ(run("segment build --data " + path("data") + " --division 990199").exit_code, 1);
    EXPECT_EQ(run("segment build --data " + path("data") + " --division x").exit_code, 2);
}

/// An import that waits for another is one that is surely still running when the signal comes.
TEST_F(PatchCommands, SigtermEndsAnImportWithExitCode4AndNothingIsImported) {
    ASSERT_EQ(import(houses).exit_code, 0);
    const int lock = ::open(path("data/segments/.lock").c_str(), O_RDWR | O_CLOEXEC);
    ASSERT_EQ(::flock(lock, LOCK_EX), 0);
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(ends[1], STDERR_FILENO);
        ::execl(TUBAN_PROGRAM, TUBAN_PROGRAM, "import", "patches", "--data", path("data").c_str(),
                "--partial", houses.c_str(), nullptr);
        ::_exit(99);
    }
    ::close(ends[1]);
    std::string err;
    char byte = 0;
    while (err.find("等待") == std::string::npos && ::read(ends[0], &byte, 1) == 1) {
        err += byte;
    }
    ::kill(child, SIGTERM);
    while (::read(ends[0], &byte, 1) == 1) {
        err += byte;
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(ends[0]);
    ::close(lock);
    ASSERT_TRUE(WIFEXITED(status)) << err;
    EXPECT_EQ(WEXITSTATUS(status), 4) << err;
    EXPECT_NE(err.find("没有导入任何内容"), std::string::npos) << err;
    EXPECT_EQ(import(houses + " --json").json().at("unchanged"), 6);
}

TEST_F(PatchCommands, SayWhatIsWrongWithAFileWithoutACodeBeforeIt) {
    const std::string broken = write("broken.geojson", "{");
    const std::string list = write("list.csv", "household_id,name,address\n");
    const std::string data = path("data");
    const std::string nowhere = path("nowhere");
    for (const std::string& command :
         {fmt::format("import patches --data {} {}", data, broken),
          fmt::format("import borders --data {} {}", data, broken),
          fmt::format("tiles --patches {} --out {}", broken, path("t.pmtiles")),
          fmt::format("match --patches {} --households {} --out {}", broken, list, path("m.csv")),
          "lookup --number 1 --data " + nowhere,
          "segment build --division 990101 --data " + data}) {
        const auto outcome = run(command);
        EXPECT_EQ(outcome.exit_code, 1) << command;
        for (const char* code : {"file_unreadable", "data_missing", "county_unknown", "error"}) {
            EXPECT_EQ(outcome.err.find(code), std::string::npos) << command << ": " << outcome.err;
        }
    }
}

TEST_F(PatchCommands, TilesOfAFileAreOneArchive) {
    const std::string archive = path("houses.pmtiles");
    const auto outcome = run("tiles --json --patches " + houses + " --out " + archive);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.json().at("taken"), 6);
    EXPECT_EQ(outcome.err, "");
    std::ifstream stream(archive, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(stream), {});
    EXPECT_EQ(bytes.substr(0, 8), "PMTiles\x03");
    EXPECT_EQ(bytes.at(100), 10) << "min zoom";
    EXPECT_EQ(bytes.at(101), 16) << "max zoom";
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(m_folder.path())) {
        files += entry.path().filename().string().starts_with("houses") ? 1 : 0;
    }
    EXPECT_EQ(files, 1U) << "no scratch is left";
}

TEST_F(PatchCommands, TilesSayWhatWasRefusedAndWhatIsWrong) {
    const std::string out = " --out " + path("out.pmtiles");
    const auto empty = write("a.geojson", R"({"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"patch_no":"P1"},"geometry":null}]})");
    EXPECT_EQ(run("tiles --patches " + empty + out).exit_code, 3);
    EXPECT_EQ(run("tiles --patches " + path("missing.shp") + out).exit_code, 1);
    EXPECT_EQ(run("tiles --patches " + houses + " --out /nowhere/out.pmtiles").exit_code, 1);
    EXPECT_EQ(run("tiles --patches " + houses + out + " --min-zoom 12 --max-zoom 11").exit_code, 2);
    EXPECT_EQ(run("tiles --patches " + houses + out + " --max-zoom 21").exit_code, 2);
}

TEST_F(PatchCommands, WrongUsageGivesExitCode2) {
    EXPECT_EQ(run("import patches --data " + path("data")).exit_code, 2);
    EXPECT_EQ(run("import patches " + houses).exit_code, 2);
    EXPECT_EQ(import(houses + " --division 12x").exit_code, 2);
    EXPECT_EQ(import(houses + " --mapping " + path("missing.json")).exit_code, 2);
    EXPECT_EQ(import(houses + " --mapping " + write("m.json", "[1]")).exit_code, 2);
    EXPECT_EQ(import(houses + " --mapping " + write("m.json", R"({"number":1})")).exit_code, 2);
}

TEST_F(PatchCommands, MappingBatchDivisionAndCrsAreObeyed) {
    const auto file = write("metres.csv", "code,WKT\n1,\"POLYGON((592108 3791536,592118 3791536,"
                                          "592118 3791546,592108 3791536))\"\n");
    const auto mapping = write("m.json", R"({"address": "CODE"})");
    const auto outcome =
        import(file + " --batch B7 --division 9901011 --crs EPSG:4545 --mapping " + mapping);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    const auto found = lookup("--nearest 109,34.25").features();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].at("properties").at("number").get<std::string>().substr(0, 3), "B7-");
    EXPECT_EQ(found[0].at("properties").at("address"), "1");
    EXPECT_EQ(found[0].at("properties").at("division_code"), "990101100000");
}

TEST_F(PatchCommands, LookupFindsByNumberPointBoxAndDistance) {
    ASSERT_EQ(import(houses).exit_code, 0);
    const auto by_number = lookup("--number 9901011000001").features();
    ASSERT_EQ(by_number.size(), 1U);
    EXPECT_EQ(by_number[0].at("type"), "Feature");
    EXPECT_EQ(by_number[0].at("id"), "9901011000001");
    EXPECT_EQ(by_number[0].at("geometry").at("type"), "Polygon");
    EXPECT_EQ(by_number[0].at("properties").at("structure"), "brick_stone");
    EXPECT_EQ(by_number[0].at("properties").at("floor_area_m2"), 180.5);
    EXPECT_FALSE(by_number[0].at("properties").contains("distance_m"));

    const auto by_point = lookup("--point 109.10005,34.20004").features();
    ASSERT_EQ(by_point.size(), 1U);
    EXPECT_EQ(by_point[0].at("properties").at("distance_m"), 0);

    const auto nearest = lookup("--nearest 109.0999,34.20004 -k 2").features();
    ASSERT_EQ(nearest.size(), 2U);
    EXPECT_EQ(nearest[0].at("id"), "9901011000001");
    // A ten-thousandth of a degree of longitude at 34.2°.
    EXPECT_NEAR(nearest[0].at("properties").at("distance_m").get<double>(), 9.22, 0.05);
    EXPECT_GT(nearest[1].at("properties").at("distance_m"),
              nearest[0].at("properties").at("distance_m"));

    EXPECT_EQ(lookup("--box 109.0999,34.1999,109.1004,34.2001").features().size(), 2U);
    EXPECT_EQ(lookup("--number nothing").out, "");
    EXPECT_EQ(lookup("--number nothing").exit_code, 0);
}

TEST_F(PatchCommands, LookupShowsNoOwnerId) {
    ASSERT_EQ(import(houses).exit_code, 0);
    const auto all = lookup("--box 109,34,110,35").out;
    EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 6);
    EXPECT_EQ(all.find("owner_id"), std::string::npos);
    EXPECT_EQ(all.find("990101198001010014"), std::string::npos);
}

TEST_F(PatchCommands, LookupRefusesWrongUsage) {
    EXPECT_EQ(lookup("").exit_code, 2);
    EXPECT_EQ(lookup("--number 1 --point 1,2").exit_code, 2);
    EXPECT_EQ(lookup("--number 1 -k 3").exit_code, 2);
    EXPECT_EQ(run("lookup --data " + path("nowhere") + " --number 1").exit_code, 1);
    ASSERT_EQ(import(houses).exit_code, 0);
    EXPECT_EQ(lookup("--point 109").exit_code, 2);
    EXPECT_EQ(lookup("--point 109,nan").exit_code, 2);
    EXPECT_EQ(lookup("--box 1,2,3").exit_code, 2);
    EXPECT_EQ(lookup("--point -109.5,34").exit_code, 0) << "a negative longitude is no option";
}

} // namespace
} // namespace tuban::cli
