#include "tiles/mvt_writer.hpp"

#include "tiles/tile.hpp"

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

constexpr std::size_t varint_room = ByteBuffer::max_varint_size;

std::size_t varint_size(std::uint64_t value) noexcept {
    return (static_cast<std::size_t>(std::bit_width(value | 1U)) + 6) / 7;
}

std::uint64_t zigzag(std::int32_t value) noexcept {
    return (static_cast<std::uint32_t>(value) << 1U) ^ static_cast<std::uint32_t>(value >> 31);
}

void write_field(ByteBuffer& buffer, std::uint64_t field, std::string_view bytes) {
    buffer.reserve(2 * varint_room + bytes.size());
    buffer.write_varint(field);
    buffer.write_varint(bytes.size());
    buffer.write(bytes);
}

void write_number(ByteBuffer& buffer, std::uint64_t field, std::uint64_t value) {
    buffer.reserve(2 * varint_room);
    buffer.write_varint(field);
    buffer.write_varint(value);
}

} // namespace

LayerWriter::LayerWriter(std::string_view name, std::initializer_list<std::string_view> keys)
    : m_name(name) {
    for (const std::string_view key : keys) {
        write_field(m_keys, layer_key, key);
    }
}

std::uint32_t LayerWriter::add_string(std::string_view value) {
    m_values.reserve(4 * varint_room + value.size());
    m_values.write_varint(layer_value);
    m_values.write_varint(1 + varint_size(value.size()) + value.size());
    m_values.write_varint(value_string);
    m_values.write_varint(value.size());
    m_values.write(value);
    return m_value_count++;
}

std::uint32_t LayerWriter::add_integer(std::uint64_t value) {
    m_values.reserve(4 * varint_room);
    m_values.write_varint(layer_value);
    m_values.write_varint(1 + varint_size(value));
    m_values.write_varint(value_uint);
    m_values.write_varint(value);
    return m_value_count++;
}

std::uint32_t LayerWriter::add_float(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const char bytes[4] = {static_cast<char>(bits), static_cast<char>(bits >> 8U), // NOLINT
                           static_cast<char>(bits >> 16U), static_cast<char>(bits >> 24U)};
    m_values.reserve(3 * varint_room + sizeof(bytes));
    m_values.write_varint(layer_value);
    m_values.write_varint(1 + sizeof(bytes));
    m_values.write_varint(value_float);
    m_values.write({bytes, sizeof(bytes)});
    return m_value_count++;
}

void LayerWriter::start_feature(std::uint64_t id) {
    m_id = id;
    m_tags.clear();
    m_geometry.clear();
}

void LayerWriter::tag(std::uint32_t key, std::uint32_t value) {
    m_tags.reserve(2 * varint_room);
    m_tags.write_varint(key);
    m_tags.write_varint(value);
}

void LayerWriter::finish_polygon(const Outline& outline) {
    TilePoint cursor;
    for (const Outline::Ring& ring : outline.rings) {
        const auto points = outline.points_of(ring);
        m_geometry.reserve((3 + 2 * points.size()) * varint_room);
        for (std::size_t i = 0; i < points.size(); ++i) {
            if (i == 0) {
                m_geometry.write_varint(move_to);
            } else if (i == 1) {
                m_geometry.write_varint((points.size() - 1) << 3U | line_to);
            }
            m_geometry.write_varint(zigzag(points[i].x - cursor.x));
            m_geometry.write_varint(zigzag(points[i].y - cursor.y));
            cursor = points[i];
        }
        m_geometry.write_varint(close_path);
    }
    finish_feature(type_polygon);
}

void LayerWriter::finish_point(TilePoint point) {
    m_geometry.reserve(3 * varint_room);
    m_geometry.write_varint(move_to);
    m_geometry.write_varint(zigzag(point.x));
    m_geometry.write_varint(zigzag(point.y));
    finish_feature(type_point);
}

void LayerWriter::finish_feature(std::uint64_t geometry_type) {
    const std::size_t tags_size =
        m_tags.size() == 0 ? 0 : 1 + varint_size(m_tags.size()) + m_tags.size();
    const std::size_t size = 1 + varint_size(m_id) + tags_size + 2 + 1 +
                             varint_size(m_geometry.size()) + m_geometry.size();
    m_features.reserve(size + 2 * varint_room);
    m_features.write_varint(layer_feature);
    m_features.write_varint(size);
    m_features.write_varint(feature_id);
    m_features.write_varint(m_id);
    if (tags_size != 0) {
        m_features.write_varint(feature_tags);
        m_features.write_varint(m_tags.size());
        m_features.write(m_tags.view());
    }
    m_features.write_varint(feature_type);
    m_features.write_varint(geometry_type);
    m_features.write_varint(feature_geometry);
    m_features.write_varint(m_geometry.size());
    m_features.write(m_geometry.view());
}

void LayerWriter::append_to(std::string& tile) const {
    ByteBuffer head;
    write_field(head, layer_name, m_name);
    ByteBuffer tail;
    write_number(tail, layer_extent, tile_extent);
    write_number(tail, layer_version, mvt_version);

    const std::size_t size =
        head.size() + m_features.size() + m_keys.size() + m_values.size() + tail.size();
    ByteBuffer layer;
    layer.reserve(2 * varint_room);
    layer.write_varint(tile_layer);
    layer.write_varint(size);
    tile.reserve(tile.size() + layer.size() + size);
    tile.append(layer.view())
        .append(head.view())
        .append(m_features.view())
        .append(m_keys.view())
        .append(m_values.view())
        .append(tail.view());
}

} // namespace tuban::tiles
