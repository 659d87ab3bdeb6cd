#include "spatial/geometry/crs.hpp"

#include "spatial/geometry/crs_advice.hpp"

#include <fmt/format.h>
#include <proj.h>
#include <proj_experimental.h>

#include <cmath>
#include <utility>

namespace tuban::geometry {
namespace {

struct ContextDeleter {
    void operator()(PJ_CONTEXT* context) const noexcept { proj_context_destroy(context); }
};
struct ObjectDeleter {
    void operator()(PJ* object) const noexcept { proj_destroy(object); }
};
using Context = std::unique_ptr<PJ_CONTEXT, ContextDeleter>;
using Object = std::unique_ptr<PJ, ObjectDeleter>;

Object create(PJ_CONTEXT* context, const std::string& definition) {
    return Object(proj_create(context, definition.c_str()));
}

/// The horizontal CRS behind compound and 3D ones.
Object horizontal_part(PJ_CONTEXT* context, Object crs) {
    if (proj_get_type(crs.get()) == PJ_TYPE_COMPOUND_CRS) {
        crs.reset(proj_crs_get_sub_crs(context, crs.get(), 0));
    }
    if (crs && proj_get_type(crs.get()) == PJ_TYPE_GEOGRAPHIC_3D_CRS) {
        crs.reset(proj_crs_demote_to_2D(context, nullptr, crs.get()));
    }
    return crs;
}

bool is_earth_fixed(PJ_TYPE type) {
    return type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_PROJECTED_CRS;
}

bool is_same_degrees(PJ_CONTEXT* context, PJ* crs) {
    for (const char* code : {"EPSG:4490", "EPSG:4326", "OGC:CRS84"}) {
        const Object known = create(context, code);
        if (known &&
            proj_is_equivalent_to_with_ctx(context, crs, known.get(),
                                           PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS) != 0) {
            return true;
        }
    }
    return false;
}

std::optional<double> parameter(PJ_CONTEXT* context, PJ* conversion, const char* name) {
    const int index = proj_coordoperation_get_param_index(context, conversion, name);
    if (index < 0) {
        return std::nullopt;
    }
    double value = 0;
    double unit = 1;
    if (proj_coordoperation_get_param(context, conversion, index, nullptr, nullptr, nullptr, &value,
                                      nullptr, &unit, nullptr, nullptr, nullptr, nullptr) == 0) {
        return std::nullopt;
    }
    return value;
}

/// Transverse Mercator on the Greenwich meridian with a scale of 1 and China's zone layout.
std::optional<GaussKruger> gauss_kruger_of(PJ_CONTEXT* context, PJ* crs) {
    const Object conversion(proj_crs_get_coordoperation(context, crs));
    if (!conversion) {
        return std::nullopt;
    }
    const char* method = nullptr;
    if (proj_coordoperation_get_method_info(context, conversion.get(), &method, nullptr, nullptr) ==
            0 ||
        method == nullptr || std::string(method) != "Transverse Mercator") {
        return std::nullopt;
    }
    const auto easting = parameter(context, conversion.get(), "False easting");
    const auto meridian = parameter(context, conversion.get(), "Longitude of natural origin");
    const auto scale = parameter(context, conversion.get(), "Scale factor at natural origin");
    if (!easting || !meridian || !scale || std::abs(*scale - 1) > 1e-9 || *meridian < china.west ||
        *meridian > china.east) {
        return std::nullopt;
    }
    return GaussKruger{*easting, *meridian};
}

/// Official data strays a little over a zone's edge: a county keeps one zone.
constexpr double projected_margin_deg = 3;

DegreeBox allowed_area(PJ_CONTEXT* context, PJ* crs, const SourceCrs& source, bool is_chinese) {
    if (is_chinese || source.gauss_kruger) {
        return china;
    }
    DegreeBox box;
    if (proj_get_area_of_use(context, crs, &box.west, &box.south, &box.east, &box.north, nullptr) ==
            0 ||
        box.west > box.east || box.west <= -1000) {
        return {};
    }
    const double margin = source.is_geographic ? 1 : projected_margin_deg;
    return {box.west - margin, box.south - margin, box.east + margin, box.north + margin};
}

/// CGCS 2000, Xian 1980, Beijing 1954: geographic systems that are for China alone.
bool has_chinese_name(const std::string& name) {
    for (const char* part : {"China Geodetic", "CGCS2000", "CGCS_2000", "China_2000", "Xian 1980",
                             "Xian_1980", "Beijing 1954", "Beijing_1954", "New Beijing"}) {
        if (name.find(part) != std::string::npos) {
            return true;
        }
    }
    return false;
}

} // namespace

struct CrsTransform::State {
    Context context{proj_context_create()};
    Object operation; ///< none: the source is in degrees that we take as they are
    SourceCrs source;
};

CrsTransform::CrsTransform(std::unique_ptr<State> state) : m_state(std::move(state)) {}
CrsTransform::~CrsTransform() = default;
CrsTransform::CrsTransform(CrsTransform&&) noexcept = default;
CrsTransform& CrsTransform::operator=(CrsTransform&&) noexcept = default;

const std::string& CrsTransform::name() const noexcept {
    return m_state->source.name;
}

Result<CrsTransform, Issue> CrsTransform::open(const std::string& definition) {
    using Opened = Result<CrsTransform, Issue>;
    auto state = std::make_unique<State>();
    PJ_CONTEXT* context = state->context.get();
    proj_log_level(context, PJ_LOG_NONE);
    proj_context_set_enable_network(context, 0);

    const auto refuse = [&](const char* why) {
        return Opened::refuse(
            {"crs_unknown", "", "",
             fmt::format("坐标系“{}”{}。请用 --crs 指定，例如 --crs EPSG:4490（经纬度）或 "
                         "--crs EPSG:4545（3 度带，中央经线 108°）",
                         definition.substr(0, 80), why)});
    };
    Object crs = create(context, definition);
    if (!crs || proj_is_crs(crs.get()) == 0) {
        return refuse("无法识别");
    }
    crs = horizontal_part(context, std::move(crs));
    Object base;
    if (crs && proj_get_type(crs.get()) == PJ_TYPE_BOUND_CRS) {
        base.reset(proj_get_source_crs(context, crs.get()));
    }
    PJ* described = base ? base.get() : crs.get();
    if (described == nullptr || !is_earth_fixed(proj_get_type(described))) {
        return refuse("不是大地坐标系");
    }

    SourceCrs& source = state->source;
    const char* name = proj_get_name(described);
    source.name = name == nullptr ? definition.substr(0, 80) : name;
    source.is_geographic = proj_get_type(described) == PJ_TYPE_GEOGRAPHIC_2D_CRS;
    source.gauss_kruger = gauss_kruger_of(context, described);
    source.area = allowed_area(context, described, source, has_chinese_name(source.name));

    if (source.is_geographic && is_same_degrees(context, described)) {
        return CrsTransform(std::move(state));
    }
    const Object target = create(context, "EPSG:4490");
    Object operation(
        proj_create_crs_to_crs_from_pj(context, crs.get(), target.get(), nullptr, nullptr));
    if (operation) {
        state->operation.reset(proj_normalize_for_visualization(context, operation.get()));
    }
    if (!state->operation) {
        return refuse("无法转换到 CGCS2000");
    }
    return CrsTransform(std::move(state));
}

std::optional<Issue> CrsTransform::to_degrees(MultiPolygon& shape) const {
    if (m_state->source.is_geographic && are_swapped_degrees(shape)) {
        return explain_coordinate(m_state->source, shape.front().front().front());
    }
    for (auto& polygon : shape) {
        for (auto& ring : polygon) {
            if (auto issue = to_degrees(ring)) {
                return issue;
            }
        }
    }
    return std::nullopt;
}

std::optional<Issue> CrsTransform::to_degrees(Ring& ring) const {
    const SourceCrs& source = m_state->source;
    for (auto& point : ring) {
        const LonLat given = point;
        if (!std::isfinite(given.lon) || !std::isfinite(given.lat)) {
            return Issue{"coordinate_not_finite", "", "",
                         "坐标不是有限的数（NaN 或无穷大），请在原数据中改正"};
        }
        if (!is_in_range(source, given)) {
            return explain_coordinate(source, given);
        }
        if (m_state->operation) {
            const PJ_COORD moved = proj_trans(m_state->operation.get(), PJ_FWD,
                                              proj_coord(given.lon, given.lat, 0, 0));
            point = {moved.xy.x, moved.xy.y};
        }
        if (!std::isfinite(point.lon) || !source.area.contains(point)) {
            return explain_coordinate(source, given);
        }
    }
    return std::nullopt;
}

} // namespace tuban::geometry
