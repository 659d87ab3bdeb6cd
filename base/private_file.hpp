#pragma once

#include <filesystem>
#include <string_view>

namespace tuban {

/// Writes a file that only its owner may read (mode 0600), whole or not at all, and durable when
/// this returns; several may write the same file at once. What a killed process leaves behind ends
/// in `.part`. Throws Error `write_failed`.
void write_private_file(const std::filesystem::path& file, std::string_view content);

} // namespace tuban
