#include "tests/tiles/mvt_decoder.hpp"

#include <protozero/pbf_reader.hpp>

#include <algorithm>
#include <set>

namespace tuban::tiles::test {

namespace {

using protozero::pbf_reader;
using protozero::pbf_wire_type;

void demand(bool holds, const char* what) {
    if (!holds) {
        throw InvalidTile(what);
    }
}

void demand_wire(const pbf_reader& message, pbf_wire_type type) {
    demand(message.wire_type() == type, "field of another wire type");
}

Value decode_value(pbf_reader message) {
    std::optional<Value> value;
    while (message.next()) {
        demand(!value, "value with several fields");
        switch (message.tag()) {
        case 1:
            demand_wire(message, pbf_wire_type::length_delimited);
            value = message.get_string();
            break;
        case 2:
            demand_wire(message, pbf_wire_type::fixed32);
            value = message.get_float();
            break;
        case 3:
            demand_wire(message, pbf_wire_type::fixed64);
            value = message.get_double();
            break;
        case 4:
            demand_wire(message, pbf_wire_type::varint);
            value = message.get_int64();
            break;
        case 5:
            demand_wire(message, pbf_wire_type::varint);
            value = message.get_uint64();
            break;
        case 6:
            demand_wire(message, pbf_wire_type::varint);
            value = message.get_sint64();
            break;
        case 7:
            demand_wire(message, pbf_wire_type::varint);
            value = message.get_bool();
            break;
        default:
            throw InvalidTile("value of an unknown kind");
        }
    }
    demand(value.has_value(), "value with nothing in it");
    return *value;
}

/// Commands of 4.3.1 with their parameters.
class GeometryReader {
  public:
    explicit GeometryReader(std::vector<std::uint32_t> words) : m_words(std::move(words)) {}

    bool has_more() const { return m_next < m_words.size(); }
    std::uint32_t command(std::uint32_t expected_id) {
        demand(has_more(), "geometry ends early");
        const std::uint32_t word = m_words[m_next++];
        demand((word & 7U) == expected_id, "command out of place");
        return word >> 3U;
    }
    /// Wraps like the int32 that decoders keep.
    TilePoint point(bool may_stay) {
        demand(m_words.size() - m_next >= 2, "geometry ends early");
        const std::uint32_t x = unzigzag(m_words[m_next]);
        const std::uint32_t y = unzigzag(m_words[m_next + 1]);
        demand(may_stay || x != 0 || y != 0, "LineTo that stays where it is");
        m_next += 2;
        m_x += x;
        m_y += y;
        return {static_cast<std::int32_t>(m_x), static_cast<std::int32_t>(m_y)};
    }

  private:
    static std::uint32_t unzigzag(std::uint32_t value) {
        return (value >> 1U) ^ (0U - (value & 1U));
    }

