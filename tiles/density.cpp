#include "tiles/density.hpp"

#include "tiles/mvt_writer.hpp"
#include "tiles/tile_frame.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace tuban::tiles {

namespace {

constexpr unsigned cell_bits = 6; ///< cells a tile side, as a power of two
static_assert(density_cell << cell_bits == tile_extent);
/// Zoom whose tiles are the finest cells.
constexpr unsigned finest = max_density_zoom + cell_bits;

/// Bits of a 32-bit number at the even places of a 64-bit one.
std::uint64_t spread(std::uint32_t value) noexcept {
    std::uint64_t bits = value;
    bits = (bits | bits << 16U) & 0x0000FFFF0000FFFF;
    bits = (bits | bits << 8U) & 0x00FF00FF00FF00FF;
    bits = (bits | bits << 4U) & 0x0F0F0F0F0F0F0F0F;
    bits = (bits | bits << 2U) & 0x3333333333333333;
    return (bits | bits << 1U) & 0x5555555555555555;
}

std::uint32_t gather(std::uint64_t bits) noexcept {
    bits &= 0x5555555555555555;
    bits = (bits | bits >> 1U) & 0x3333333333333333;
    bits = (bits | bits >> 2U) & 0x0F0F0F0F0F0F0F0F;
    bits = (bits | bits >> 4U) & 0x00FF00FF00FF00FF;
    bits = (bits | bits >> 8U) & 0x0000FFFF0000FFFF;
    return static_cast<std::uint32_t>(bits | bits >> 16U);
}

std::uint64_t code_of(geometry::GridPoint point) noexcept {
    return spread(point.x >> (32 - finest)) | spread(point.y >> (32 - finest)) << 1U;
}

bool is_before(const SegmentDensity::Cell& a, const SegmentDensity::Cell& b) noexcept {
    return a.code != b.code ? a.code < b.code : a.village < b.village;
}

/// Writes counts with a dictionary of their values.
class CountTags {
  public:
    CountTags(LayerWriter& layer, std::uint32_t first_key) : m_layer(layer), m_key(first_key) {}

    void tag(const DensityCount& count) {
        tag(m_key, count.patches);
        for (std::uint32_t i = 0; i < density_category_count; ++i) {
            tag(m_key + 1 + i, count.categories[i]);
        }
    }

  private:
    void tag(std::uint32_t key, std::uint32_t value) {
        if (value == 0) {
            return;
        }
        const auto [known, is_new] = m_values.try_emplace(value);
        if (is_new) {
            known->second = m_layer.add_integer(value);
        }
        m_layer.tag(key, known->second);
    }

    LayerWriter& m_layer;
    std::uint32_t m_key;
    std::unordered_map<std::uint32_t, std::uint32_t> m_values;
};

Outline square_at(std::int32_t x, std::int32_t y) {
    constexpr auto side = static_cast<std::int32_t>(density_cell);
    Outline outline;
    outline.points = {{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}};
    outline.rings.push_back({true, true, 0, 4});
    return outline;
}

void write_cells(LayerWriter& layer, TileId tile, std::span<const DensitySource> sources) {
    // Cells of this zoom within the tile, in the order of the curve.
    std::vector<DensityCount> cells(std::size_t{1} << (2 * cell_bits));
    const unsigned coarser = 2U * (max_density_zoom - tile.zoom);
    for (const DensitySource& source : sources) {
        for (const SegmentDensity::Cell& cell : source.density->cells_of(tile)) {
            if (source.scoped->is_whole || source.scoped->allowed_villages[cell.village]) {
                cells[(cell.code >> coarser) & (cells.size() - 1)] += cell.count;
            }
        }
    }
    CountTags tags(layer, 0);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i].patches == 0) {
            continue;
        }
        const std::uint32_t x = gather(i);
        const std::uint32_t y = gather(i >> 1U);
        const std::uint64_t column = (std::uint64_t{tile.x} << cell_bits) + x;
        const std::uint64_t row = (std::uint64_t{tile.y} << cell_bits) + y;
        layer.start_feature(row << (tile.zoom + cell_bits) | column);
        tags.tag(cells[i]);
        layer.finish_polygon(square_at(static_cast<std::int32_t>(x * density_cell),
                                       static_cast<std::int32_t>(y * density_cell)));
    }
}

