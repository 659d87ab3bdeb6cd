#include "spatial/geometry/outline.hpp"

#include "spatial/geometry/detail/geos.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

namespace tuban::geometry {
namespace {

using namespace detail;

/// Units of the grid a metre at the equator: 2^32 over its length on the sphere of Web Mercator.
constexpr double units_a_metre = 4294967296.0 / 40075016.685578488;
/// One point of each square of this side says enough of where houses stand.
constexpr std::uint32_t thinning_bits = 11; // some 20 m
/// Houses no further from each other are of one hamlet.
constexpr double reach_m = 300;
constexpr double margin_m = 30;
constexpr double village_tolerance_m = 5;
constexpr int quadrant_segments = 3;
/// Of the longest edge of the triangulation (GEOS 3.11, GEOSConcaveHullOfPolygons): 0 the tightest,
/// 1 convex. Tighter ones join far villages by corridors. The first that leaves one part is taken.
constexpr std::array<double, 2> join_ratios{0.7, 1.0};

Geometry checked(GEOSContextHandle_t context, GEOSGeometry* geometry) {
    if (geometry == nullptr) {
        throw GeosFailure{};
    }
    return {geometry, {context}};
}

Geometry collection(GEOSContextHandle_t context, std::vector<Geometry> parts,
                    int type = GEOS_GEOMETRYCOLLECTION) {
    std::vector<GEOSGeometry*> released;
    released.reserve(parts.size());
    for (Geometry& part : parts) {
        released.push_back(part.release());
    }
    return checked(context, GEOSGeom_createCollection_r(context, type, released.data(),
                                                        static_cast<unsigned>(released.size())));
}

Geometry copy_of(GEOSContextHandle_t context, const GEOSGeometry* geometry) {
    return checked(context, GEOSGeom_clone_r(context, geometry));
}

/// Houses of one hamlet, joined: the triangles between them (Delaunay's, alpha shape), the way
/// along a row, a house by itself. Edges that are too long are left out; what the others
/// enclose is filled.
Geometry hamlets(GEOSContextHandle_t context, const Geometry& houses) {
    const auto all = checked(context, GEOSDelaunayTriangulation_r(context, houses.get(), 0, 1));
    std::vector<Geometry> near;
    std::set<std::pair<double, double>> joined;
    for (int i = 0; i < GEOSGetNumGeometries_r(context, all.get()); ++i) {
        const auto* const edge = GEOSGetGeometryN_r(context, all.get(), i);
        double length = 0;
        if (GEOSLength_r(context, edge, &length) != 1 || length > reach_m * units_a_metre) {
            continue;
        }
        near.push_back(copy_of(context, edge));
        const auto* const ends = GEOSGeom_getCoordSeq_r(context, edge);
        for (const unsigned end : {0U, 1U}) {
            std::pair<double, double> place;
            GEOSCoordSeq_getXY_r(context, ends, end, &place.first, &place.second);
            joined.insert(place);
        }
    }
    const auto edges = collection(context, std::move(near));
    GEOSGeometry* cuts = nullptr;
    GEOSGeometry* dangles = nullptr;
    const auto faces =
        checked(context, GEOSPolygonize_full_r(context, edges.get(), &cuts, &dangles, nullptr));
    std::vector<Geometry> parts;
    parts.push_back(checked(context, cuts));
    parts.push_back(checked(context, dangles));
    parts.push_back(checked(context, GEOSCoverageUnion_r(context, faces.get())));
    for (int i = 0; i < GEOSGetNumGeometries_r(context, houses.get()); ++i) {
        const auto* const house = GEOSGetGeometryN_r(context, houses.get(), i);
        std::pair<double, double> place;
        GEOSGeomGetX_r(context, house, &place.first);
        GEOSGeomGetY_r(context, house, &place.second);
        if (!joined.contains(place)) {
            parts.push_back(copy_of(context, house));
        }
    }
    return collection(context, std::move(parts));
}

/// Between degrees and the grid's plane, which keeps angles.
MultiPolygon map_points(MultiPolygon shape, LonLat (*map)(LonLat)) {
    for (auto& polygon : shape) {
        for (auto& ring : polygon) {
            std::ranges::transform(ring, ring.begin(), map);
        }
    }
    return shape;
}

LonLat plane_of(LonLat position) {
    const auto point = to_grid(position);
    return {static_cast<double>(point.x), static_cast<double>(point.y)};
}

LonLat degrees_of(LonLat plane) {
    constexpr double most = 4294967295.0;
    return to_lonlat({static_cast<std::uint32_t>(std::clamp(std::round(plane.lon), 0.0, most)),
                      static_cast<std::uint32_t>(std::clamp(std::round(plane.lat), 0.0, most))});
}

} // namespace

struct OutlineMaker::State {
    Context context{GEOS_init_r()};

