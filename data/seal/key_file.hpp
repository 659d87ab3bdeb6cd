#pragma once

#include <array>
#include <cstdint>
#include <filesystem>

namespace tuban::seal {

using MasterKey = std::array<std::uint8_t, 32>;

/// Reads the 32 bytes of a key file. Throws Error `key_missing`, `key_damaged`.
MasterKey read_key_file(const std::filesystem::path& file);

/// Makes one from the system's random source, on disk before it returns (mode 0600, folder 0700).
/// Where another process was faster, its file stays. Throws Error `write_failed`.
void make_key_file(const std::filesystem::path& file);

} // namespace tuban::seal
