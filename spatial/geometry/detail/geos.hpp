#pragma once

#include "spatial/geometry/grid.hpp"

#include <geos_c.h>

#include <memory>

/// GEOS's C API for this box: one context a thread, everything owned, failures thrown.
namespace tuban::geometry::detail {

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

/// As GEOSContext_setErrorMessageHandler_r wants it; `target` is a std::string.
void remember_message(const char* message, void* target);

/// GEOS failed; caught within this box.
struct GeosFailure {};

/// Precondition: rings are closed and have four points or more.
Geometry multipolygon_of(GEOSContextHandle_t context, const MultiPolygon& shape);

/// Appends the polygons that have an area.
void collect_polygons(GEOSContextHandle_t context, const GEOSGeometry* geometry,
                      MultiPolygon& found);

} // namespace tuban::geometry::detail
