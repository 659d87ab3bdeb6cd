#include "spatial/segment/detail/section_writer.hpp"

#include "base/error.hpp"
#include "base/system_fault.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <xxhash.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace tuban::segment::detail {
namespace {

constexpr std::size_t buffer_length = 1U << 16U;

struct StateDeleter {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};

} // namespace

struct SectionWriter::Stream {
    std::uint64_t offset = 0;
    std::uint64_t written = 0;
    std::vector<std::byte> buffer;
    std::unique_ptr<XXH3_state_t, StateDeleter> state{XXH3_createState()};
};

SectionWriter::SectionWriter(const FileDescriptor& file, const Header& header,
                             const Lengths& lengths)
    : m_file(file), m_header(header), m_streams(section_count) {
    std::uint64_t end = preamble_length;
    for (std::size_t i = 0; i < section_count; ++i) {
        m_table[i] = {static_cast<std::uint32_t>(i + 1), 0, align_up(end), lengths[i], 0};
        end = m_table[i].offset + lengths[i];
        m_streams[i].offset = m_table[i].offset;
        if (m_streams[i].state == nullptr ||
            XXH3_64bits_reset(m_streams[i].state.get()) != XXH_OK) {
            throw Error("write_failed", "no memory for a checksum");
        }
    }
    m_header.magic = magic;
    m_header.version = format_version;
    m_header.section_count = section_count;
    m_header.file_length = end;
    if (::ftruncate(file.get(), static_cast<off_t>(end)) != 0) {
        const int reason = errno; // before another call changes it
        fail_to_write(folder_of(file), reason);
    }
}

SectionWriter::~SectionWriter() = default;

void SectionWriter::append(SectionId id, std::span<const std::byte> bytes) {
    Stream& stream = m_streams[static_cast<std::size_t>(id) - 1];
    stream.buffer.insert(stream.buffer.end(), bytes.begin(), bytes.end());
    if (stream.buffer.size() >= buffer_length) {
        flush(stream);
    }
}

void SectionWriter::flush(Stream& stream) {
    XXH3_64bits_update(stream.state.get(), stream.buffer.data(), stream.buffer.size());
    write_at(m_file, stream.buffer, stream.offset + stream.written);
    stream.written += stream.buffer.size();
    stream.buffer.clear();
}

void SectionWriter::finish() {
    for (std::size_t i = 0; i < section_count; ++i) {
        flush(m_streams[i]);
        if (m_streams[i].written != m_table[i].length) {
            throw Error("write_failed", fmt::format("section {} has {} bytes instead of {}",
                                                    section_name(static_cast<SectionId>(i + 1)),
                                                    m_streams[i].written, m_table[i].length));
        }
        m_table[i].checksum = XXH3_64bits_digest(m_streams[i].state.get());
    }
    m_header.checksum = preamble_checksum(m_header, m_table);
    write_at(m_file, std::as_bytes(std::span(&m_header, 1)), 0);
    write_at(m_file, std::as_bytes(std::span(m_table)), table_offset);
}

} // namespace tuban::segment::detail
