#include "tiles/division_tile.hpp"

#include "spatial/segment/detail/grid_shape.hpp"
#include "tiles/mvt_writer.hpp"
#include "tiles/outline_builder.hpp"
#include "tiles/tile_frame.hpp"

#include <array>
#include <utility>

namespace tuban::tiles {
namespace {

constexpr std::array<std::string_view, 4> keys{"code", "name", "level", "outline"};

void tag(LayerWriter& layer, const DivisionOutline& division) {
    layer.tag(0, layer.add_string(division.code));
    layer.tag(1, layer.add_string(division.name));
    layer.tag(2, layer.add_string(division.level));
    layer.tag(3, layer.add_string(division.outline));
}

} // namespace

void set_shape(DivisionOutline& outline, const geometry::MultiPolygon& shape) {
    auto rings = segment::detail::to_grid_shape(shape);
    outline.box = segment::detail::box_of(rings);
    outline.rings.clear();
    for (auto& ring : rings) {
        outline.rings.push_back({ring.is_outer, std::move(ring.points)});
    }
}

std::string encode_division_tile(TileId tile, std::span<const DivisionOutline> divisions) {
    const TileFrame frame(tile);
    const auto box = frame.buffered_box();
    LayerWriter outlines("divisions", keys);
    LayerWriter labels("division_labels", keys);
    OutlineBuilder builder(frame);
    for (const auto& division : divisions) {
        if (tile.zoom < division.min_zoom || !box.intersects(division.box)) {
            continue;
        }
        builder.start(box.contains(division.box.min) && box.contains(division.box.max));
        for (const auto& ring : division.rings) {
            builder.add_ring(ring.is_outer, ring.points);
        }
        const auto& outline = builder.finish();
        if (!outline.is_empty()) {
            outlines.start_feature(division.id);
            tag(outlines, division);
            outlines.finish_polygon(outline);
        }
        if (frame.holds(division.label)) {
            labels.start_feature(division.id);
            tag(labels, division);
            labels.finish_point(frame.floor(frame.to_local(division.label)));
        }
    }
    std::string bytes;
    for (const auto* const layer : {&outlines, &labels}) {
        if (!layer->is_empty()) {
            layer->append_to(bytes);
        }
    }
    return bytes;
}

} // namespace tuban::tiles
