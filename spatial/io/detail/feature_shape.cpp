#include "spatial/io/detail/feature_shape.hpp"

#include <fmt/format.h>
#include <ogr_feature.h>
#include <ogr_geometry.h>

#include <cstdint>
#include <memory>
#include <utility>

namespace tuban::io {
namespace {

geometry::Ring points_of(const OGRLinearRing& ring) {
    geometry::Ring points;
    points.reserve(static_cast<std::size_t>(ring.getNumPoints()));
    for (int i = 0; i < ring.getNumPoints(); ++i) {
        points.push_back({ring.getX(i), ring.getY(i)});
    }
    return points;
}

void add_polygon(const OGRPolygon& polygon, geometry::MultiPolygon& shape) {
    const OGRLinearRing* outer = polygon.getExteriorRing();
    if (outer == nullptr || outer->IsEmpty() != 0) {
        return;
    }
    geometry::Polygon rings{points_of(*outer)};
    for (int i = 0; i < polygon.getNumInteriorRings(); ++i) {
        if (polygon.getInteriorRing(i)->IsEmpty() == 0) {
            rings.push_back(points_of(*polygon.getInteriorRing(i)));
        }
    }
    shape.push_back(std::move(rings));
}

/// False when a part is not a polygon.
bool add_polygons(const OGRGeometry& geometry, geometry::MultiPolygon& shape) {
    switch (wkbFlatten(geometry.getGeometryType())) {
    case wkbPolygon:
    case wkbTriangle:
        add_polygon(*geometry.toPolygon(), shape);
        return true;
    case wkbMultiPolygon:
    case wkbGeometryCollection: {
        for (const OGRGeometry* part : *geometry.toGeometryCollection()) {
            if (!add_polygons(*part, shape)) {
                return false;
            }
        }
        return true;
    }
    default:
        return false;
    }
}

const char* chinese_name(OGRwkbGeometryType type) {
    switch (wkbFlatten(type)) {
    case wkbPoint:
    case wkbMultiPoint:
        return "点";
    case wkbLineString:
    case wkbMultiLineString:
        return "线";
    case wkbGeometryCollection:
        return "混合图形";
    default:
        return "其他图形";
    }
}

/// Twice the area on the grid; 0 for a ring that is a line or a point there.
bool has_area_on_grid(const geometry::Ring& ring) {
    std::int64_t sum = 0;
    const auto origin = geometry::to_grid(ring.front());
    auto relative = [&](const geometry::LonLat& position) {
        const auto p = geometry::to_grid(position);
        return std::pair{static_cast<std::int64_t>(p.x) - origin.x,
                         static_cast<std::int64_t>(p.y) - origin.y};
    };
    auto before = relative(ring.front());
    for (const auto& position : ring) {
        const auto here = relative(position);
        // Wraps around for shapes as large as continents, which have an area anyway.
        sum = static_cast<std::int64_t>(
            static_cast<std::uint64_t>(sum) +
            static_cast<std::uint64_t>(before.first) * static_cast<std::uint64_t>(here.second) -
            static_cast<std::uint64_t>(here.first) * static_cast<std::uint64_t>(before.second));
        before = here;
    }
    return sum != 0;
}

} // namespace

Result<geometry::MultiPolygon, Issue> polygons_of(const OGRGeometry* geometry) {
    using Polygons = Result<geometry::MultiPolygon, Issue>;
    std::unique_ptr<OGRGeometry> linear;
    const OGRGeometry* source = geometry;
    if (geometry != nullptr && geometry->hasCurveGeometry() != 0) {
        linear.reset(geometry->getLinearGeometry());
        source = linear.get();
    }
    if (source == nullptr || source->IsEmpty() != 0) {
        return Polygons::refuse(
            {"geometry_empty", "", "", "没有图形，请在原数据中补画或删除这一条"});
    }
    geometry::MultiPolygon shape;
    if (!add_polygons(*source, shape)) {
        return Polygons::refuse({"geometry_not_polygon", "", "",
                                 fmt::format("图形是{}，不是面。图斑必须是面，请在原数据中改画",
                                             chinese_name(source->getGeometryType()))});
    }
    if (shape.empty()) {
        return Polygons::refuse(
            {"geometry_empty", "", "", "没有图形，请在原数据中补画或删除这一条"});
    }
    return shape;
}

bool drop_vanishing(geometry::MultiPolygon& shape) {
    std::size_t dropped = std::erase_if(
        shape, [](const geometry::Polygon& polygon) { return !has_area_on_grid(polygon.front()); });
    for (auto& polygon : shape) {
        const auto vanishing =
            std::remove_if(polygon.begin() + 1, polygon.end(),
                           [](const geometry::Ring& hole) { return !has_area_on_grid(hole); });
        dropped += static_cast<std::size_t>(polygon.end() - vanishing);
        polygon.erase(vanishing, polygon.end());
    }
    return dropped > 0;
}

Result<geometry::ValidShape, Issue>
read_shape(const SourceFeature& feature, const Result<geometry::CrsTransform, Issue>& transform,
           const geometry::ShapeRepairer& repairer) {
    using Shape = Result<geometry::ValidShape, Issue>;
    auto polygons = feature.polygons();
    if (!polygons) {
        return Shape::refuse(polygons.refusal());
    }
    if (!transform) {
        return Shape::refuse(transform.refusal());
    }
    if (auto issue = transform->to_degrees(polygons.value())) {
        return Shape::refuse(std::move(*issue));
    }
    auto valid = repairer.repair(std::move(polygons.value()));
    if (!valid) {
        return valid;
    }
    const bool lost_parts = drop_vanishing(valid->shape);
    if (valid->shape.empty()) {
        return Shape::refuse({"geometry_collapsed", "", "", "图形不足 1 厘米，没有面积"});
    }
    valid->was_repaired = valid->was_repaired || lost_parts || feature.has_open_ring();
    return valid;
}

} // namespace tuban::io
