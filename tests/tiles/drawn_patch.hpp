#pragma once

#include "spatial/patch.hpp"
#include "spatial/segment/catalog.hpp"
#include "tests/spatial/segment/patches.hpp"
#include "tests/tiles/geos_oracle.hpp"
#include "tests/tiles/mvt_decoder.hpp"
#include "tiles/tile.hpp"
#include "tiles/tile_frame.hpp"

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tuban::tiles::test {

/// Units of a tile, with fractions.
using Drawing = std::vector<std::pair<double, double>>;

inline geometry::GridPoint to_grid(TileId tile, double x, double y) {
    const double unit = 1U << (max_frame_zoom - tile.zoom);
    return {static_cast<std::uint32_t>(std::llround((tile.x * 4096.0 + x) * unit)),
            static_cast<std::uint32_t>(std::llround((tile.y * 4096.0 + y) * unit))};
}

inline geometry::Ring ring_in(TileId tile, const Drawing& drawing) {
    geometry::Ring ring;
    for (const auto& [x, y] : drawing) {
        ring.push_back(geometry::to_lonlat(to_grid(tile, x, y)));
    }
    ring.push_back(ring.front());
    return ring;
}

inline Drawing box_drawing(double west, double north, double east, double south) {
    return {{west, north}, {east, north}, {east, south}, {west, south}};
}

/// A patch drawn in units of the tile.
inline Patch patch_in(TileId tile, std::string number, const Drawing& outline,
                      std::string division = "990101001001") {
    return segment::testing::patch(std::move(number), {{ring_in(tile, outline)}},
                                   std::move(division));
}

inline segment::ScopedSegment whole(const std::vector<Patch>& patches, std::uint32_t slot = 1,
                                    const std::string& county = "990101000000") {
    const segment::testing::Folder folder;
    segment::ScopedSegment source;
    source.segment =
        segment::Segment::open(segment::testing::build(folder.path(), patches, county).file);
    source.slot = slot;
    source.allowed_villages.assign(source.segment->villages().size(), true);
    source.is_whole = true;
    return source;
}

/// What a tile feature shows.
inline Shape shape_of(const Feature& feature) {
    std::vector<Shape::Rings> parts;
    for (const auto& ring : feature.parts) {
        double area = 0;
        std::vector<Shape::Point> points;
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const TilePoint next = ring[(i + 1) % ring.size()];
            area +=
                static_cast<double>(ring[i].x) * next.y - static_cast<double>(next.x) * ring[i].y;
            points.emplace_back(ring[i].x, ring[i].y);
        }
        if (area > 0) {
            parts.emplace_back();
        }
        parts.back().push_back(std::move(points));
    }
    return Shape::polygons(parts);
}

/// The patch in units of the tile, on the grid but neither cut nor rounded.
inline Shape exact_shape(const Patch& patch, TileId tile) {
    const double unit = 1U << (max_frame_zoom - tile.zoom);
    std::vector<Shape::Rings> parts;
    for (const geometry::Polygon& polygon : patch.shape) {
        auto& rings = parts.emplace_back();
        for (const geometry::Ring& ring : polygon) {
            auto& points = rings.emplace_back();
            for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
                const geometry::GridPoint point = geometry::to_grid(ring[i]);
                points.emplace_back(point.x / unit - tile.x * 4096.0,
                                    point.y / unit - tile.y * 4096.0);
            }
        }
    }
    return Shape::polygons(parts);
}

} // namespace tuban::tiles::test