    std::vector<std::uint32_t> m_words;
    std::size_t m_next = 0;
    std::uint32_t m_x = 0;
    std::uint32_t m_y = 0;
};

double twice_area(const std::vector<TilePoint>& ring) {
    double sum = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const TilePoint a = ring[i];
        const TilePoint b = ring[(i + 1) % ring.size()];
        sum += static_cast<double>(a.x) * b.y - static_cast<double>(b.x) * a.y;
    }
    return sum;
}

void decode_geometry(Feature& feature, GeometryReader geometry) {
    constexpr std::uint32_t move_to = 1;
    constexpr std::uint32_t line_to = 2;
    constexpr std::uint32_t close_path = 7;
    demand(geometry.has_more(), "empty geometry");
    if (feature.type == 1) {
        const std::uint32_t count = geometry.command(move_to);
        demand(count > 0, "point geometry with no points");
        for (std::uint32_t i = 0; i < count; ++i) {
            feature.parts.push_back({geometry.point(true)});
        }
        demand(!geometry.has_more(), "more after the points");
        return;
    }
    while (geometry.has_more()) {
        demand(geometry.command(move_to) == 1, "MoveTo of several points");
        std::vector<TilePoint> part{geometry.point(true)};
        const std::uint32_t count = geometry.command(line_to);
        demand(count >= (feature.type == 3 ? 2U : 1U), "LineTo of too few points");
        for (std::uint32_t i = 0; i < count; ++i) {
            part.push_back(geometry.point(false));
        }
        if (feature.type == 3) {
            demand(geometry.command(close_path) == 1, "ClosePath count other than 1");
            demand(part.front() != part.back(), "closing point written out");
            const double area = twice_area(part);
            demand(area != 0, "ring without area");
            demand(area > 0 || !feature.parts.empty(), "polygon begins with a hole");
        }
        feature.parts.push_back(std::move(part));
    }
}

Feature decode_feature(pbf_reader message, const std::vector<std::string>& keys,
                       const std::vector<Value>& values) {
    Feature feature;
    std::vector<std::uint32_t> tags;
    std::optional<std::vector<std::uint32_t>> geometry;
    const auto packed = [&message] {
        demand_wire(message, pbf_wire_type::length_delimited);
        const auto range = message.get_packed_uint32();
        return std::vector<std::uint32_t>(range.begin(), range.end());
    };
    while (message.next()) {
        switch (message.tag()) {
        case 1:
            demand_wire(message, pbf_wire_type::varint);
            feature.id = message.get_uint64();
            break;
        case 2:
            tags = packed();
            break;
        case 3:
            demand_wire(message, pbf_wire_type::varint);
            feature.type = message.get_enum();
            break;
        case 4:
            demand(!geometry, "second geometry");
            geometry = packed();
            break;
        default:
            message.skip();
        }
    }
    demand(tags.size() % 2 == 0, "key without a value");
    for (std::size_t i = 0; i < tags.size(); i += 2) {
        demand(tags[i] < keys.size(), "tag of no key");
        demand(tags[i + 1] < values.size(), "tag of no value");
        demand(feature.attributes.emplace(keys[tags[i]], values[tags[i + 1]]).second,
               "key twice in a feature");
    }
    demand(geometry.has_value(), "feature without geometry");
    demand(feature.type >= 0 && feature.type <= 3, "geometry of no known type");
    if (feature.type != 0) {
        decode_geometry(feature, GeometryReader(std::move(*geometry)));
    }
    return feature;
}

Layer decode_layer(pbf_reader message) {
    Layer layer;
    std::optional<std::uint64_t> version;
    std::vector<std::string> keys;
    std::vector<Value> values;
    std::vector<pbf_reader> features;
    while (message.next()) {
        switch (message.tag()) {
        case 1:
            demand_wire(message, pbf_wire_type::length_delimited);
            layer.name = message.get_string();
            break;
        case 2:
            demand_wire(message, pbf_wire_type::length_delimited);
            features.push_back(message.get_message());
            break;
        case 3:
            demand_wire(message, pbf_wire_type::length_delimited);
            keys.push_back(message.get_string());
            break;
        case 4:
            demand_wire(message, pbf_wire_type::length_delimited);
            values.push_back(decode_value(message.get_message()));
            break;
        case 5:
            demand_wire(message, pbf_wire_type::varint);
            layer.extent = message.get_uint64();
            break;
        case 15:
            demand_wire(message, pbf_wire_type::varint);
            version = message.get_uint64();
            break;
        default:
            message.skip();
        }
    }
    demand(!layer.name.empty(), "layer without a name");
    demand(version.has_value(), "layer without a version");
    layer.version = *version;
    for (const pbf_reader& feature : features) {
        layer.features.push_back(decode_feature(feature, keys, values));
    }
    return layer;
}

} // namespace

const std::vector<Feature>& Tile::features(std::string_view layer) const {
    static const std::vector<Feature> none;
    const auto found = std::ranges::find(layers, layer, &Layer::name);
    return found == layers.end() ? none : found->features;
}

Tile decode(std::string_view bytes) {
    try {
        Tile tile;
        std::set<std::string> names;
        pbf_reader message(bytes.data(), bytes.size());
        while (message.next()) {
            if (message.tag() == 3) {
                demand_wire(message, pbf_wire_type::length_delimited);
                tile.layers.push_back(decode_layer(message.get_message()));
                demand(names.insert(tile.layers.back().name).second, "layer name twice");
            } else {
                message.skip();
            }
        }
        return tile;
    } catch (const protozero::exception& error) {
        throw InvalidTile(error.what());
    }
}

} // namespace tuban::tiles::test
