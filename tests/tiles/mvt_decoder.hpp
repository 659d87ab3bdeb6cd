#pragma once

#include "tiles/tile_frame.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tuban::tiles::test {

using Value = std::variant<std::string, float, double, std::int64_t, std::uint64_t, bool>;

struct Feature {
    std::optional<std::uint64_t> id;
    int type = 0; ///< 1 points, 2 lines, 3 polygons
    std::map<std::string, Value> attributes;
    std::vector<std::vector<TilePoint>> parts; ///< rings without the closing point
};

struct Layer {
    std::string name;
    std::uint64_t version = 0;
    std::uint64_t extent = 4096;
    std::vector<Feature> features;
};

struct Tile {
    std::vector<Layer> layers;

    /// No features when the tile has no such layer.
    const std::vector<Feature>& features(std::string_view layer) const;
};

class InvalidTile : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Decodes slowly and strictly: throws InvalidTile for whatever MVT 2.1 forbids, also where
/// decoders in the field forgive.
Tile decode(std::string_view bytes);

} // namespace tuban::tiles::test
