#pragma once

#include "tiles/byte_buffer.hpp"
#include "tiles/ring.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace tuban::tiles {

/// Writes one layer of a Mapbox Vector Tile 2.1 in one pass. Values are appended as the caller
/// finds them new: who repeats a value keeps its index. Nothing is allocated per feature.
class LayerWriter {
  public:
    /// `keys` get the indices 0, 1, …
    LayerWriter(std::string_view name, std::initializer_list<std::string_view> keys);

    std::uint32_t add_string(std::string_view value);
    std::uint32_t add_integer(std::uint64_t value);
    std::uint32_t add_float(float value);

    /// Begins a feature; `id` below 2^53, so that readers with doubles keep it (4.2 leaves it
    /// open).
    void start_feature(std::uint64_t id);
    /// Indices of keys and of values added before.
    void tag(std::uint32_t key, std::uint32_t value);
    /// Ends the feature. Precondition: at least one ring, the first an outer one.
    void finish_polygon(const Outline& outline);
    void finish_point(TilePoint point);

    bool is_empty() const noexcept { return m_features.size() == 0; }
    /// Appends the layer to a tile: tiles are concatenated messages.
    void append_to(std::string& tile) const;

  private:
    void finish_feature(std::uint64_t geometry_type);

    std::string m_name;
    ByteBuffer m_keys;
    ByteBuffer m_values;
    std::uint32_t m_value_count = 0;
    ByteBuffer m_features;
    std::uint64_t m_id = 0;
    ByteBuffer m_tags;
    ByteBuffer m_geometry;
};

} // namespace tuban::tiles
