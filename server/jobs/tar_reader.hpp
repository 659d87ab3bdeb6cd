#pragma once

#include <filesystem>

namespace tuban::jobs {

/// Unpacks what TarWriter wrote into an existing folder. Throws Error `read_failed` for anything
/// else, also for a name that would leave the folder; `write_failed`.
void unpack_tar(const std::filesystem::path& tar, const std::filesystem::path& folder);

/// Does the file begin like a tar?
bool is_tar(const std::filesystem::path& file);

} // namespace tuban::jobs
