#include "spatial/io/read_journal.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/system_fault.hpp"
#include "spatial/io/detail/reading_record.hpp"

#include <xxhash.h>

#include <cerrno>
#include <utility>

namespace tuban::io {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t block_length = std::size_t{1} << 16U;
constexpr std::uint32_t kind_identity = 1;
constexpr std::uint32_t kind_readings = 2;
constexpr std::uint32_t kind_end = 3;

struct Head {
    std::uint32_t kind = 0;
    std::uint32_t records = 0;
    std::uint64_t length = 0;
    std::uint64_t checksum = 0; ///< of what is on the disk, and of the members above
};

std::uint64_t checksum_of(const Head& head, std::string_view content) {
    const Head bare{head.kind, head.records, head.length, 0};
    return XXH3_64bits_withSeed(content.data(), content.size(), XXH3_64bits(&bare, sizeof(bare)));
}

} // namespace

struct ReadJournal::Block {
    Head head;
    std::string content;
};

ReadJournal::ReadJournal(fs::path file, std::string_view identity, Cipher cipher)
    : m_file(std::move(file)), m_cipher(std::move(cipher)) {
    scan(identity);
    m_out.open(m_file, std::ios::binary | std::ios::app);
    if (m_kept == 0 && !m_is_whole) {
        m_waiting = identity;
        write_block(kind_identity);
    }
    m_in.open(m_file, std::ios::binary);
    Block first;
    read_block(first);
}

ReadJournal::~ReadJournal() {
    try {
        if (!m_waiting.empty()) {
            write_block(kind_readings);
        }
    } catch (const Error& error) { // then a little less is kept
        log_error("{}", error.what());
    }
}

/// Finds what is whole, and cuts off the rest.
void ReadJournal::scan(std::string_view identity) {
    std::error_code ignored;
    const auto length = fs::file_size(m_file, ignored);
    if (ignored) {
        return;
    }
    std::uint64_t good = 0;
    m_in.open(m_file, std::ios::binary);
    Block block;
    if (read_block(block) && block.head.kind == kind_identity) {
        m_was_outdated = block.content != identity;
        while (!m_was_outdated) {
            good = static_cast<std::uint64_t>(m_in.tellg());
            if (m_is_whole || !read_block(block)) {
                break;
            }
            m_kept += block.head.kind == kind_readings ? block.head.records : 0;
            m_is_whole = block.head.kind == kind_end;
        }
    }
    m_in.close();
    m_in.clear();
    if (m_kept == 0 && !m_is_whole) {
        good = 0;
    }
    if (good < length) {
        fs::resize_file(m_file, good);
    }
}

/// False where there is none, or a damaged one.
bool ReadJournal::read_block(Block& block) {
    const auto at = m_in.tellg();
    if (!m_in.read(reinterpret_cast<char*>(&block.head), sizeof(block.head))) {
        return false;
    }
    m_in.seekg(0, std::ios::end);
    const auto left = m_in.tellg() - at - static_cast<std::streamoff>(sizeof(block.head));
    m_in.seekg(at + static_cast<std::streamoff>(sizeof(block.head)));
    if (std::cmp_greater(block.head.length, left)) {
        return false;
    }
    std::string sealed(block.head.length, '\0');
    if (!m_in.read(sealed.data(), static_cast<std::streamsize>(sealed.size())) ||
        checksum_of(block.head, sealed) != block.head.checksum) {
        return false;
    }
    try {
        block.content = m_cipher.unseal(sealed);
    } catch (const Error&) { // of another key
        return false;
    }
    return true;
}

void ReadJournal::write_block(std::uint32_t kind) {
    const std::string sealed = m_cipher.seal(std::exchange(m_waiting, {}));
    Head head{kind, std::exchange(m_waiting_count, 0), sealed.size(), 0};
    head.checksum = checksum_of(head, sealed);
    m_out.write(reinterpret_cast<const char*>(&head), sizeof(head));
    m_out.write(sealed.data(), static_cast<std::streamsize>(sealed.size()));
    if (!m_out.flush()) {
        fail_to_write(m_file, errno);
    }
}

bool ReadJournal::load() {
    if (!m_rest.empty()) {
        return true;
    }
    Block block;
    if (m_given == m_kept || !read_block(block)) {
        return false;
    }
    m_loaded = std::move(block.content);
    m_rest = m_loaded;
    return true;
}

std::optional<PatchReading> ReadJournal::next(std::optional<std::uint32_t> layer) {
    if (!load()) {
        return std::nullopt;
    }
    std::string_view rest = m_rest;
    auto record = read_record(rest);
    if (layer && record.layer != *layer) {
        return std::nullopt;
    }
    m_rest = rest;
    ++m_given;
    return std::move(record.reading);
}

void ReadJournal::append(std::uint32_t layer, const PatchReading& reading) {
    write_record(layer, reading, m_waiting);
    ++m_waiting_count;
    if (m_waiting.size() >= block_length) {
        write_block(kind_readings);
    }
}

void ReadJournal::finish(const std::vector<Issue>& warnings) {
    if (!m_waiting.empty()) {
        write_block(kind_readings);
    }
    write_issues(warnings, m_waiting);
    write_block(kind_end);
}

std::vector<Issue> ReadJournal::warnings() {
    Block block;
    if (!read_block(block)) {
        throw Error("journal_damaged", m_file.string());
    }
    std::string_view content = block.content;
    return read_issues(content);
}

} // namespace tuban::io
