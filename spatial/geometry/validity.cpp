#include "spatial/geometry/validity.hpp"

#include "spatial/geometry/detail/geos.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>

namespace tuban::geometry {
namespace {

using namespace detail;

struct ParametersDeleter {
    GEOSContextHandle_t context = nullptr;
    void operator()(GEOSMakeValidParams* parameters) const noexcept {
        GEOSMakeValidParams_destroy_r(context, parameters);
    }
};
using Parameters = std::unique_ptr<GEOSMakeValidParams, ParametersDeleter>;

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

/// On which side of the line from a to b c lies: 1 or -1; 0 where rounding leaves it open
/// (J. R. Shewchuk, Adaptive Precision Floating-Point Arithmetic, 1997, filter A of Orient2D).
int certain_side(LonLat a, LonLat b, LonLat c) noexcept {
    constexpr double error = 3.3306690738754716e-16;
    const double left = (a.lon - c.lon) * (b.lat - c.lat);
    const double right = (a.lat - c.lat) * (b.lon - c.lon);
    const double bound =
        error * (std::abs(left) + std::abs(right)) + std::numeric_limits<double>::min();
    return static_cast<int>(left - right > bound) - static_cast<int>(left - right < -bound);
}

/// One edge lies on one side of the line through the other.
bool are_certainly_apart(LonLat a, LonLat b, LonLat c, LonLat d) noexcept {
    return certain_side(a, b, c) * certain_side(a, b, d) > 0 ||
           certain_side(c, d, a) * certain_side(c, d, b) > 0;
}

/// Nearly every footprint: one short ring that turns at each corner and whose edges meet nowhere
/// else. True only where GEOS would say valid, in a twentieth of its time; false says nothing.
bool is_certainly_valid(const MultiPolygon& shape) noexcept {
    constexpr std::size_t most_edges = 12;
    if (shape.size() != 1 || shape[0].size() != 1 || shape[0][0].size() > most_edges + 1) {
        return false;
    }
    const Ring& ring = shape[0][0]; // closed
    const std::size_t count = ring.size() - 1;
    for (std::size_t i = 0; i < count; ++i) {
        if (certain_side(ring[i], ring[i + 1], ring[(i + 2) % count]) == 0) {
            return false;
        }
        const std::size_t end =
            i == 0 ? count - 1 : count; // the last edge is the first's neighbour
        for (std::size_t j = i + 2; j < end; ++j) {
            if (!are_certainly_apart(ring[i], ring[i + 1], ring[j], ring[j + 1])) {
                return false;
            }
        }
    }
    return true;
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
    if (is_certainly_valid(shape)) {
        result.shape = std::move(shape);
        return result;
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
