#include "base/error.hpp"
#include "base/file_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <string>

namespace tuban {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Property;
using ::testing::Throws;

auto tells(const std::string& file, const std::string& reason) {
    return Throws<Error>(Property(
        &Error::what, AllOf(HasSubstr("write_failed"), HasSubstr(file), HasSubstr(reason))));
}

TEST(FileWriter, WritesWhatItIsGiven) {
    const auto file = std::filesystem::path(::testing::TempDir()) / "file_writer";
    FileWriter writer(file);
    const std::string long_text(100'000, 'x');
    writer.write("begin");
    writer.write(long_text);
    writer.close();
    std::ifstream input(file, std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(input), {}), "begin" + long_text);
    std::filesystem::remove(file);
}

TEST(FileWriter, TellsOfAFullDiskWhereItMeetsIt) {
    FileWriter whole("/dev/full");
    EXPECT_THAT([&] { whole.write(std::string(1'000'000, 'x')); },
                tells("/dev/full", "磁盘空间不足"));
    FileWriter rest("/dev/full");
    rest.write("little enough to be kept until the end");
    errno = EACCES; // of some other call
    EXPECT_THAT([&] { rest.close(); }, tells("/dev/full", "磁盘空间不足"));
}

TEST(FileWriter, TellsWhyAFileCannotBeMade) {
    EXPECT_THAT([] { FileWriter("/nowhere/at/all"); }, tells("/nowhere/at/all", "不存在"));
    EXPECT_THAT([] { FileWriter("/tmp"); }, tells("/tmp", "路径"));
}

} // namespace
} // namespace tuban
