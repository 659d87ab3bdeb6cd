#include "tiles/pmtiles.hpp"

#include "base/durable_file.hpp"
#include "base/gzip.hpp"
#include "base/system_fault.hpp"

#include <protozero/varint.hpp>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <iterator>
#include <utility>

namespace tuban::tiles {

namespace {

// PMTiles 3, chapter 3.
constexpr std::size_t header_size = 127;
constexpr std::size_t root_end = 16384; ///< header and root directory lie before it
constexpr char gzip_compression = 2;
constexpr char mvt_type = 1;
constexpr int archive_gzip_level = 6;

template <typename Integer>
void append_le(std::string& out, Integer value) {
    for (std::size_t i = 0; i < sizeof value; ++i) {
        out.push_back(static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i)));
    }
}

void append_varint(std::string& out, std::uint64_t value) {
    protozero::write_varint(std::back_inserter(out), value);
}

std::int32_t to_e7(double degrees) {
    return static_cast<std::int32_t>(std::lround(degrees * 1e7));
}

/// Number of tiles in all zooms below.
std::uint64_t tiles_below(std::uint8_t zoom) noexcept {
    return ((std::uint64_t{1} << (2U * zoom)) - 1) / 3;
}

void turn_quadrant(std::uint32_t side, std::uint32_t& x, std::uint32_t& y, std::uint32_t right,
                   std::uint32_t low) noexcept {
    if (low == 0) {
        if (right == 1) {
            x = side - 1 - x;
            y = side - 1 - y;
        }
        std::swap(x, y);
    }
}

} // namespace

std::uint64_t pmtiles_id(TileId tile) noexcept {
    std::uint64_t id = tiles_below(tile.zoom);
    std::uint32_t x = tile.x;
    std::uint32_t y = tile.y;
    for (std::uint32_t side = (std::uint32_t{1} << tile.zoom) >> 1U; side > 0; side >>= 1U) {
        const std::uint32_t right = (x & side) != 0 ? 1 : 0;
        const std::uint32_t low = (y & side) != 0 ? 1 : 0;
        id += std::uint64_t{side} * side * ((3 * right) ^ low);
        x &= side - 1;
        y &= side - 1;
        turn_quadrant(side, x, y, right, low);
    }
    return id;
}

TileId from_pmtiles_id(std::uint64_t id) noexcept {
    TileId tile;
    while (id >= tiles_below(static_cast<std::uint8_t>(tile.zoom + 1))) {
        ++tile.zoom;
    }
    id -= tiles_below(tile.zoom);
    for (std::uint32_t side = 1; side < (std::uint32_t{1} << tile.zoom); side <<= 1U) {
        const auto right = static_cast<std::uint32_t>(id >> 1U & 1U);
        const auto low = static_cast<std::uint32_t>((id ^ right) & 1U);
        turn_quadrant(side, tile.x, tile.y, right, low);
        tile.x += side * right;
        tile.y += side * low;
        id >>= 2U;
    }
    return tile;
}

PmtilesWriter::PmtilesWriter(std::filesystem::path file)
    : m_file(std::move(file)), m_draft(m_file.string() + ".part"),
      m_out(std::fopen(m_draft.c_str(), "wb")) {
    if (!m_out) {
        refuse();
    }
    write(std::string(root_end, '\0'));
}

PmtilesWriter::~PmtilesWriter() {
    if (m_out) {
        std::error_code ignored;
        std::filesystem::remove(m_draft, ignored);
    }
}

void PmtilesWriter::refuse() const {
    fail_to_write(m_file, errno);
}

void PmtilesWriter::write(std::string_view bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), m_out.get()) != bytes.size()) {
        refuse();
    }
    m_position += bytes.size();
}

