#include "spatial/geometry/overlay.hpp"

#include "spatial/geometry/detail/geos.hpp"

#include <vector>

namespace tuban::geometry {

struct ShapeOverlay::State {
    detail::Context context{GEOS_init_r()};

    template <typename Operation>
    std::optional<MultiPolygon> run(const MultiPolygon& a, const MultiPolygon& b,
                                    Operation operation) const {
        try {
            const auto left = detail::multipolygon_of(context.get(), a);
            const auto right = detail::multipolygon_of(context.get(), b);
            return polygons(operation(context.get(), left.get(), right.get()));
        } catch (const detail::GeosFailure&) {
            return std::nullopt;
        }
    }

    std::optional<MultiPolygon> polygons(GEOSGeometry* result) const {
        const detail::Geometry owned(result, {context.get()});
        if (!owned) {
            return std::nullopt;
        }
        MultiPolygon found;
        detail::collect_polygons(context.get(), owned.get(), found);
        return found;
    }
};

ShapeOverlay::ShapeOverlay() : m_state(std::make_unique<State>()) {}
ShapeOverlay::~ShapeOverlay() = default;

std::optional<MultiPolygon> ShapeOverlay::unite(std::span<const MultiPolygon> shapes) const {
    auto* const context = m_state->context.get();
    try {
        std::vector<GEOSGeometry*> parts;
        for (const auto& shape : shapes) {
            parts.push_back(detail::multipolygon_of(context, shape).release());
        }
        const detail::Geometry all(GEOSGeom_createCollection_r(context, GEOS_GEOMETRYCOLLECTION,
                                                               parts.data(),
                                                               static_cast<unsigned>(parts.size())),
                                   {context});
        return m_state->polygons(GEOSUnaryUnion_r(context, all.get()));
    } catch (const detail::GeosFailure&) {
        return std::nullopt;
    }
}

std::optional<MultiPolygon> ShapeOverlay::intersect(const MultiPolygon& a,
                                                    const MultiPolygon& b) const {
    return m_state->run(a, b, GEOSIntersection_r);
}

std::optional<MultiPolygon> ShapeOverlay::subtract(const MultiPolygon& from,
                                                   const MultiPolygon& what) const {
    return m_state->run(from, what, GEOSDifference_r);
}

} // namespace tuban::geometry
