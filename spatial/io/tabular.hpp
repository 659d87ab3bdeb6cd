#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace tuban::io {

using TableRow = std::vector<std::string>;

/// CSV (UTF-8 with or without BOM, else GB18030) or XLSX, plain or as the only such file of a .zip.
/// Visits every row with its number as a spreadsheet shows it (from 1), the header too; texts are
/// UTF-8, cells without white space around them, empty rows left out. Throws Error
/// `file_unreadable`, `archive_refused` with advice in Chinese.
void read_table(const std::filesystem::path& file,
                const std::function<void(std::size_t row, TableRow&& cells)>& visit);

/// A file, or one inside a .zip.
struct TextSource {
    std::string path; ///< for read_table and read_text
    std::string name; ///< for messages: within the archive
};

/// The file itself, or every .csv and .json of a .zip by name. Throws like read_table.
std::vector<TextSource> text_sources(const std::filesystem::path& file);

/// All bytes without a BOM, at most 64 MB. Throws Error `file_unreadable`.
std::string read_text(const std::string& path);

} // namespace tuban::io
