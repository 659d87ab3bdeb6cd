#include "base/durable_file.hpp"
#include "base/error.hpp"
#include "base/private_file.hpp"
#include "base/system_fault.hpp"

#include <gmock/gmock.h>

#include <cerrno>
#include <functional>

namespace tuban {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string told(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

TEST(SystemFault, IsToldInChineseWithTheFileTheReasonAndWhatToDo) {
    EXPECT_EQ(told([] { fail_to_write("/data/a.seg", ENOSPC); }),
              "write_failed: 写不了“/data/a.seg”：磁盘空间不足，请腾出空间后重试。");
    EXPECT_EQ(told([] { fail_to_read("/data/a.seg", EACCES); }),
              "read_failed: 读不了“/data/a.seg”：没有权限，请核对文件和目录的所有者与权限。");
    EXPECT_EQ(explain_system(fs::filesystem_error("copy", "/from", "/to",
                                                  std::make_error_code(std::errc::io_error))),
              "“/to”：磁盘读写出错，请检查磁盘");
    EXPECT_THAT(explain_system(EXDEV), HasSubstr("系统错误"));
}

TEST(SystemFault, OfAWriteNamesTheFile) {
    EXPECT_THAT(told([] { write_private_file("/dev/nowhere/a", "x"); }),
                HasSubstr("“/dev/nowhere/a”：文件或目录不存在"));
    EXPECT_THAT(told([] { put_in_place("/dev/nowhere/a", "/dev/nowhere/b"); }),
                HasSubstr("文件或目录不存在"));
}

} // namespace
} // namespace tuban
