#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

/// Excel workbooks of tables that fit into memory.
namespace tuban::http::api {

/// A text is written as text, never as a formula or a number.
using Cell = std::variant<std::string, std::int64_t>;

struct Sheet {
    std::string name; ///< at most 31 characters, none of []:*?/\ among them
    std::string title;
    std::string note; ///< below the title: as of when, which area
    std::vector<std::string> headings;
    std::vector<std::vector<Cell>> rows;
};

/// The bytes of an .xlsx file with one sheet: title, note, headings (frozen), rows. Throws Error
/// `workbook_failed` where the temporary file can't be written.
std::string workbook(const Sheet& sheet);

} // namespace tuban::http::api