    MultiPolygon degrees(const Geometry& geometry) const {
        MultiPolygon plane;
        collect_polygons(context.get(), geometry.get(), plane);
        return map_points(std::move(plane), degrees_of);
    }
};

OutlineMaker::OutlineMaker() : m_state(std::make_unique<State>()) {}
OutlineMaker::~OutlineMaker() = default;

MultiPolygon OutlineMaker::around(std::vector<GridPoint> points) const {
    auto* const context = m_state->context.get();
    for (auto& point : points) {
        point = {point.x >> thinning_bits, point.y >> thinning_bits};
    }
    std::ranges::sort(points);
    points.erase(std::unique(points.begin(), points.end()), points.end());
    try {
        std::vector<Geometry> parts;
        for (const auto point : points) {
            constexpr double half = 0.5;
            const double side = std::exp2(thinning_bits);
            parts.push_back(
                checked(context, GEOSGeom_createPointFromXY_r(context, (point.x + half) * side,
                                                              (point.y + half) * side)));
        }
        const auto all = collection(context, std::move(parts), GEOS_MULTIPOINT);
        const auto around =
            checked(context, GEOSBuffer_r(context, hamlets(context, all).get(),
                                          margin_m * units_a_metre, quadrant_segments));
        return m_state->degrees(
            checked(context, GEOSTopologyPreserveSimplify_r(context, around.get(),
                                                            village_tolerance_m * units_a_metre)));
    } catch (const GeosFailure&) {
        return {};
    }
}

MultiPolygon OutlineMaker::around(std::span<const MultiPolygon> places, double tolerance_m) const {
    auto* const context = m_state->context.get();
    try {
        std::vector<Geometry> parts;
        for (const auto& place : places) {
            if (!place.empty()) {
                parts.push_back(multipolygon_of(context, map_points(place, plane_of)));
            }
        }
        const auto all = collection(context, std::move(parts));
        const auto joined = checked(context, GEOSUnaryUnion_r(context, all.get()));
        Geometry filled;
        for (const double ratio : join_ratios) {
            filled =
                checked(context, GEOSConcaveHullOfPolygons_r(context, joined.get(), ratio, 0, 0));
            if (GEOSGetNumGeometries_r(context, filled.get()) <= 1) {
                break;
            }
        }
        return m_state->degrees(
            checked(context, GEOSTopologyPreserveSimplify_r(context, filled.get(),
                                                            tolerance_m * units_a_metre)));
    } catch (const GeosFailure&) {
        return {};
    }
}

LonLat OutlineMaker::point_inside(const MultiPolygon& shape) const {
    auto* const context = m_state->context.get();
    try {
        const auto geometry = multipolygon_of(context, shape);
        const auto point = checked(context, GEOSPointOnSurface_r(context, geometry.get()));
        LonLat found;
        GEOSGeomGetX_r(context, point.get(), &found.lon);
        GEOSGeomGetY_r(context, point.get(), &found.lat);
        return found;
    } catch (const GeosFailure&) {
        return shape.front().front().front();
    }
}

std::vector<std::uint8_t> OutlineMaker::to_wkb(const MultiPolygon& shape) const {
    auto* const context = m_state->context.get();
    const auto geometry = multipolygon_of(context, shape);
    std::size_t size = 0;
    unsigned char* const bytes = GEOSGeomToWKB_buf_r(context, geometry.get(), &size);
    std::vector<std::uint8_t> copy(bytes, bytes + size);
    GEOSFree_r(context, bytes);
    return copy;
}

MultiPolygon OutlineMaker::from_wkb(std::span<const std::uint8_t> bytes) const {
    auto* const context = m_state->context.get();
    MultiPolygon shape;
    try {
        const auto geometry =
            checked(context, GEOSGeomFromWKB_buf_r(context, bytes.data(), bytes.size()));
        collect_polygons(context, geometry.get(), shape);
    } catch (const GeosFailure&) {
        shape.clear();
    }
    return shape;
}

} // namespace tuban::geometry
