#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::io {

/// Cells of one record of a CSV (RFC 4180, read as leniently as GDAL does: a quote anywhere opens
/// or closes). Views into the record or into the scratch behind them, until the next split.
class CsvCells {
  public:
    void split(std::string_view record);

    std::size_t size() const noexcept { return m_cells.size(); }
    /// Empty beyond the end.
    std::string_view operator[](std::size_t i) const noexcept {
        return i < m_cells.size() ? m_cells[i] : std::string_view();
    }

  private:
    std::vector<std::string_view> m_cells;
    std::deque<std::string> m_unquoted;
};

/// The end of the record that begins at `begin`: where its line ends outside quotes, or npos.
std::size_t find_record_end(std::string_view text, std::size_t begin) noexcept;

/// Whole records of a file, behind its header.
struct CsvBlock {
    std::string text;
    std::uint64_t first =
        0; ///< the first record's place among all, from 1; blank lines don't count
};

/// Reads a CSV block by block. Thread-safe.
class CsvBlocks {
  public:
    /// Records longer than this are refused, as GDAL refuses them.
    static constexpr std::size_t longest_record = 10'000'000;

    explicit CsvBlocks(const std::string& path);
    ~CsvBlocks();

    /// Of the first record; empty where there is none.
    const std::vector<std::string>& header() const noexcept { return m_header; }
    /// False at the end; `number` counts the blocks from 0, also one that throws Error
    /// `file_unreadable`.
    bool next(CsvBlock& block, std::uint64_t& number);

  private:
    struct File;
    void read_more();

    std::mutex m_mutex;
    std::unique_ptr<File> m_file;
    std::string m_label;
    std::string m_text; ///< read, and not given away yet
    bool m_is_at_end = false;
    std::vector<std::string> m_header;
    std::uint64_t m_blocks = 0;
    std::uint64_t m_records = 0;
};

} // namespace tuban::io
