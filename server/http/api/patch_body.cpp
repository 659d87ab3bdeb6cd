#include "server/http/api/patch_body.hpp"

#include "data/codelists/code_lists.hpp"
#include "spatial/geometry/crs.hpp"
#include "spatial/geometry/validity.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tuban::http::api {
namespace {

using nlohmann::json;

constexpr std::size_t max_points = 5000;
constexpr double min_area_m2 = 2;
constexpr double max_area_m2 = 200'000;
constexpr std::size_t max_text_bytes = 600;
constexpr std::int64_t max_floors = 200;
constexpr double max_height_m = 1000;
constexpr double max_floor_area_m2 = 1e7;

struct TextField {
    std::string_view name;
    std::string Patch::*value;
};
constexpr std::array text_fields{TextField{"address", &Patch::address},
                                 TextField{"building_name", &Patch::building_name},
                                 TextField{"owner_name", &Patch::owner_name}};
constexpr std::array code_fields{TextField{"use", &Patch::use},
                                 TextField{"dwelling_kind", &Patch::dwelling_kind},
                                 TextField{"structure", &Patch::structure},
                                 TextField{"built_period", &Patch::built_period},
                                 TextField{"built_by", &Patch::built_by},
                                 TextField{"land_tenure", &Patch::land_tenure}};

/// The geometry is not what it should be, or not where; they stay within this file.
struct Malformed {};
struct Outside {};

geometry::Ring ring_of(const json& points, std::size_t& left) {
    if (!points.is_array() || points.size() < 3 || points.size() > left) {
        throw Malformed{};
    }
    left -= points.size();
    geometry::Ring ring;
    for (const json& point : points) {
        if (!point.is_array() || point.size() < 2 || !point[0].is_number() ||
            !point[1].is_number()) {
            throw Malformed{};
        }
        const geometry::LonLat position{point[0].get<double>(), point[1].get<double>()};
        if (!geometry::china.contains(position)) {
            throw Outside{};
        }
        ring.push_back(position);
    }
    return ring;
}

geometry::Polygon polygon_of(const json& rings, std::size_t& left) {
    if (!rings.is_array() || rings.empty()) {
        throw Malformed{};
    }
    geometry::Polygon polygon;
    for (const json& ring : rings) {
        polygon.push_back(ring_of(ring, left));
    }
    return polygon;
}

geometry::MultiPolygon shape_of(const json& geometry) {
    const auto type = geometry.find("type");
    const auto coordinates = geometry.find("coordinates");
    if (type == geometry.end() || coordinates == geometry.end()) {
        throw Malformed{};
    }
    std::size_t left = max_points;
    geometry::MultiPolygon shape;
    if (*type == "Polygon") {
        shape.push_back(polygon_of(*coordinates, left));
    } else if (*type == "MultiPolygon" && coordinates->is_array() && !coordinates->empty()) {
        for (const json& polygon : *coordinates) {
            shape.push_back(polygon_of(polygon, left));
        }
    } else {
        throw Malformed{};
    }
    return shape;
}

class AttributeReader {
  public:
    AttributeReader(Patch& patch, std::vector<FieldError>& errors)
        : m_patch(patch), m_errors(errors) {}

    void read(const std::string& name, const json& value) {
        if (const auto* field = find(text_fields, name)) {
            read_text(name, value, m_patch.*(field->value));
        } else if (const auto* code = find(code_fields, name)) {
            read_code(name, value, m_patch.*(code->value));
        } else if (name == "floors") {
            read_floors(value);
        } else if (name == "height_m") {
            m_patch.height_m = measure(name, value, max_height_m);
        } else if (name == "floor_area_m2") {
            m_patch.floor_area_m2 = measure(name, value, max_floor_area_m2);
        } else {
            fault(name, "unknown", "没有这个属性，或不能在这里修改");
        }
    }

  private:
    template <std::size_t size>
    static const TextField* find(const std::array<TextField, size>& fields, std::string_view name) {
        for (const auto& field : fields) {
            if (field.name == name) {
                return &field;
            }
        }
        return nullptr;
    }

    void fault(std::string_view name, std::string code, std::string message) {
        m_errors.push_back(
            {fmt::format("/attributes/{}", name), std::move(code), std::move(message)});
    }

    void read_text(const std::string& name, const json& value, std::string& target) {
        if (value.is_null()) {
            target.clear();
        } else if (!value.is_string() ||
                   value.get_ref<const std::string&>().size() > max_text_bytes) {
            fault(name, "invalid", "应为不超过 200 字的文字");
        } else {
            target = value.get<std::string>();
        }
    }

    void read_code(const std::string& name, const json& value, std::string& target) {
        if (value.is_null()) {
            target.clear();
            return;
        }
        const auto code =
            value.is_string()
                ? codelists::normalize_patch_code(name, value.get_ref<const std::string&>())
                : std::nullopt;
        if (!code) {
            fault(name, "unknown_code", "不在代码表中，请从列表中选择");
            return;
        }
        target = *code;
    }

    void read_floors(const json& value) {
        if (value.is_null()) {
            m_patch.floors.reset();
        } else if (!value.is_number_integer() || value.get<std::int64_t>() < 0 ||
                   value.get<std::int64_t>() > max_floors) {
            fault("floors", "out_of_range", "层数应为 0 至 200 的整数");
        } else {
            m_patch.floors = static_cast<std::uint16_t>(value.get<std::int64_t>());
        }
    }

    std::optional<float> measure(const std::string& name, const json& value, double most) {
        if (value.is_null()) {
            return std::nullopt;
        }
        if (!value.is_number() || !(value.get<double>() > 0) || value.get<double>() > most) {
            fault(name, "out_of_range", fmt::format("应大于 0，不超过 {}", most));
            return std::nullopt;
        }
        return static_cast<float>(value.get<double>());
    }

    Patch& m_patch;
    std::vector<FieldError>& m_errors;
};

} // namespace

void read_geometry(const json& geometry, Patch& patch, std::vector<FieldError>& errors) {
    try {
        auto valid = geometry::ShapeRepairer().repair(shape_of(geometry));
        if (!valid) {
            errors.push_back({"/geometry", valid.refusal().code, valid.refusal().detail});
            return;
        }
        const double area_m2 = geometry::area_m2(valid->shape);
        if (area_m2 < min_area_m2 || area_m2 > max_area_m2) {
            errors.push_back({"/geometry", "area_out_of_range",
                              fmt::format("轮廓面积 {:.1f} 平方米，应在 {} 至 {} 平方米之间",
                                          area_m2, min_area_m2, max_area_m2)});
            return;
        }
        patch.shape = std::move(valid->shape);
        patch.ground_area_m2 = static_cast<float>(area_m2);
    } catch (const Malformed&) {
        errors.push_back({"/geometry", "geometry_invalid",
                          "应为 GeoJSON 的 Polygon 或 MultiPolygon：先经度后纬度，"
                          "每个环至少 3 个点，总共不超过 5000 个点"});
    } catch (const Outside&) {
        errors.push_back(
            {"/geometry", "outside_area", "轮廓有点不在中国范围内，请核对坐标（先经度后纬度）"});
    }
}

void read_attributes(const json& attributes, Patch& patch, std::vector<FieldError>& errors) {
    AttributeReader reader(patch, errors);
    for (const auto& [name, value] : attributes.items()) {
        reader.read(name, value);
    }
}

} // namespace tuban::http::api
