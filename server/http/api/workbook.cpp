#include "server/http/api/workbook.hpp"

#include "base/error.hpp"

#include <unistd.h>
#include <xlsxwriter.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace tuban::http::api {
namespace {

constexpr lxw_row_t title_row = 0;
constexpr lxw_row_t note_row = 1;
constexpr lxw_row_t head_row = 2;
constexpr double first_width = 24; // characters
constexpr double other_width = 14;

/// The library of Debian 12 writes to files alone.
class TemporaryFile {
  public:
    TemporaryFile()
        : m_path((std::filesystem::temp_directory_path() / "tuban-workbook-XXXXXX").string()) {
        const int descriptor = ::mkstemp(m_path.data());
        if (descriptor < 0) {
            throw Error("workbook_failed", "no temporary file " + m_path);
        }
        ::close(descriptor);
    }
    ~TemporaryFile() {
        std::error_code ignored;
        std::filesystem::remove(m_path, ignored);
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    const std::string& path() const { return m_path; }
    std::string content() const {
        std::ifstream file(m_path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

  private:
    std::string m_path;
};

struct CellWriter {
    lxw_worksheet* sheet;
    lxw_row_t row;
    lxw_col_t column;
    lxw_format* number;

    void operator()(const std::string& text) const {
        worksheet_write_string(sheet, row, column, text.c_str(), nullptr);
    }
    void operator()(std::int64_t value) const {
        worksheet_write_number(sheet, row, column, static_cast<double>(value), number);
    }
};

} // namespace

std::string workbook(const Sheet& sheet) {
    const TemporaryFile file;
    lxw_workbook* book = workbook_new(file.path().c_str());
    if (book == nullptr) {
        throw Error("workbook_failed", "no workbook");
    }
    lxw_format* const bold = workbook_add_format(book);
    format_set_bold(bold);
    lxw_format* const head = workbook_add_format(book);
    format_set_bold(head);
    format_set_bottom(head, LXW_BORDER_THIN);
    lxw_format* const number = workbook_add_format(book);
    format_set_num_format(number, "#,##0");

    lxw_worksheet* const page = workbook_add_worksheet(book, sheet.name.c_str());
    worksheet_write_string(page, title_row, 0, sheet.title.c_str(), bold);
    worksheet_write_string(page, note_row, 0, sheet.note.c_str(), nullptr);
    lxw_col_t column = 0;
    for (const auto& heading : sheet.headings) {
        worksheet_set_column(page, column, column, column == 0 ? first_width : other_width,
                             nullptr);
        worksheet_write_string(page, head_row, column++, heading.c_str(), head);
    }
    lxw_row_t row = head_row + 1;
    for (const auto& cells : sheet.rows) {
        column = 0;
        for (const auto& cell : cells) {
            std::visit(CellWriter{page, row, column++, number}, cell);
        }
        ++row;
    }
    worksheet_freeze_panes(page, head_row + 1, 1);
    if (const auto error = workbook_close(book); error != LXW_NO_ERROR) {
        throw Error("workbook_failed", lxw_strerror(error));
    }
    return file.content();
}

} // namespace tuban::http::api
