#include "spatial/geometry/validity.hpp"

#include <fmt/format.h>
#include <geos_c.h>

#include <string>
#include <utility>

namespace tuban::geometry {
namespace {

struct ContextDeleter {
    void operator()(GEOSContextHandle_t context) const noexcept { GEOS_finish_r(context); }
};
using Context = std::unique_ptr<GEOSContextHandle_HS, ContextDeleter>;

struct GeometryDeleter {
    GEOSContextHandle_t context = nullptr;
    void operator()(GEOSGeometry* geometry) const noexcept {
        GEOSGeom_destroy_r(context, geometry);
    }
};
using Geometry = std::unique_ptr<GEOSGeometry, GeometryDeleter>;

struct ParametersDeleter {
    GEOSContextHandle_t context = nullptr;
    void operator()(GEOSMakeValidParams* parameters) const noexcept {
        GEOSMakeValidParams_destroy_r(context, parameters);
    }
};
using Parameters = std::unique_ptr<GEOSMakeValidParams, ParametersDeleter>;

void remember_message(const char* message, void* target) {
    *static_cast<std::string*>(target) = message;
}

/// GEOS failed; stays within this file.
struct GeosFailure {};

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

/// Closed, and long enough for GEOS to take it as a ring.
bool close_ring(Ring& ring, bool& was_changed) {
    if (ring.empty()) {
        was_changed = true;
        return false;
    }
    if (ring.front() != ring.back()) {
        ring.push_back(ring.front());
        was_changed = true;
    }
    if (ring.size() < 4) {
        was_changed = true;
        return false;
    }
    return true;
}

/// A polygon without its outer ring goes as a whole.
MultiPolygon close_rings(MultiPolygon shape, bool& was_changed) {
    MultiPolygon kept;
    for (auto& polygon : shape) {
        if (polygon.empty() || !close_ring(polygon.front(), was_changed)) {
            was_changed = true;
            continue;
        }
        std::erase_if(polygon, [&](Ring& ring) { return !close_ring(ring, was_changed); });
        kept.push_back(std::move(polygon));
    }
    return kept;
}

Geometry make_valid(GEOSContextHandle_t context, const GEOSGeometry* geometry) {
    const Parameters parameters(GEOSMakeValidParams_create_r(context), {context});
    GEOSMakeValidParams_setMethod_r(context, parameters.get(), GEOS_MAKE_VALID_STRUCTURE);
    GEOSMakeValidParams_setKeepCollapsed_r(context, parameters.get(), 0);
    return {GEOSMakeValidWithParams_r(context, geometry, parameters.get()), {context}};
}

Issue collapsed() {
    return {"geometry_collapsed", "", "",
            "图形没有面积（边界塌缩成线或点），无法修复。请在原数据中重画这一图斑"};
}

} // namespace

struct ShapeRepairer::State {
    Context context{GEOS_init_r()};
    std::string message;

    State() { GEOSContext_setErrorMessageHandler_r(context.get(), remember_message, &message); }
};

ShapeRepairer::ShapeRepairer() : m_state(std::make_unique<State>()) {}
ShapeRepairer::~ShapeRepairer() = default;
ShapeRepairer::ShapeRepairer(ShapeRepairer&&) noexcept = default;
ShapeRepairer& ShapeRepairer::operator=(ShapeRepairer&&) noexcept = default;

Result<ValidShape, Issue> ShapeRepairer::repair(MultiPolygon shape) const {
    using Repaired = Result<ValidShape, Issue>;
    GEOSContextHandle_t context = m_state->context.get();
    ValidShape result;
    shape = close_rings(std::move(shape), result.was_repaired);
    if (shape.empty()) {
        return Repaired::refuse(collapsed());
    }
    m_state->message.clear();
    try {
        const Geometry geometry = multipolygon_of(context, shape);
        const char validity = GEOSisValid_r(context, geometry.get());
        if (validity == 2) {
            throw GeosFailure{};
        }
        if (validity == 1) {
            result.shape = std::move(shape);
            return result;
        }
        const Geometry repaired = make_valid(context, geometry.get());
        if (!repaired) {
            throw GeosFailure{};
        }
        collect_polygons(context, repaired.get(), result.shape);
    } catch (const GeosFailure&) {
        return Repaired::refuse({"geometry_unrepairable", "", "",
                                 fmt::format("图形无效而且无法自动修复（{}）。请在原数据中改正边界",
                                             m_state->message)});
    }
    if (result.shape.empty()) {
        return Repaired::refuse(collapsed());
    }
    result.was_repaired = true;
    return result;
}

} // namespace tuban::geometry
