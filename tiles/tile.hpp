#pragma once

#include "spatial/segment/catalog.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tuban::tiles {

/// Tile of the XYZ scheme; y counts from the north.
struct TileId {
    std::uint8_t zoom = 0; ///< 0–24
    std::uint32_t x = 0;
    std::uint32_t y = 0;

    bool is_valid() const noexcept { return zoom <= 24 && x < (1U << zoom) && y < (1U << zoom); }
    auto operator<=>(const TileId&) const = default;
};

enum class AttributeSet {
    slim,
    full
}; ///< slim: patch_no, grade, floors, structure, built_period, use

/// An attribute of layer `patches`; a string where it is not a number.
struct PatchField {
    std::string_view name;
    bool is_number;
};
/// In the order of their keys in the tile, `patch_no` first.
std::span<const PatchField> patch_fields(AttributeSet attributes) noexcept;

inline constexpr std::uint32_t tile_extent = 4096;
inline constexpr std::uint32_t tile_buffer = 64;
inline constexpr std::uint8_t min_patch_zoom = 13;
inline constexpr std::uint8_t max_patch_zoom = 16;

/// The uncompressed Mapbox Vector Tile (2.1) of what the scope may see: layer `patches` (polygons,
/// id = FeatureId) and layer `labels` (points, each patch in exactly one tile of a zoom). Empty
/// when nothing lies there. A polygon smaller than a pixel keeps its place as the smallest valid
/// polygon: nothing is dropped. No personal data. Thread-safe.
std::string encode_patch_tile(const segment::Scope& scope, TileId tile,
                              AttributeSet attributes = AttributeSet::slim);

} // namespace tuban::tiles
