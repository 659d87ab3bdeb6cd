#include "server/map/patch_text.hpp"

#include "base/error.hpp"
#include "base/hex.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace tuban::map {
namespace {

using Json = nlohmann::json;

struct TextField {
    const char* name;
    std::string Patch::*value;
};
constexpr std::array text_fields{TextField{"number", &Patch::number},
                                 TextField{"division_code", &Patch::division_code},
                                 TextField{"address", &Patch::address},
                                 TextField{"building_name", &Patch::building_name},
                                 TextField{"owner_name", &Patch::owner_name},
                                 TextField{"use", &Patch::use},
                                 TextField{"dwelling_kind", &Patch::dwelling_kind},
                                 TextField{"structure", &Patch::structure},
                                 TextField{"built_period", &Patch::built_period},
                                 TextField{"built_by", &Patch::built_by},
                                 TextField{"land_tenure", &Patch::land_tenure},
                                 TextField{"grade", &Patch::grade}};

struct MeasureField {
    const char* name;
    std::optional<float> Patch::*value;
};
constexpr std::array measure_fields{MeasureField{"height_m", &Patch::height_m},
                                    MeasureField{"ground_area_m2", &Patch::ground_area_m2},
                                    MeasureField{"floor_area_m2", &Patch::floor_area_m2}};

Json shape_json(const geometry::MultiPolygon& shape) {
    Json polygons = Json::array();
    for (const auto& polygon : shape) {
        Json rings = Json::array();
        for (const auto& ring : polygon) {
            Json points = Json::array();
            for (const auto& point : ring) {
                points.push_back({point.lon, point.lat});
            }
            rings.push_back(std::move(points));
        }
        polygons.push_back(std::move(rings));
    }
    return polygons;
}

geometry::MultiPolygon shape_of(const Json& polygons) {
    geometry::MultiPolygon shape;
    for (const Json& polygon : polygons) {
        shape.emplace_back();
        for (const Json& ring : polygon) {
            shape.back().emplace_back();
            for (const Json& point : ring) {
                shape.back().back().push_back(
                    {point.at(0).get<double>(), point.at(1).get<double>()});
            }
        }
    }
    return shape;
}

} // namespace

std::string to_text(const Patch& patch) {
    Json document{{"shape", shape_json(patch.shape)}};
    for (const auto& [name, value] : text_fields) {
        if (!(patch.*value).empty()) {
            document[name] = patch.*value;
        }
    }
    for (const auto& [name, value] : measure_fields) {
        if (patch.*value) {
            document[name] = *(patch.*value);
        }
    }
    if (patch.floors) {
        document["floors"] = *patch.floors;
    }
    if (!patch.owner_id_sealed.empty()) {
        document["owner_id_sealed"] =
            to_hex({reinterpret_cast<const std::uint8_t*>(patch.owner_id_sealed.data()),
                    patch.owner_id_sealed.size()});
    }
    return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Patch patch_from_text(std::string_view text) {
    try {
        const Json document = Json::parse(text);
        Patch patch;
        patch.shape = shape_of(document.at("shape"));
        for (const auto& [name, value] : text_fields) {
            patch.*value = document.value(name, "");
        }
        for (const auto& [name, value] : measure_fields) {
            if (document.contains(name)) {
                patch.*value = document.at(name).get<float>();
            }
        }
        if (document.contains("floors")) {
            patch.floors = document.at("floors").get<std::uint16_t>();
        }
        const auto sealed = from_hex(document.value("owner_id_sealed", ""));
        patch.owner_id_sealed.assign(sealed.begin(), sealed.end());
        return patch;
    } catch (const Json::exception& error) {
        throw Error("patch_text_damaged", error.what());
    }
}

} // namespace tuban::map
