#pragma once

#include <filesystem>
#include <string_view>

namespace tuban::jobs {

/// Writes a file that only its owner may read (mode 0600), whole or not at all. Throws Error
/// `write_failed`.
void write_private_file(const std::filesystem::path& file, std::string_view content);

} // namespace tuban::jobs
