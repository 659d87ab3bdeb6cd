#include "spatial/segment/detail/file_view.hpp"

#include "spatial/segment/detail/dictionaries.hpp"
#include "spatial/segment/segment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace tuban::segment::detail {
namespace {

void require(bool holds, SectionId id, const char* what) {
    if (!holds) {
        throw SegmentError(section_name(id), what);
    }
}

void check_header(const Header& header, const SectionTable& table, std::size_t length) {
    if (header.magic != magic) {
        throw SegmentError("header", "not a segment file");
    }
    if (header.version != format_version) {
        throw SegmentError("header", fmt::format("version {} is not known", header.version));
    }
    if (header.checksum != preamble_checksum(header, table)) {
        throw SegmentError("header", "checksum of header and section table differs");
    }
    if (header.section_count != section_count) {
        throw SegmentError("header", fmt::format("{} sections", header.section_count));
    }
    if (header.file_length != length) {
        throw SegmentError("file",
                           fmt::format("{} bytes long instead of {}", length, header.file_length));
    }
    if (header.village_count > most_villages) {
        throw SegmentError("header", fmt::format("{} villages", header.village_count));
    }
}

void check_offsets(const FileView& view, SectionId offsets_id, SectionId content) {
    const auto offsets = view.section<std::uint32_t>(offsets_id);
    require(std::ranges::is_sorted(offsets), offsets_id, "offsets do not ascend");
    require(offsets.front() == 0 && offsets.back() == view.bytes_of(content).size(), offsets_id,
            "offsets do not cover the content");
}

template <typename T>
void check_below(const FileView& view, SectionId id, std::uint64_t limit) {
    for (const T value : view.section<T>(id)) {
        require(value < limit, id, "an index beyond its table");
    }
}

template <typename Entry>
void check_exceptions(const FileView& view, SectionId id) {
    require(view.bytes_of(id).size() % sizeof(Entry) == 0, id, "not a whole number of entries");
    std::uint64_t next = 0;
    for (const Entry& entry : view.section<Entry>(id)) {
        require(entry.position >= next && entry.position < view.header().patch_count, id,
                "positions do not ascend");
        next = std::uint64_t{entry.position} + 1;
    }
}

void check_villages(const FileView& view) {
    std::uint64_t next = 0;
    for (const VillageEntry& village : view.section<VillageEntry>(SectionId::villages)) {
        require(village.first == next, SectionId::villages, "postings do not follow each other");
        next += village.count;
    }
    require(next == view.header().patch_count, SectionId::villages,
            "the villages' counts do not add up");
}

} // namespace

FileView::FileView(std::span<const std::byte> bytes) : m_bytes(bytes) {
    if (bytes.size() < preamble_length) {
        throw SegmentError("header", "the file is shorter than a header");
    }
    std::memcpy(&m_header, bytes.data(), sizeof(m_header));
    std::memcpy(&m_table, bytes.data() + table_offset, sizeof(m_table));
    check_header(m_header, m_table, bytes.size());

    std::uint64_t end = preamble_length;
    for (std::size_t i = 0; i < section_count; ++i) {
        const SectionEntry& entry = m_table[i];
        const auto id = static_cast<SectionId>(i + 1);
        if (entry.id != i + 1 || entry.reserved != 0) {
            throw SegmentError("section_table",
                               fmt::format("entry {} is not {}", i, section_name(id)));
        }
        require(entry.offset == align_up(end) && entry.offset <= bytes.size() &&
                    entry.length <= bytes.size() - entry.offset,
                id, "does not lie where it should");
        const auto length = fixed_length(id, m_header);
        require(!length || *length == entry.length, id, "has not the length of the patch count");
        end = entry.offset + entry.length;
    }
    if (end != bytes.size()) {
        throw SegmentError("file", "bytes after the last section");
    }
}

void FileView::check_checksums() const {
    std::uint64_t end = preamble_length;
    for (std::size_t i = 0; i < section_count; ++i) {
        const auto id = static_cast<SectionId>(i + 1);
        const auto gap = m_bytes.subspan(end, m_table[i].offset - end);
        require(std::ranges::all_of(gap, [](std::byte b) { return b == std::byte{0}; }), id,
                "bytes before the section are not zero");
        require(checksum(bytes_of(id)) == m_table[i].checksum, id, "checksum differs");
        end = m_table[i].offset + m_table[i].length;
    }
}

void FileView::check_structure() const {
    check_exceptions<LargeBox>(*this, SectionId::large_boxes);
    check_exceptions<ExactLabel>(*this, SectionId::exact_labels);
    check_offsets(*this, SectionId::ring_offsets, SectionId::rings);
    check_offsets(*this, SectionId::text_offsets, SectionId::texts);
    if (m_header.number_width == 0) {
        check_offsets(*this, SectionId::number_offsets, SectionId::numbers);
    }
    check_below<std::uint32_t>(*this, SectionId::sorted_numbers, m_header.patch_count);
    check_below<std::uint32_t>(*this, SectionId::village_patches, m_header.patch_count);
    check_below<std::uint16_t>(*this, SectionId::village_of, m_header.village_count);
    check_villages(*this);
    const Dictionaries dictionaries(bytes_of(SectionId::dictionaries));
    for (std::size_t column = 0; column < code_column_count; ++column) {
        check_below<std::uint8_t>(*this, code_section(column), dictionaries.of(column).size());
    }
}

} // namespace tuban::segment::detail
