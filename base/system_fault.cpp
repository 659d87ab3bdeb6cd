#include "base/system_fault.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>

namespace tuban {

std::string explain_system(int error_number) {
    switch (error_number) {
    case 0: // a stream that failed tells no number
        return "请核对目录、权限与剩余空间";
    case ENOSPC:
    case EDQUOT:
        return "磁盘空间不足，请腾出空间后重试";
    case EFBIG:
        return "超过了系统允许的文件大小，请放宽限制（ulimit -f）后重试";
    case EACCES:
    case EPERM:
        return "没有权限，请核对文件和目录的所有者与权限";
    case EROFS:
        return "磁盘是只读的，请检查磁盘与挂载方式";
    case EIO:
        return "磁盘读写出错，请检查磁盘";
    case ENOENT:
        return "文件或目录不存在，请核对路径";
    case ENOTDIR:
    case EISDIR:
        return "路径中的目录和文件不对应，请核对路径";
    case ENOTEMPTY:
    case EEXIST:
        return "同名的文件或目录已经存在，请移走后重试";
    case ENAMETOOLONG:
        return "文件名太长，请换一个短的";
    case EMFILE:
    case ENFILE:
        return "打开的文件太多，请放宽限制（ulimit -n）后重试";
    case ENOMEM:
        return "内存不足，请关闭其他程序后重试";
    default:
        return fmt::format("系统错误 {}（{}），请联系管理员", error_number,
                           std::generic_category().message(error_number));
    }
}

std::string explain_system(const std::filesystem::filesystem_error& error) {
    const auto& file = error.path2().empty() ? error.path1() : error.path2();
    return fmt::format("“{}”：{}", file.string(), explain_system(error.code().value()));
}

void fail_to_write(const std::filesystem::path& file, int error_number) {
    throw Error("write_failed",
                fmt::format("写不了“{}”：{}。", file.string(), explain_system(error_number)));
}

void fail_to_read(const std::filesystem::path& file, int error_number) {
    throw Error("read_failed",
                fmt::format("读不了“{}”：{}。", file.string(), explain_system(error_number)));
}

} // namespace tuban
