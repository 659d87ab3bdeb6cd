#include "tiles/tile.hpp"

#include "tiles/patch_encoder.hpp"

namespace tuban::tiles {

std::string encode_patch_tile(const segment::Scope& scope, TileId tile, AttributeSet attributes) {
    if (!tile.is_valid() || tile.zoom < min_patch_zoom || tile.zoom > max_patch_zoom) {
        return {};
    }
    thread_local PatchEncoder encoder;
    encoder.start(tile, attributes);
    for (const segment::ScopedSegment& source : scope) {
        encoder.add(source);
    }
    return encoder.finish();
}

} // namespace tuban::tiles
