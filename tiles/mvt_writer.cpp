#include "tiles/mvt_writer.hpp"

#include "tiles/tile.hpp"

#include <array>
#include <bit>
#include <cstddef>

namespace tuban::tiles {

namespace {

// Field numbers and wire types of vector_tile.proto 2.1, as tag << 3 | wire type.
constexpr std::uint64_t tile_layer = 3 << 3 | 2;
constexpr std::uint64_t layer_name = 1 << 3 | 2;
constexpr std::uint64_t layer_feature = 2 << 3 | 2;
constexpr std::uint64_t layer_key = 3 << 3 | 2;
constexpr std::uint64_t layer_value = 4 << 3 | 2;
constexpr std::uint64_t layer_extent = 5 << 3 | 0;
constexpr std::uint64_t layer_version = 15 << 3 | 0;
constexpr std::uint64_t feature_id = 1 << 3 | 0;
constexpr std::uint64_t feature_tags = 2 << 3 | 2;
constexpr std::uint64_t feature_type = 3 << 3 | 0;
constexpr std::uint64_t feature_geometry = 4 << 3 | 2;
constexpr std::uint64_t value_string = 1 << 3 | 2;
constexpr std::uint64_t value_float = 2 << 3 | 5;
constexpr std::uint64_t value_uint = 5 << 3 | 0;

constexpr std::uint64_t mvt_version = 2;
constexpr std::uint64_t type_point = 1;
constexpr std::uint64_t type_polygon = 3;

// 4.3.1: command identifier with a count of repetitions in the upper bits.
constexpr std::uint64_t move_to = 1 << 3 | 1;
constexpr std::uint64_t line_to = 2;
constexpr std::uint64_t close_path = 1 << 3 | 7;

std::size_t varint_size(std::uint64_t value) noexcept {
    return (static_cast<std::size_t>(std::bit_width(value | 1U)) + 6) / 7;
}

std::uint64_t zigzag(std::int32_t value) noexcept {
    return (static_cast<std::uint32_t>(value) << 1U) ^ static_cast<std::uint32_t>(value >> 31);
}

/// Tag, length and bytes.
char* put_field(char* to, std::uint64_t field, std::string_view bytes) noexcept {
    return put_bytes(put_varint(put_varint(to, field), bytes.size()), bytes);
}

char* put_number(char* to, std::uint64_t field, std::uint64_t value) noexcept {
    return put_varint(put_varint(to, field), value);
}

} // namespace

LayerWriter::LayerWriter(std::string_view name, std::span<const std::string_view> keys)
    : m_name(name) {
    restart(keys);
}

void LayerWriter::restart(std::span<const std::string_view> keys) {
    m_keys.clear();
    m_values.clear();
    m_value_count = 0;
    m_features.clear();
    for (const std::string_view key : keys) {
        m_keys.commit(put_field(m_keys.room(2 * max_varint_size + key.size()), layer_key, key));
    }
}

std::uint32_t LayerWriter::add_string(std::string_view value) {
    char* to = m_values.room(4 * max_varint_size + value.size());
    to = put_number(to, layer_value, 1 + varint_size(value.size()) + value.size());
    m_values.commit(put_field(to, value_string, value));
    return m_value_count++;
}

std::uint32_t LayerWriter::add_integer(std::uint64_t value) {
    char* to = m_values.room(4 * max_varint_size);
    to = put_number(to, layer_value, 1 + varint_size(value));
    m_values.commit(put_number(to, value_uint, value));
    return m_value_count++;
}

std::uint32_t LayerWriter::add_float(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::array<char, 4> bytes{static_cast<char>(bits), static_cast<char>(bits >> 8U),
                                    static_cast<char>(bits >> 16U), static_cast<char>(bits >> 24U)};
    char* to = m_values.room(3 * max_varint_size + bytes.size());
    to = put_varint(put_number(to, layer_value, 1 + bytes.size()), value_float);
    m_values.commit(put_bytes(to, {bytes.data(), bytes.size()}));
    return m_value_count++;
}

void LayerWriter::start_feature(std::uint64_t id) {
    m_id = id;
    m_tags_end = m_tags.data();
    m_geometry.clear();
}

void LayerWriter::finish_polygon(const Outline& outline) {
    TilePoint cursor;
    for (const Outline::Ring& ring : outline.rings) {
        const auto points = outline.points_of(ring);
        char* to = m_geometry.room((3 + 2 * points.size()) * max_varint_size);
        for (std::size_t i = 0; i < points.size(); ++i) {
            if (i == 0) {
                to = put_varint(to, move_to);
            } else if (i == 1) {
                to = put_varint(to, (points.size() - 1) << 3U | line_to);
            }
            to = put_varint(to, zigzag(points[i].x - cursor.x));
            to = put_varint(to, zigzag(points[i].y - cursor.y));
            cursor = points[i];
        }
        m_geometry.commit(put_varint(to, close_path));
    }
    finish_feature(type_polygon);
}

void LayerWriter::finish_point(TilePoint point) {
    char* to = put_varint(m_geometry.room(3 * max_varint_size), move_to);
    to = put_varint(put_varint(to, zigzag(point.x)), zigzag(point.y));
    m_geometry.commit(to);
    finish_feature(type_point);
}

void LayerWriter::finish_feature(std::uint64_t geometry_type) {
    const std::size_t tags_size =
        tags().empty() ? 0 : 1 + varint_size(tags().size()) + tags().size();
    const std::size_t size = 1 + varint_size(m_id) + tags_size + 2 + 1 +
                             varint_size(m_geometry.size()) + m_geometry.size();
    char* to = m_features.room(size + 2 * max_varint_size);
    to = put_number(to, layer_feature, size);
    to = put_number(to, feature_id, m_id);
    if (tags_size != 0) {
        to = put_field(to, feature_tags, tags());
    }
    to = put_number(to, feature_type, geometry_type);
    m_features.commit(put_field(to, feature_geometry, m_geometry.view()));
}

std::size_t LayerWriter::size_bound() const noexcept {
    return m_name.size() + m_features.size() + m_keys.size() + m_values.size() +
           8 * max_varint_size;
}

void LayerWriter::append_to(std::string& tile, Order order) const {
    ByteBuffer tail;
    char* to = put_number(tail.room(4 * max_varint_size), layer_extent, tile_extent);
    tail.commit(put_number(to, layer_version, mvt_version));

    const std::size_t size = 1 + varint_size(m_name.size()) + m_name.size() + m_features.size() +
                             m_keys.size() + m_values.size() + tail.size();
    ByteBuffer head;
    to = put_number(head.room(4 * max_varint_size + m_name.size()), tile_layer, size);
    head.commit(put_field(to, layer_name, m_name));
    tile.append(head.view());
    if (order == Order::features_first) {
        tile.append(m_features.view()).append(m_keys.view()).append(m_values.view());
    } else {
        tile.append(m_keys.view()).append(m_values.view()).append(m_features.view());
    }
    tile.append(tail.view());
}

} // namespace tuban::tiles
