#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

namespace tuban::cli {
namespace {

using ::testing::HasSubstr;

struct Outcome {
    int exit_code = -1;
    std::string out; ///< stdout and stderr
};

Outcome run(const std::string& arguments) {
    Outcome outcome;
    const std::string command = std::string(TUBAN_PROGRAM) + " segment " + arguments + " 2>&1";
    FILE* const pipe = ::popen(command.c_str(), "r");
    std::array<char, 4096> buffer{};
    for (std::size_t size = 0; (size = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
        outcome.out.append(buffer.data(), size);
    }
    const int status = ::pclose(pipe);
    outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return outcome;
}

const std::string golden = TUBAN_FIXTURES "/segment/small.seg";

TEST(SegmentCommand, info_shows_counts_and_sections) {
    const Outcome text = run("info " + golden);
    EXPECT_EQ(text.exit_code, 0);
    EXPECT_THAT(text.out, HasSubstr("990101000000"));
    EXPECT_THAT(text.out, HasSubstr("sorted_numbers"));
    const Outcome json = run("info --json " + golden);
    const auto document = nlohmann::json::parse(json.out);
    EXPECT_EQ(document.at("patches"), 3);
    EXPECT_EQ(document.at("villages"), 2);
    EXPECT_EQ(document.at("bytes"), std::filesystem::file_size(golden));
    EXPECT_NEAR(document.at("bbox").at(0).get<double>(), 104.1, 0.001);
    EXPECT_NEAR(document.at("bbox").at(1).get<double>(), 30.2, 0.001);
}

TEST(SegmentCommand, verify_accepts_a_whole_file_and_names_the_damaged_section) {
    EXPECT_EQ(run("verify " + golden).exit_code, 0);
    std::string folder = (std::filesystem::temp_directory_path() / "segment-cli-XXXXXX").string();
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    const std::string damaged = folder + "/damaged.seg";
    std::filesystem::copy_file(golden, damaged);
    {
        std::fstream file(damaged, std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(-1, std::ios::end);
        file.put('\x7f');
    }
    const Outcome verdict = run("verify " + damaged);
    EXPECT_EQ(verdict.exit_code, 1);
    EXPECT_THAT(verdict.out, HasSubstr("village_patches"));
    EXPECT_EQ(run("verify " + folder + "/missing.seg").exit_code, 1);
    EXPECT_EQ(run("verify").exit_code, 2);
    std::filesystem::remove_all(folder);
}

} // namespace
} // namespace tuban::cli
