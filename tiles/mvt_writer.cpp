#include "tiles/mvt_writer.hpp"

#include "tiles/tile.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

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

/// Fields below 16: their tag is one byte.
inline char* put_number(char* to, std::uint64_t field, std::uint64_t value) noexcept {
    *to = static_cast<char>(field);
    return put_short_varint(to + 1, value);
}

/// Tag, length and bytes.
inline char* put_field(char* to, std::uint64_t field, std::string_view bytes) noexcept {
    return put_bytes(put_number(to, field, bytes.size()), bytes);
}

/// Where the content begins of a field whose length is not known yet.
inline char* begin_field(char* to, std::uint64_t field) noexcept {
    *to = static_cast<char>(field);
    return to + 2;
}

/// Fills the length in; a content of 128 bytes or more has to move for it. Its new end: at most
/// max_varint_size - 1 further.
inline char* end_field(char* content, char* end) noexcept {
    const auto size = static_cast<std::size_t>(end - content);
    if (size < 1U << 7U) {
        content[-1] = static_cast<char>(size);
        return end;
    }
    const std::size_t extra = varint_size(size) - 1;
    std::memmove(content + extra, content, size);
    put_varint(content - 1, size);
    return end + extra;
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
    char* const to = m_features.room(4 * max_varint_size + 2 * max_tag_count * max_varint_size +
                                     Tag::most_bytes);
    char* const feature = begin_field(to, layer_feature);
    *feature = static_cast<char>(feature_id);
    char* const tags = begin_field(put_varint(feature + 1, id), feature_tags);
    m_feature = m_features.offset_of(feature);
    m_tags = m_features.offset_of(tags);
    m_end = tags;
}

/// Ends the tags, and the field of them where there are none.
char* LayerWriter::start_geometry(std::uint64_t geometry_type, std::size_t room) {
    char* const tags = m_features.at(m_tags);
    m_features.commit(m_end == tags ? tags - 2 : end_field(tags, m_end));
    char* const to = m_features.room(room + 2 * max_varint_size);
    char* const geometry =
        begin_field(put_number(to, feature_type, geometry_type), feature_geometry);
    m_geometry = m_features.offset_of(geometry);
    return geometry;
}

void LayerWriter::finish_feature(char* geometry_end) {
    char* const end = end_field(m_features.at(m_geometry), geometry_end);
    m_features.commit(end_field(m_features.at(m_feature), end));
}

void LayerWriter::finish_polygon(const Outline& outline) {
    char* to = start_geometry(type_polygon, (3 * outline.rings.size() + 2 * outline.points.size()) *
                                                max_varint_size);
    TilePoint cursor;
    for (const Outline::Ring& ring : outline.rings) {
        const auto points = outline.points_of(ring);
        const auto put_step_to = [&](TilePoint point) {
            to = put_short_varint(to, zigzag(point.x - cursor.x));
            to = put_short_varint(to, zigzag(point.y - cursor.y));
            cursor = point;
        };
        to = put_short_varint(to, move_to);
        put_step_to(points.front());
        to = put_short_varint(to, (points.size() - 1) << 3U | line_to);
        for (const TilePoint point : points.subspan(1)) {
            put_step_to(point);
        }
        to = put_short_varint(to, close_path);
    }
    finish_feature(to);
}

void LayerWriter::finish_point(TilePoint point) {
    char* const to = start_geometry(type_point, 3 * max_varint_size);
    finish_feature(put_short_varint(
        put_short_varint(put_short_varint(to, move_to), zigzag(point.x)), zigzag(point.y)));
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
