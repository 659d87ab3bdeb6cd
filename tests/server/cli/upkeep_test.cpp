#include "tests/data/store/engine.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace tuban::cli {
namespace {

/// Exit code of the program.
int run(const std::string& arguments) {
    const auto command = std::string(TUBAN_PROGRAM) + " " + arguments + " >/dev/null 2>&1";
    const int status = std::system(command.c_str()); // NOLINT(concurrency-mt-unsafe)
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Upkeep, a_backup_that_the_doctor_was_sent_to_can_still_be_restored) {
    const store::TemporaryFolder folder;
    const auto path = [&](const char* name) { return "'" + (folder.path() / name).string() + "'"; };
    std::filesystem::create_directory(folder.path() / "data");
    store::open_store((folder.path() / "data").string());
    ASSERT_EQ(run("backup --data " + path("data") + " --to " + path("backup")), 0);
    EXPECT_NE(run("doctor --data " + path("backup")), 0);
    EXPECT_EQ(run("restore --from " + path("backup") + " --data " + path("restored")), 0);
}

} // namespace
} // namespace tuban::cli
