#pragma once

#include "spatial/geometry/grid.hpp"
#include "tiles/tile.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace tuban::tiles {

/// Point in tile units: 4096 a side, x to the east, y to the south, (0, 0) the north-western
/// corner.
struct TilePoint {
    std::int32_t x = 0;
    std::int32_t y = 0;
    auto operator<=>(const TilePoint&) const = default; // NOLINT(modernize-use-nullptr)
};

/// Point in grid units relative to the tile's north-western corner.
struct LocalPoint {
    std::int64_t x = 0;
    std::int64_t y = 0;
    auto operator<=>(const LocalPoint&) const = default; // NOLINT(modernize-use-nullptr)
};

/// The finest zoom at which a tile unit is still a whole grid unit.
inline constexpr std::uint8_t max_frame_zoom = 20;

/// Between the grid and one tile. A tile unit is 2^(20 − zoom) grid units, so quantising is a shift
/// and gives the same vertex in every tile that shows it.
class TileFrame {
  public:
    /// Preconditions: tile.is_valid(), tile.zoom <= max_frame_zoom.
    explicit TileFrame(TileId tile) noexcept
        : m_shift(max_frame_zoom - tile.zoom), m_origin{
                                                   static_cast<std::int64_t>(tile.x) * tile_extent
                                                       << m_shift,
                                                   static_cast<std::int64_t>(tile.y) * tile_extent
                                                       << m_shift} {}

    /// Local corners of the tile with its buffer.
    std::int64_t buffer_min() const noexcept {
        return -(static_cast<std::int64_t>(tile_buffer) << m_shift);
    }
    std::int64_t buffer_max() const noexcept {
        return static_cast<std::int64_t>(tile_extent + tile_buffer) << m_shift;
    }

    /// The tile with its buffer, cut at the grid's edge.
    geometry::GridBox buffered_box() const noexcept {
        return {{clamp(m_origin.x + buffer_min()), clamp(m_origin.y + buffer_min())},
                {clamp(m_origin.x + buffer_max()), clamp(m_origin.y + buffer_max())}};
    }

    LocalPoint to_local(geometry::GridPoint point) const noexcept {
        return {point.x - m_origin.x, point.y - m_origin.y};
    }

    /// Nearest tile unit; halves go east and south. Precondition: not further from the tile than
    /// its buffer.
    TilePoint round(LocalPoint point) const noexcept {
        const std::int64_t half = (std::int64_t{1} << m_shift) >> 1;
        return {static_cast<std::int32_t>((point.x + half) >> m_shift),
                static_cast<std::int32_t>((point.y + half) >> m_shift)};
    }

    /// In tile units, with the fraction.
    double scale() const noexcept { return 1.0 / static_cast<double>(std::int64_t{1} << m_shift); }

    /// Whether the point lies in the tile itself; of the tiles of one zoom it lies in exactly one.
    bool holds(geometry::GridPoint point) const noexcept {
        const LocalPoint local = to_local(point);
        const std::int64_t side = static_cast<std::int64_t>(tile_extent) << m_shift;
        return local.x >= 0 && local.x < side && local.y >= 0 && local.y < side;
    }

    /// The unit that the point lies in: 0 … 4095 for a point that the tile holds.
    TilePoint floor(LocalPoint point) const noexcept {
        return {static_cast<std::int32_t>(point.x >> m_shift),
                static_cast<std::int32_t>(point.y >> m_shift)};
    }

    LocalPoint to_local(TilePoint point) const noexcept {
        return {static_cast<std::int64_t>(point.x) << m_shift, static_cast<std::int64_t>(point.y)
                                                                   << m_shift};
    }

  private:
    static std::uint32_t clamp(std::int64_t value) noexcept {
        return static_cast<std::uint32_t>(
            std::clamp<std::int64_t>(value, 0, std::numeric_limits<std::uint32_t>::max()));
    }

    std::uint32_t m_shift;
    LocalPoint m_origin;
};

} // namespace tuban::tiles
