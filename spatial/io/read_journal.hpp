#pragma once

#include "base/report.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::io {

struct PatchReading;

/// What read_patches made of the features of one file, in their order, so that a reading that was
/// broken off, by kill -9 too, goes on behind the last feature that was kept. A file of blocks with
/// checksums; a torn or damaged one and what follows it are dropped. One thread, one process at a
/// time.
class ReadJournal {
  public:
    /// What a block is on the disk: it holds names and addresses.
    struct Cipher {
        std::function<std::string(std::string_view block)> seal;
        /// Throws Error where it can't be; the block is dropped then.
        std::function<std::string(std::string_view sealed)> unseal;
    };

    /// Opens or makes `file`; its folder is there. What was kept under another `identity` (of the
    /// source and of all that decides what is made of it) is dropped. Throws Error `write_failed`.
    ReadJournal(std::filesystem::path file, std::string_view identity, Cipher cipher);
    /// Writes what waits.
    ~ReadJournal();
    ReadJournal(const ReadJournal&) = delete;
    ReadJournal& operator=(const ReadJournal&) = delete;

    /// Features kept by earlier readings.
    std::uint64_t kept() const noexcept { return m_kept; }
    /// Those of another identity were dropped.
    bool was_outdated() const noexcept { return m_was_outdated; }
    /// Nothing of the file is missing.
    bool is_whole() const noexcept { return m_is_whole; }

    /// The next kept one, where it is of this layer (or of any). Throws Error `journal_damaged`.
    std::optional<PatchReading> next(std::optional<std::uint32_t> layer = {});
    /// Precondition: next() has given all. Throws Error `write_failed`.
    void append(std::uint32_t layer, const PatchReading& reading);
    /// The file was read to its end, with these warnings so far.
    void finish(const std::vector<Issue>& warnings);
    /// Those of finish(). Precondition: is_whole(), and next() has given all.
    std::vector<Issue> warnings();

  private:
    struct Block;
    bool read_block(Block& block);
    void write_block(std::uint32_t kind);
    void scan(std::string_view identity);
    bool load();

    std::filesystem::path m_file;
    Cipher m_cipher;
    std::ifstream m_in;
    std::ofstream m_out;
    std::uint64_t m_kept = 0;
    bool m_was_outdated = false;
    bool m_is_whole = false;
    std::string m_loaded;    ///< the block that next() is in
    std::string_view m_rest; ///< of it
    std::uint64_t m_given = 0;
    std::string m_waiting; ///< records of the block to be written
    std::uint32_t m_waiting_count = 0;
};

} // namespace tuban::io
