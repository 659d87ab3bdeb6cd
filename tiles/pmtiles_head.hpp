#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tuban::tiles {

/// Bytes of a PMTiles archive before its root directory (PMTiles 3, chapter 3).
inline constexpr std::size_t pmtiles_head_size = 127;

struct PmtilesHead {
    bool holds_pictures = false; ///< PNG, JPEG, WebP or AVIF
    std::uint8_t min_zoom = 0;
    std::uint8_t max_zoom = 0;
};

/// Of an archive's first bytes; nothing where they are not those of a version 3 archive of vector
/// tiles or pictures.
std::optional<PmtilesHead> read_pmtiles_head(std::string_view bytes);

} // namespace tuban::tiles
