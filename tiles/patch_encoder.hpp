#pragma once

#include "spatial/segment/catalog.hpp"
#include "spatial/segment/segment.hpp"
#include "tiles/mvt_writer.hpp"
#include "tiles/outline_builder.hpp"
#include "tiles/tile.hpp"
#include "tiles/tile_frame.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::tiles {

/// Encodes one tile of patches at any zoom up to max_frame_zoom (archives are written below
/// min_patch_zoom too); encode_patch_tile is the usual way in. Keeps its memory from tile to tile,
/// so that none has to be mapped anew: some three times the bytes of its largest tile. One thread.
class PatchEncoder {
  public:
    PatchEncoder();

    /// Begins a tile; forgets what another one left unfinished. Preconditions: tile.is_valid(),
    /// tile.zoom <= max_frame_zoom, slots below 2^21.
    void start(TileId tile, AttributeSet attributes);
    void add(const segment::ScopedSegment& source);
    /// The tile; empty when nothing was in it.
    std::string finish();

  private:
    static constexpr std::uint32_t no_index = ~std::uint32_t{0};

    static constexpr unsigned known_float_bits = 10;

    /// By code byte, per column of the segment at hand; nothing where not yet met.
    using CodeTags = std::vector<std::optional<Tag>>;

    void add_patch(const segment::ScopedSegment& source, segment::Position position);
    void tag_attributes(const segment::Segment& patches, segment::Position position);
    void tag_code(const segment::Segment& patches, segment::Position position,
                  segment::CodeColumn column, std::uint32_t key);
    Tag tag_of(std::string_view code, std::uint32_t key);
    void tag_village(const segment::Segment& patches, segment::Position position);
    std::uint32_t string_index(std::string_view value);
    std::uint32_t integer_index(std::uint16_t value);
    std::uint32_t float_index(float value);
    void add_label(const segment::Segment& patches, segment::FeatureId id,
                   segment::Position position, std::size_t number_offset);
    void write_labels();

    struct Label {
        segment::FeatureId id;
        std::string_view number;
        std::size_t number_offset; ///< among the values of layer `patches`
        TilePoint point;
    };

    TileFrame m_frame;
    AttributeSet m_attributes = AttributeSet::slim;
    OutlineBuilder m_outlines;
    geometry::GridBox m_box{};
    LayerWriter m_patches;
    LayerWriter m_labels;
    std::vector<Label> m_label_list;
    std::map<std::string_view, std::uint32_t> m_strings;
    std::map<std::uint16_t, std::uint32_t> m_integers;
    std::array<std::uint32_t, 16> m_small_integers;
    /// Floats written lately, by the upper bits of a product of theirs.
    struct KnownFloat {
        float value = 0;
        std::uint32_t index = no_index;
    };
    std::array<KnownFloat, 1U << known_float_bits> m_known_floats{};
    std::array<CodeTags, segment::code_column_count> m_code_tags{};
    std::vector<std::uint32_t> m_village_indices;
    segment::RingBuffer m_rings;
    std::vector<segment::Position> m_found;
};

} // namespace tuban::tiles