void PmtilesWriter::add(std::uint64_t id, std::string_view gzipped) {
    const XXH128_hash_t hash = XXH3_128bits(gzipped.data(), gzipped.size());
    const auto [known, is_new] = m_contents.try_emplace(
        ContentHash{hash.low64, hash.high64},
        Content{m_position - root_end, static_cast<std::uint32_t>(gzipped.size())});
    if (is_new) {
        write(gzipped);
    }
    ++m_addressed;
    const Content& content = known->second;
    if (!m_entries.empty()) {
        Entry& last = m_entries.back();
        if (last.offset == content.offset && last.id + last.run_length == id) {
            ++last.run_length;
            return;
        }
    }
    m_entries.push_back({id, content.offset, content.length, 1});
}

/// Chapter 4.2: columns of varints, ids as differences, an offset of 0 for what follows its
/// neighbour.
std::string PmtilesWriter::directory(const Entry* begin, const Entry* end) {
    std::string plain;
    append_varint(plain, static_cast<std::uint64_t>(end - begin));
    std::uint64_t last_id = 0;
    for (const Entry* entry = begin; entry != end; ++entry) {
        append_varint(plain, entry->id - last_id);
        last_id = entry->id;
    }
    for (const Entry* entry = begin; entry != end; ++entry) {
        append_varint(plain, entry->run_length);
    }
    for (const Entry* entry = begin; entry != end; ++entry) {
        append_varint(plain, entry->length);
    }
    for (const Entry* entry = begin; entry != end; ++entry) {
        const bool is_next =
            entry != begin && entry->offset == (entry - 1)->offset + (entry - 1)->length;
        append_varint(plain, is_next ? 0 : entry->offset + 1);
    }
    return gzip(plain, archive_gzip_level);
}

std::uint64_t PmtilesWriter::finish(const ArchiveDescription& description) {
    const std::uint64_t data_length = m_position - root_end;
    const Entry* const entries = m_entries.data();
    std::string root = directory(entries, entries + m_entries.size());
    std::string leaves;
    for (std::size_t leaf_size = 4096; header_size + root.size() > root_end; leaf_size *= 2) {
        leaves.clear();
        std::vector<Entry> pointers;
        for (std::size_t begin = 0; begin < m_entries.size(); begin += leaf_size) {
            const std::size_t end = std::min(begin + leaf_size, m_entries.size());
            const std::string leaf = directory(entries + begin, entries + end);
            pointers.push_back(
                {entries[begin].id, leaves.size(), static_cast<std::uint32_t>(leaf.size()), 0});
            leaves += leaf;
        }
        root = directory(pointers.data(), pointers.data() + pointers.size());
    }
    const std::uint64_t leaves_offset = m_position;
    write(leaves);
    const std::uint64_t metadata_offset = m_position;
    write(gzip(description.metadata, archive_gzip_level));

    std::string header = "PMTiles";
    header.push_back(3);
    for (const std::uint64_t value :
         {std::uint64_t{header_size}, std::uint64_t{root.size()}, metadata_offset,
          m_position - metadata_offset, leaves_offset, std::uint64_t{leaves.size()},
          std::uint64_t{root_end}, data_length, m_addressed, std::uint64_t{m_entries.size()},
          std::uint64_t{m_contents.size()}}) {
        append_le(header, value);
    }
    const auto& [west, south, east, north] = description.bounds;
    header += {1,
               gzip_compression,
               gzip_compression,
               mvt_type,
               static_cast<char>(description.min_zoom),
               static_cast<char>(description.max_zoom)};
    for (const double degrees : {west, south, east, north}) {
        append_le(header, to_e7(degrees));
    }
    header.push_back(static_cast<char>(description.min_zoom));
    append_le(header, to_e7((west + east) / 2));
    append_le(header, to_e7((south + north) / 2));

    const std::uint64_t size = m_position;
    if (std::fseek(m_out.get(), 0, SEEK_SET) != 0) {
        refuse();
    }
    write(header);
    write(root);
    if (std::fflush(m_out.get()) != 0) {
        refuse();
    }
    put_in_place(m_draft, m_file);
    m_out.reset();
    return size;
}

} // namespace tuban::tiles
