#include "tests/tiles/geos_oracle.hpp"

#include <geos_c.h>

#include <stdexcept>

namespace tuban::tiles::test {

namespace {

GEOSContextHandle_t context() {
    static const GEOSContextHandle_t handle = GEOS_init_r();
    return handle;
}

template <typename Deleter>
GEOSGeometry* as_geos(const std::unique_ptr<void, Deleter>& geometry) {
    return static_cast<GEOSGeometry*>(geometry.get());
}

void* checked(GEOSGeometry* geometry) {
    if (geometry == nullptr) {
        throw std::runtime_error("GEOS refused the operation");
    }
    return geometry;
}

GEOSGeometry* ring_of(const std::vector<Shape::Point>& points) {
    GEOSCoordSequence* sequence =
        GEOSCoordSeq_create_r(context(), static_cast<unsigned>(points.size() + 1), 2);
    for (std::size_t i = 0; i <= points.size(); ++i) {
        const auto [x, y] = points[i % points.size()];
        GEOSCoordSeq_setXY_r(context(), sequence, static_cast<unsigned>(i), x, y);
    }
    return static_cast<GEOSGeometry*>(checked(GEOSGeom_createLinearRing_r(context(), sequence)));
}

} // namespace

void Shape::Deleter::operator()(void* geometry) const {
    GEOSGeom_destroy_r(context(), static_cast<GEOSGeometry*>(geometry));
}

Shape Shape::polygons(const std::vector<Rings>& parts) {
    std::vector<GEOSGeometry*> polygons;
    for (const Rings& rings : parts) {
        std::vector<GEOSGeometry*> holes;
        for (std::size_t i = 1; i < rings.size(); ++i) {
            holes.push_back(ring_of(rings[i]));
        }
        polygons.push_back(GEOSGeom_createPolygon_r(context(), ring_of(rings.front()), holes.data(),
                                                    static_cast<unsigned>(holes.size())));
    }
    return Shape(checked(GEOSGeom_createCollection_r(context(), GEOS_MULTIPOLYGON, polygons.data(),
                                                     static_cast<unsigned>(polygons.size()))));
}

Shape Shape::box(double low, double high) {
    return polygons({{{{low, low}, {high, low}, {high, high}, {low, high}}}});
}

bool Shape::is_valid() const {
    return GEOSisValid_r(context(), as_geos(m_geometry)) == 1;
}

double Shape::area() const {
    double area = 0;
    GEOSArea_r(context(), as_geos(m_geometry), &area);
    return area;
}

std::size_t Shape::polygon_count() const {
    std::size_t polygons = 0;
    const int parts = GEOSGetNumGeometries_r(context(), as_geos(m_geometry));
    for (int i = 0; i < parts; ++i) {
        const GEOSGeometry* part = GEOSGetGeometryN_r(context(), as_geos(m_geometry), i);
        const bool is_polygon = GEOSGeomTypeId_r(context(), part) == GEOS_POLYGON;
        polygons += is_polygon && GEOSisEmpty_r(context(), part) == 0 ? 1 : 0;
    }
    return polygons;
}

Shape Shape::cut(const Shape& other) const {
    return Shape(
        checked(GEOSIntersection_r(context(), as_geos(m_geometry), as_geos(other.m_geometry))));
}

Shape Shape::grow(double distance) const {
    return Shape(checked(GEOSBuffer_r(context(), as_geos(m_geometry), distance, 16)));
}

bool Shape::lies_in(const Shape& other, double area) const {
    const Shape rest(
        checked(GEOSDifference_r(context(), as_geos(m_geometry), as_geos(other.m_geometry))));
    return rest.area() <= area;
}

} // namespace tuban::tiles::test
