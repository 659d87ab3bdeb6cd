#pragma once

#include <filesystem>

namespace tuban {

/// Gives a file that is written whole its name, in place of what had it: after a power failure the
/// name holds the one or the other, and after the return the new one. (The draft is synced,
/// renamed, and `file`'s folder is synced.) Both on one file system. Throws Error `write_failed`.
void put_in_place(const std::filesystem::path& draft, const std::filesystem::path& file);

/// Makes the names in a folder durable. Throws Error `write_failed`.
void sync_folder(const std::filesystem::path& folder);

/// Makes all durable that was written to the folder's file system: cheaper than each of many files.
/// Throws Error `write_failed`.
void sync_file_system(const std::filesystem::path& folder);

} // namespace tuban
