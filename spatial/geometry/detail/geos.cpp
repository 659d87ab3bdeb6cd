#include "spatial/geometry/detail/geos.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tuban::geometry::detail {
namespace {

Geometry ring_of(GEOSContextHandle_t context, const Ring& ring) {
    GEOSCoordSequence* sequence = GEOSCoordSeq_copyFromBuffer_r(
        context, &ring.front().lon, static_cast<unsigned>(ring.size()), 0, 0);
    if (sequence == nullptr) {
        throw GeosFailure{};
    }
    Geometry made(GEOSGeom_createLinearRing_r(context, sequence), {context});
    if (!made) {
        throw GeosFailure{};
    }
    return made;
}

Geometry polygon_of(GEOSContextHandle_t context, const Polygon& polygon) {
    Geometry shell = ring_of(context, polygon.front());
    std::vector<GEOSGeometry*> holes;
    try {
        for (std::size_t i = 1; i < polygon.size(); ++i) {
            holes.push_back(ring_of(context, polygon[i]).release());
        }
    } catch (const GeosFailure&) {
        for (GEOSGeometry* hole : holes) {
            GEOSGeom_destroy_r(context, hole);
        }
        throw;
    }
    Geometry made(GEOSGeom_createPolygon_r(context, shell.release(), holes.data(),
                                           static_cast<unsigned>(holes.size())),
                  {context});
    if (!made) {
        throw GeosFailure{};
    }
    return made;
}

Ring points_of(GEOSContextHandle_t context, const GEOSGeometry* ring) {
    const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(context, ring);
    unsigned size = 0;
    if (sequence == nullptr || GEOSCoordSeq_getSize_r(context, sequence, &size) == 0) {
        throw GeosFailure{};
    }
    Ring points(size);
    if (size > 0 &&
        GEOSCoordSeq_copyToBuffer_r(context, sequence, &points.front().lon, 0, 0) == 0) {
        throw GeosFailure{};
    }
    return points;
}

} // namespace

void remember_message(const char* message, void* target) {
    *static_cast<std::string*>(target) = message;
}

Geometry multipolygon_of(GEOSContextHandle_t context, const MultiPolygon& shape) {
    if (shape.size() == 1) {
        return polygon_of(context, shape.front());
    }
    std::vector<Geometry> parts;
    parts.reserve(shape.size());
    for (const auto& polygon : shape) {
        parts.push_back(polygon_of(context, polygon));
    }
    std::vector<GEOSGeometry*> raw;
    raw.reserve(parts.size());
    for (auto& part : parts) {
        raw.push_back(part.release());
    }
    Geometry made(GEOSGeom_createCollection_r(context, GEOS_MULTIPOLYGON, raw.data(),
                                              static_cast<unsigned>(raw.size())),
                  {context});
    if (!made) {
        throw GeosFailure{};
    }
    return made;
}

void collect_polygons(GEOSContextHandle_t context, const GEOSGeometry* geometry,
                      MultiPolygon& found) {
    const int type = GEOSGeomTypeId_r(context, geometry);
    if (type == GEOS_POLYGON) {
        double area = 0;
        if (GEOSisEmpty_r(context, geometry) != 0 || GEOSArea_r(context, geometry, &area) == 0 ||
            area <= 0) {
            return;
        }
        Polygon polygon{points_of(context, GEOSGetExteriorRing_r(context, geometry))};
        const int holes = GEOSGetNumInteriorRings_r(context, geometry);
        for (int i = 0; i < holes; ++i) {
            polygon.push_back(points_of(context, GEOSGetInteriorRingN_r(context, geometry, i)));
        }
        found.push_back(std::move(polygon));
    } else if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
        const int parts = GEOSGetNumGeometries_r(context, geometry);
        for (int i = 0; i < parts; ++i) {
            collect_polygons(context, GEOSGetGeometryN_r(context, geometry, i), found);
        }
    }
}

} // namespace tuban::geometry::detail
