#pragma once

#include "tiles/byte_buffer.hpp"
#include "tiles/ring.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace tuban::tiles {

/// A key and a value of a layer, as a feature refers to them.
struct Tag {
    static constexpr std::size_t most_bytes = 8;

    std::array<char, most_bytes> bytes{};
    std::uint8_t size = 0; ///< 0: says nothing

    /// Preconditions: key < 2^14, value < 2^28.
    static Tag of(std::uint32_t key, std::uint32_t value) noexcept {
        Tag tag;
        const char* const end =
            put_varint(put_varint(tag.bytes.data(), key), value); // at most 2 + 4 bytes
        tag.size = static_cast<std::uint8_t>(end - tag.bytes.data());
        return tag;
    }
};

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
        m_end = put_short_varint(put_short_varint(m_end, key), value);
    }
    void tag(const Tag& tag) noexcept {
        std::memcpy(m_end, tag.bytes.data(), Tag::most_bytes);
        m_end += tag.size;
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
    char* start_geometry(std::uint64_t geometry_type, std::size_t room);
    void finish_feature(char* geometry_end);

    std::string m_name;
    ByteBuffer m_keys;
    ByteBuffer m_values;
    std::uint32_t m_value_count = 0;
    ByteBuffer m_features; ///< those finished, then the one at hand up to m_end
    // Offsets in m_features; the byte before each is kept for its length.
    std::size_t m_feature = 0;
    std::size_t m_tags = 0;
    std::size_t m_geometry = 0;
    char* m_end = nullptr;
};

} // namespace tuban::tiles
