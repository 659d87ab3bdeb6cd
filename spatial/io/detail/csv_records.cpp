#include "spatial/io/detail/csv_records.hpp"

#include "base/error.hpp"
#include "spatial/io/detail/vsi.hpp"

#include <cpl_vsi.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tuban::io {
namespace {

constexpr char separator = ',';
constexpr char quote = '"';
constexpr std::size_t block_bytes = std::size_t{1} << 18U;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_line_end(char c) {
    return c == '\n' || c == '\r';
}

/// The cell that begins at `at`, which moves behind its separator: quotes taken off, doubled ones
/// made one, a line end within made \n.
std::string unquote(std::string_view record, std::size_t& at) {
    std::string cell;
    bool is_quoted = false;
    for (; at < record.size(); ++at) {
        const char c = record[at];
        const char next = at + 1 < record.size() ? record[at + 1] : '\0';
        if (c == separator && !is_quoted) {
            break;
        }
        if (c == quote && (!is_quoted || next != quote)) {
            is_quoted = !is_quoted;
            continue;
        }
        if (c == quote || (is_line_end(c) && is_line_end(next) && c != next)) {
            ++at;
        }
        cell += is_line_end(c) ? '\n' : c;
    }
    return cell;
}

} // namespace

void CsvCells::split(std::string_view record) {
    m_cells.clear();
    m_unquoted.clear();
    for (std::size_t at = 0; at < record.size(); ++at) {
        // Most cells hold nothing that wants changing.
        const bool is_quoted = record[at] == quote;
        const std::size_t begin = at + (is_quoted ? 1 : 0);
        std::size_t end = begin;
        if (is_quoted) {
            end = std::min(record.find(quote, begin), record.size());
        } else {
            while (end < record.size() && record[end] != separator && record[end] != quote) {
                ++end;
            }
        }
        const std::string_view cell = record.substr(begin, end - begin);
        const std::size_t behind = end + (is_quoted ? 1 : 0);
        const bool is_plain =
            (behind == record.size() || (behind < record.size() && record[behind] == separator)) &&
            (!is_quoted || (cell.find('\n') == std::string_view::npos &&
                            cell.find('\r') == std::string_view::npos));
        if (is_plain) {
            m_cells.push_back(cell);
            at = behind;
        } else {
            m_cells.emplace_back(m_unquoted.emplace_back(unquote(record, at)));
        }
        if (at + 1 == record.size()) {
            m_cells.emplace_back(); // behind a separator at the end
        }
    }
}

std::size_t find_record_end(std::string_view text, std::size_t begin) noexcept {
    bool is_quoted = false;
    for (std::size_t at = begin; at < text.size(); ++at) {
        const char c = text[at];
        if (c == quote) {
            is_quoted = !is_quoted;
        } else if (!is_quoted && is_line_end(c)) {
            return at;
        }
    }
    return std::string_view::npos;
}

struct CsvBlocks::File {
    VSILFILE* file = nullptr;
    explicit File(const std::string& path) : file(VSIFOpenL(path.c_str(), "rb")) {}
    ~File() {
        if (file != nullptr) {
            VSIFCloseL(file);
        }
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
};

CsvBlocks::CsvBlocks(const std::string& path)
    : m_file(std::make_unique<File>(path)), m_label(name_of(path)) {
    if (m_file->file == nullptr) {
        return;
    }
    std::size_t end = std::string::npos;
    while (end == std::string::npos && m_text.size() < longest_record && !m_is_at_end) {
        read_more();
        end = find_record_end(m_text, 0);
    }
    end = std::min(end, m_text.size());
    std::string_view first = std::string_view(m_text).substr(0, end);
    if (first.starts_with(byte_order_mark)) {
        first.remove_prefix(byte_order_mark.size());
    }
    CsvCells cells;
    cells.split(first);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        m_header.emplace_back(cells[i]);
    }
    m_text.erase(0, end);
}

CsvBlocks::~CsvBlocks() = default;

void CsvBlocks::read_more() {
    const std::size_t kept = m_text.size();
    m_text.resize(kept + block_bytes);
    const std::size_t read = VSIFReadL(m_text.data() + kept, 1, block_bytes, m_file->file);
    m_text.resize(kept + read);
    m_is_at_end = read < block_bytes;
}

bool CsvBlocks::next(CsvBlock& block, std::uint64_t& number) {
    const std::lock_guard lock(m_mutex);
    block.first = m_records + 1;
    std::size_t whole = 0; // behind the last record that is known to be whole
    while (whole == 0) {
        if (!m_is_at_end) {
            read_more();
        }
        for (std::size_t end = 0; (end = find_record_end(m_text, whole)) != std::string::npos;
             whole = end + 1) {
            m_records += end > whole ? 1 : 0;
        }
        if (m_text.size() - whole > longest_record) {
            number = m_blocks++;
            throw Error("file_unreadable",
                        fmt::format("{}：第 {} 个要素之后有一行过长或引号没有成对，"
                                    "这个文件没有导入。请检查文件内容。",
                                    m_label, m_records));
        }
        if (m_is_at_end && whole < m_text.size()) {
            ++m_records;
            whole = m_text.size();
        }
        if (m_is_at_end && whole == 0) {
            return false;
        }
    }
    block.text.assign(m_text, 0, whole);
    m_text.erase(0, whole);
    number = m_blocks++;
    return true;
}

} // namespace tuban::io
