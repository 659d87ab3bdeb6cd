#pragma once

#include "spatial/geometry/grid.hpp"
#include "spatial/segment/catalog.hpp"
#include "tiles/tile.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::tiles {

inline constexpr std::uint8_t min_density_zoom = 5;
inline constexpr std::uint8_t max_density_zoom = 12;
/// Side of a cell in tile units: 64 cells a tile side at every zoom.
inline constexpr std::uint32_t density_cell = 64;

inline constexpr std::size_t density_category_count = 7;
/// Categories that a patch counts in, a bit each; what they mean is the caller's.
using Categories = std::uint8_t;

struct DensityCount {
    std::uint32_t patches = 0;
    std::array<std::uint32_t, density_category_count> categories{};

    DensityCount& operator+=(const DensityCount& other) noexcept;
    bool operator==(const DensityCount&) const = default;
};

/// How many patches of a segment lie in each cell of the finest density zoom, by village and with
/// how many of them in each category. A patch lies in the cell of its label point, so that cells of
/// any zoom add up to the same number. Changes need outside locking; reading is safe from many
/// threads.
class SegmentDensity {
  public:
    using Hidden = std::shared_ptr<const std::vector<bool>>;
    /// `hidden`: patches that don't count, by position; nullptr when all do.
    explicit SegmentDensity(const segment::Segment& segment, Hidden hidden = nullptr);

    /// The patch at `position` leaves the categories `before` for `after`.
    void recount(segment::Position position, Categories before, Categories after);

    const DensityCount& of_village(std::size_t village_index) const noexcept {
        return m_villages[village_index];
    }

    struct Cell {
        std::uint64_t code; ///< x and y of the cell with their bits interleaved
        std::uint16_t village;
        DensityCount count;
    };
    /// Of one tile, ascending code. Precondition: the tile's zoom is one of density.
    std::span<const Cell> cells_of(TileId tile) const noexcept;

  private:
    bool is_hidden(segment::Position position) const noexcept {
        return m_hidden && (*m_hidden)[position];
    }

    const segment::Segment* m_segment;
    Hidden m_hidden;
    std::vector<Cell> m_cells;
    std::vector<DensityCount> m_villages;
};

/// A division's counts at the place where its label stands.
struct DensityMark {
    std::uint64_t id = 0;
    std::string_view code;
    std::string_view name;
    std::string_view level;
    geometry::GridPoint place;
    DensityCount count;
};

struct DensitySource {
    const SegmentDensity* density;
    const segment::ScopedSegment* scoped;
};

/// The uncompressed vector tile of layer `density` (squares; id is the cell's number in its zoom)
/// and layer `divisions` (points; those marks that lie in the tile). Counts are `count` and one
/// attribute for each category; a count of 0 is left out. Empty when nothing lies there.
/// Precondition: min_density_zoom <= tile.zoom <= max_density_zoom.
std::string
encode_density_tile(TileId tile, std::span<const DensitySource> sources,
                    std::span<const DensityMark> marks,
                    const std::array<std::string_view, density_category_count>& category_names);

} // namespace tuban::tiles
