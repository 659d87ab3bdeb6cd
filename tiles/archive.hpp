#pragma once

#include "spatial/segment/catalog.hpp"
#include "tiles/tile.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace tuban::tiles {

struct ArchiveOptions {
    std::uint8_t min_zoom = 10;
    std::uint8_t max_zoom = max_patch_zoom;
    AttributeSet attributes = AttributeSet::full;
    unsigned threads = 0; ///< 0: as many as the machine has
    std::string name;     ///< of the tile set
    /// Called by one thread at a time; false cancels.
    std::function<bool(std::uint64_t done, std::uint64_t total)> progress;
};

struct ArchiveReport {
    std::uint64_t tiles = 0;
    std::uint64_t bytes = 0;
    bool is_cancelled = false; ///< then there is no file
};

/// Writes every tile of the scope's patches, footprints at each zoom, as one PMTiles archive. The
/// same scope gives the same bytes with any number of threads. Throws Error `write_failed`.
/// Precondition: min_zoom <= max_zoom <= max_frame_zoom.
ArchiveReport write_archive(const segment::Scope& scope, const std::filesystem::path& file,
                            const ArchiveOptions& options);

} // namespace tuban::tiles