void write_marks(LayerWriter& layer, TileId tile, std::span<const DensityMark> marks) {
    const TileFrame frame(tile);
    CountTags tags(layer, 3);
    for (const DensityMark& mark : marks) {
        if (mark.count.patches == 0 || !frame.holds(mark.place)) {
            continue;
        }
        layer.start_feature(mark.id);
        layer.tag(0, layer.add_string(mark.code));
        layer.tag(1, layer.add_string(mark.name));
        layer.tag(2, layer.add_string(mark.level));
        tags.tag(mark.count);
        layer.finish_point(frame.floor(frame.to_local(mark.place)));
    }
}

} // namespace

DensityCount& DensityCount::operator+=(const DensityCount& other) noexcept {
    patches += other.patches;
    for (std::size_t i = 0; i < density_category_count; ++i) {
        categories[i] += other.categories[i];
    }
    return *this;
}

SegmentDensity::SegmentDensity(const segment::Segment& segment, Hidden hidden)
    : m_segment(&segment), m_hidden(std::move(hidden)), m_villages(segment.villages().size()) {
    // Neighbours in the segment are neighbours on the map: most patches join the cell before.
    for (segment::Position p = 0; p < segment.size(); ++p) {
        if (is_hidden(p)) {
            continue;
        }
        const Cell cell{code_of(segment.label_point(p)), segment.village_index(p), {1, {}}};
        if (!m_cells.empty() && !is_before(m_cells.back(), cell) &&
            !is_before(cell, m_cells.back())) {
            ++m_cells.back().count.patches;
        } else {
            m_cells.push_back(cell);
        }
        ++m_villages[cell.village].patches;
    }
    std::ranges::sort(m_cells, is_before);
    std::size_t kept = 0;
    for (std::size_t i = 1; i < m_cells.size(); ++i) {
        if (is_before(m_cells[kept], m_cells[i])) {
            m_cells[++kept] = m_cells[i];
        } else {
            m_cells[kept].count += m_cells[i].count;
        }
    }
    m_cells.resize(m_cells.empty() ? 0 : kept + 1);
    m_cells.shrink_to_fit();
}

void SegmentDensity::recount(segment::Position position, Categories before, Categories after) {
    if (is_hidden(position)) {
        return;
    }
    const Cell wanted{
        code_of(m_segment->label_point(position)), m_segment->village_index(position), {}};
    const auto cell = std::ranges::lower_bound(m_cells, wanted, is_before);
    for (std::size_t i = 0; i < density_category_count; ++i) {
        const std::uint32_t gain = after >> i & 1U;
        const std::uint32_t loss = before >> i & 1U;
        cell->count.categories[i] += gain - loss;
        m_villages[wanted.village].categories[i] += gain - loss;
    }
}

std::span<const SegmentDensity::Cell> SegmentDensity::cells_of(TileId tile) const noexcept {
    const unsigned shift = 2U * (finest - tile.zoom);
    const std::uint64_t first = (spread(tile.x) | spread(tile.y) << 1U) << shift;
    const std::uint64_t end = first + (std::uint64_t{1} << shift);
    const auto begin_at = std::ranges::lower_bound(m_cells, first, {}, &Cell::code);
    const auto end_at =
        std::ranges::lower_bound(begin_at, m_cells.end(), end, std::ranges::less{}, &Cell::code);
    return {begin_at, end_at};
}

std::string
encode_density_tile(TileId tile, std::span<const DensitySource> sources,
                    std::span<const DensityMark> marks,
                    const std::array<std::string_view, density_category_count>& category_names) {
    std::vector<std::string_view> keys{"code", "name", "level", "count"};
    keys.insert(keys.end(), category_names.begin(), category_names.end());
    LayerWriter cells("density", std::span(keys).subspan(3));
    write_cells(cells, tile, sources);
    LayerWriter divisions("divisions", keys);
    write_marks(divisions, tile, marks);
    std::string bytes;
    for (const LayerWriter* layer : {&cells, &divisions}) {
        if (!layer->is_empty()) {
            layer->append_to(bytes);
        }
    }
    return bytes;
}

} // namespace tuban::tiles
