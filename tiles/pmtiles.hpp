#pragma once

#include "tiles/tile.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tuban::tiles {

/// A tile's number in a PMTiles archive: all lower zooms, then the Hilbert curve of its own
/// (PMTiles 3, chapter 4). Precondition: tile.is_valid().
std::uint64_t pmtiles_id(TileId tile) noexcept;
TileId from_pmtiles_id(std::uint64_t id) noexcept;

struct ArchiveDescription {
    std::uint8_t min_zoom = 0;
    std::uint8_t max_zoom = 0;
    std::array<double, 4> bounds{}; ///< west, south, east, north in degrees
    std::string metadata;           ///< JSON object, with `vector_layers`
};

/// Writes a PMTiles archive, version 3, of gzipped vector tiles: clustered, equal contents once.
/// Streams: memory holds 24 bytes a tile. The file appears under its name when it is whole and
/// synced; a writer that is dropped before finish() leaves nothing behind. One thread. Throws Error
/// `write_failed`.
class PmtilesWriter {
  public:
    explicit PmtilesWriter(std::filesystem::path file);
    ~PmtilesWriter();
    PmtilesWriter(const PmtilesWriter&) = delete;
    PmtilesWriter& operator=(const PmtilesWriter&) = delete;

    /// In ascending order of ids; `gzipped` is not empty.
    void add(std::uint64_t id, std::string_view gzipped);
    /// Returns the bytes of the whole file.
    std::uint64_t finish(const ArchiveDescription& description);

    std::uint64_t tile_count() const noexcept { return m_addressed; }
    std::uint64_t content_count() const noexcept { return m_contents.size(); }

  private:
    struct Entry {
        std::uint64_t id;
        std::uint64_t offset;
        std::uint32_t length;
        std::uint32_t run_length; ///< 0 in the root: a leaf directory
    };
    struct Close {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };
    using ContentHash = std::array<std::uint64_t, 2>;
    struct HashOfHash {
        std::size_t operator()(const ContentHash& hash) const noexcept { return hash[0]; }
    };
    struct Content {
        std::uint64_t offset;
        std::uint32_t length;
    };

    static std::string directory(const Entry* begin, const Entry* end);
    void write(std::string_view bytes);
    [[noreturn]] void refuse() const;

    std::filesystem::path m_file;
    std::filesystem::path m_draft;
    std::unique_ptr<std::FILE, Close> m_out;
    std::uint64_t m_position = 0;
    std::uint64_t m_addressed = 0;
    std::vector<Entry> m_entries;
    std::unordered_map<ContentHash, Content, HashOfHash> m_contents;
};

} // namespace tuban::tiles
