#pragma once

#include "tiles/byte_buffer.hpp"
#include "tiles/ring.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tuban::tiles {

/// Writes one layer of a Mapbox Vector Tile 2.1 in one pass. Values are appended as the caller
/// finds them new: who repeats a value keeps its index. Nothing is allocated per feature.
class LayerWriter {
  public:
    static constexpr std::size_t max_tag_count = 32;

    /// `keys` get the indices 0, 1, …
    LayerWriter(std::string_view name, std::span<const std::string_view> keys);
    /// Begins the layer of another tile, in the memory of the one before.
    void restart(std::span<const std::string_view> keys);
    LayerWriter(const LayerWriter&) = delete;
    LayerWriter& operator=(const LayerWriter&) = delete;

    std::uint32_t add_string(std::string_view value);
    std::uint32_t add_integer(std::uint64_t value);
    std::uint32_t add_float(float value);

    /// Begins a feature; `id` below 2^53, so that readers with doubles keep it (4.2 leaves it
    /// open).
    void start_feature(std::uint64_t id);
    /// Indices of keys and of values added before; at most max_tag_count a feature.
    void tag(std::uint32_t key, std::uint32_t value) noexcept {
        m_tags_end = put_varint(put_varint(m_tags_end, key), value);
    }
    /// Ends the feature. Precondition: at least one ring, the first an outer one.
    void finish_polygon(const Outline& outline);
    void finish_point(TilePoint point);

    /// Bytes that the values added so far take.
    std::size_t values_size() const noexcept { return m_values.size(); }
    bool is_empty() const noexcept { return m_features.size() == 0; }
    /// Which of a layer's parts comes first; readers take any order.
    enum class Order { features_first, values_first };

    /// Appends the layer to a tile: tiles are concatenated messages.
    void append_to(std::string& tile, Order order = Order::features_first) const;
    /// No less than append_to() will append.
    std::size_t size_bound() const noexcept;

  private:
    void finish_feature(std::uint64_t geometry_type);
    std::string_view tags() const noexcept {
        return {m_tags.data(), static_cast<std::size_t>(m_tags_end - m_tags.data())};
    }

    std::string m_name;
    ByteBuffer m_keys;
    ByteBuffer m_values;
    std::uint32_t m_value_count = 0;
    ByteBuffer m_features;
    std::uint64_t m_id = 0;
    std::array<char, 2 * max_tag_count * max_varint_size> m_tags;
    char* m_tags_end = m_tags.data();
    ByteBuffer m_geometry;
};

} // namespace tuban::tiles
