#pragma once

#include <filesystem>
#include <string>

namespace tuban {

/// What an error number of the system (errno) says and what to do, in Chinese, without a full stop:
/// “磁盘空间不足，请腾出空间后重试”.
std::string explain_system(int error_number);

/// The same with the file's name before it: “FILE”：…
std::string explain_system(const std::filesystem::filesystem_error& error);

/// Throw Error `write_failed`, `read_failed`: which file, why, what to do.
[[noreturn]] void fail_to_write(const std::filesystem::path& file, int error_number);
[[noreturn]] void fail_to_read(const std::filesystem::path& file, int error_number);

} // namespace tuban
