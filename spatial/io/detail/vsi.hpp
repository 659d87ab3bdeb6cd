#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::io {

/// GDAL's virtual file system; paths as GDAL takes them.
struct FileEntry {
    std::uint64_t size = 0;
    bool is_folder = false;
};

std::optional<FileEntry> find_entry(const std::string& path);
/// Names in the folder, without "." and "..".
std::vector<std::string> folder_names(const std::string& folder);
/// At most `limit` bytes from the start; empty when the file cannot be opened.
std::string read_start(const std::string& path, std::size_t limit);
/// Calls `visit` with the file's bytes, whole lines together (a line beyond 64 MB in pieces). False
/// when the file cannot be opened.
bool visit_lines(const std::string& path, const std::function<void(std::string_view)>& visit);
/// Throws Error `file_unreadable`.
void copy_file(const std::string& from, const std::string& to);

std::string lower_case(std::string text); ///< ASCII letters only
/// Lower case, without the dot, of the last component; also behind /vsigzip/ (x.csv.gz → csv).
std::string extension_of(const std::string& path);
std::string folder_of(const std::string& path);
std::string name_of(const std::string& path);

} // namespace tuban::io
