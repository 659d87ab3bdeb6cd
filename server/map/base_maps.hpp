#pragma once

#include "data/model/data_folder.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::map {

/// A map of pictures in Web Mercator (EPSG:3857) that is drawn below everything else.
struct BaseMap {
    std::string id;          ///< a-z, 0-9 and -, at most 32
    std::string name;        ///< on the map's switch
    std::string attribution; ///< shown while the map is
    std::string tiles;       ///< a path below /base-maps/ with {z}, {x} and {y}; empty: an archive
    std::filesystem::path archive; ///< a PMTiles file; empty: tiles
    std::uint16_t tile_size = 256; ///< of a tile, in pixels: 256 or 512
    std::uint8_t min_zoom = 0;
    std::uint8_t max_zoom = 18;
};

/// The base maps that a configuration names (docs/operations.md), in its order; archives are file
/// names still. WMTS's {TileMatrix}, {TileCol} and {TileRow} become {z}, {x} and {y}. Throws Error
/// `base_maps_invalid`, which says in Chinese what is wrong where, and what to write.
std::vector<BaseMap> parse_base_maps(std::string_view json);

/// Those of a data folder, none where it has no base-maps.json; archives as whole paths, with the
/// zooms of their heads. Throws Error `base_maps_invalid` also for an archive that can't be shown.
std::vector<BaseMap> read_base_maps(const model::DataFolder& folder);

} // namespace tuban::map
