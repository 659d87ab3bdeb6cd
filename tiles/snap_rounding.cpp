#include "tiles/snap_rounding.hpp"

#include <geos_c.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace tuban::tiles {

namespace {

struct ContextDeleter {
    void operator()(GEOSContextHandle_HS* context) const noexcept { GEOS_finish_r(context); }
};
using Context = std::unique_ptr<GEOSContextHandle_HS, ContextDeleter>;

struct GeometryDeleter {
    GEOSContextHandle_t context;
    void operator()(GEOSGeometry* geometry) const noexcept {
        GEOSGeom_destroy_r(context, geometry);
    }
};
using Geometry = std::unique_ptr<GEOSGeometry, GeometryDeleter>;

// Grid sizes as GEOSIntersectionPrec_r takes them.
constexpr double tile_unit = 1.0;
constexpr double floating = 0.0;

} // namespace

class SnapRounder::Impl {
  public:
    Outcome round(std::span<const SourceRing> rings, const TileFrame& frame, Outline& outline) {
        Geometry shape = make_shape(rings, frame.scale());
        Geometry rounded = cut(shape.get(), tile_unit);
        if (!rounded && shape) {
            shape = own(GEOSMakeValid_r(m_context.get(), shape.get()));
            rounded = cut(shape.get(), tile_unit);
        }
        if (!rounded) {
            return Outcome::refused;
        }
        const std::size_t ring_count = outline.rings.size();
        append(rounded.get(), outline);
        if (outline.rings.size() > ring_count) {
            return Outcome::rounded;
        }
        const Geometry exact = cut(shape.get(), floating);
        double area = 0;
        if (!exact || GEOSArea_r(m_context.get(), exact.get(), &area) == 0) {
            return Outcome::refused;
        }
        return area > 0 ? Outcome::collapsed : Outcome::outside;
    }

    bool untangle(const Outline& rounded, Outline& outline) {
        m_rounded_rings.clear();
        for (const Outline::Ring& ring : rounded.rings) {
            m_rounded_rings.push_back({ring.is_outer, rounded.points_of(ring)});
        }
        const Geometry shape = make_shape(std::span<const RoundedRing>(m_rounded_rings), tile_unit);
        const Geometry exact = cut(shape.get(), floating);
        m_has_moved = false;
        if (exact) {
            append(exact.get(), outline);
        }
        if (m_has_moved) {
            outline.clear();
        }
        return !outline.is_empty();
    }

  private:
    struct RoundedRing {
        bool is_outer;
        std::span<const TilePoint> points;
    };

    Geometry own(GEOSGeometry* geometry) const {
        return Geometry(geometry, GeometryDeleter{m_context.get()});
    }

    template <typename Point>
    Geometry make_ring(std::span<const Point> points, double scale) const {
        GEOSCoordSequence* sequence =
            GEOSCoordSeq_create_r(m_context.get(), static_cast<unsigned>(points.size() + 1), 2);
        if (sequence == nullptr) {
            return own(nullptr);
        }
        for (std::size_t i = 0; i <= points.size(); ++i) {
            const Point point = points[i == points.size() ? 0 : i];
            GEOSCoordSeq_setXY_r(m_context.get(), sequence, static_cast<unsigned>(i),
                                 static_cast<double>(point.x) * scale,
                                 static_cast<double>(point.y) * scale);
        }
        return own(GEOSGeom_createLinearRing_r(m_context.get(), sequence));
    }

    template <typename Ring>
    Geometry make_shape(std::span<const Ring> rings, double scale) const {
        std::vector<GEOSGeometry*> polygons;
        for (std::size_t i = 0; i < rings.size();) {
            Geometry outer = make_ring(rings[i].points, scale);
            std::vector<GEOSGeometry*> holes;
            for (++i; i < rings.size() && !rings[i].is_outer; ++i) {
                if (Geometry hole = make_ring(rings[i].points, scale)) {
                    holes.push_back(hole.release());
                }
            }
            if (outer) {
                polygons.push_back(GEOSGeom_createPolygon_r(m_context.get(), outer.release(),
                                                            holes.data(),
                                                            static_cast<unsigned>(holes.size())));
            }
        }
        if (polygons.size() == 1) {
            return own(polygons.front());
        }
        return own(GEOSGeom_createCollection_r(m_context.get(), GEOS_MULTIPOLYGON, polygons.data(),
                                               static_cast<unsigned>(polygons.size())));
    }

    Geometry cut(const GEOSGeometry* shape, double grid_size) const {
        if (shape == nullptr) {
            return own(nullptr);
        }
        const double low = -static_cast<double>(tile_buffer);
        const double high = static_cast<double>(tile_extent + tile_buffer);
        const Geometry box = own(GEOSGeom_createRectangle_r(m_context.get(), low, low, high, high));
        return own(GEOSIntersectionPrec_r(m_context.get(), shape, box.get(), grid_size));
    }

    void append(const GEOSGeometry* geometry, Outline& outline) {
        if (GEOSGeomTypeId_r(m_context.get(), geometry) == GEOS_POLYGON) {
            append_polygon(geometry, outline);
            return;
        }
        const int count = GEOSGetNumGeometries_r(m_context.get(), geometry);
        for (int i = 0; i < count; ++i) {
            const GEOSGeometry* part = GEOSGetGeometryN_r(m_context.get(), geometry, i);
            if (part != geometry) {
                append_polygon(part, outline);
            }
        }
    }

    void append_polygon(const GEOSGeometry* polygon, Outline& outline) {
        if (GEOSGeomTypeId_r(m_context.get(), polygon) != GEOS_POLYGON ||
            GEOSisEmpty_r(m_context.get(), polygon) != 0) {
            return;
        }
        if (!append_ring(GEOSGetExteriorRing_r(m_context.get(), polygon), true, outline)) {
            return;
        }
        const int holes = GEOSGetNumInteriorRings_r(m_context.get(), polygon);
        for (int i = 0; i < holes; ++i) {
            append_ring(GEOSGetInteriorRingN_r(m_context.get(), polygon, i), false, outline);
        }
    }

    bool append_ring(const GEOSGeometry* ring, bool is_outer, Outline& outline) {
        const std::size_t begin = outline.points.size();
        const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(m_context.get(), ring);
        unsigned count = 0;
        GEOSCoordSeq_getSize_r(m_context.get(), sequence, &count);
        for (unsigned i = 0; i < count; ++i) {
            double x = 0;
            double y = 0;
            GEOSCoordSeq_getXY_r(m_context.get(), sequence, i, &x, &y);
            const TilePoint point{static_cast<std::int32_t>(std::lround(x)),
                                  static_cast<std::int32_t>(std::lround(y))};
            m_has_moved = m_has_moved || point.x != x || point.y != y;
            outline.points.push_back(point);
        }
        return finish_ring(outline, is_outer, begin);
    }

    Context m_context{GEOS_init_r()};
    std::vector<RoundedRing> m_rounded_rings;
    bool m_has_moved = false; ///< a corner by rounding, since it was last set
};

SnapRounder::SnapRounder() : m_impl(std::make_unique<Impl>()) {}
SnapRounder::~SnapRounder() = default;

SnapRounder::Outcome SnapRounder::round(std::span<const SourceRing> rings, const TileFrame& frame,
                                        Outline& outline) {
    return m_impl->round(rings, frame, outline);
}

bool SnapRounder::untangle(const Outline& rounded, Outline& outline) {
    return m_impl->untangle(rounded, outline);
}

} // namespace tuban::tiles
