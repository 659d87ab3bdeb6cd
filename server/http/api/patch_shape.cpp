#include "server/http/api/patch_shape.hpp"

#include "data/store/divisions.hpp"
#include "data/store/links.hpp"
#include "data/store/patch_edits.hpp"
#include "server/http/api/household_shape.hpp"
#include "server/map/patch_states.hpp"
#include "server/map/scopes.hpp"

#include <array>
#include <cmath>
#include <utility>

namespace tuban::http::api {
namespace {

using segment::CodeColumn;
using segment::TextColumn;

constexpr std::array<std::pair<CodeColumn, const char*>, segment::code_column_count> code_names{{
    {CodeColumn::use, "use"},
    {CodeColumn::dwelling_kind, "dwelling_kind"},
    {CodeColumn::structure, "structure"},
    {CodeColumn::built_period, "built_period"},
    {CodeColumn::built_by, "built_by"},
    {CodeColumn::land_tenure, "land_tenure"},
    {CodeColumn::grade, "grade"},
}};

constexpr std::array<const char*, 4> link_names{"unlinked", "proposed", "linked", "several"};

/// 1e-7 degrees are a centimetre, as fine as the grid.
double rounded_degrees(double value) {
    return std::round(value * 1e7) / 1e7;
}
double rounded_tenth(double value) {
    return std::round(value * 10) / 10;
}

json point_json(geometry::LonLat point) {
    return json::array({rounded_degrees(point.lon), rounded_degrees(point.lat)});
}

json outline(const segment::PatchRef& patch) {
    auto polygons = json::array();
    for (const auto& polygon : patch.source->segment->shape(patch.position)) {
        auto rings = json::array();
        for (const auto& ring : polygon) {
            auto points = json::array();
            for (const auto& point : ring) {
                points.push_back(point_json(point));
            }
            rings.push_back(std::move(points));
        }
        polygons.push_back(std::move(rings));
    }
    if (polygons.size() == 1) {
        return {{"type", "Polygon"}, {"coordinates", polygons.front()}};
    }
    return {{"type", "MultiPolygon"}, {"coordinates", std::move(polygons)}};
}

} // namespace

json patch_attributes(const segment::PatchRef& patch) {
    const auto& segment = *patch.source->segment;
    auto attributes = json::object();
    for (const auto& [column, name] : code_names) {
        if (const auto code = segment.code(column, patch.position); !code.empty()) {
            attributes[name] = code;
        }
    }
    if (const auto floors = segment.floors(patch.position)) {
        attributes["floors"] = *floors;
    }
    if (const auto height = segment.height_m(patch.position)) {
        attributes["height_m"] = rounded_tenth(*height);
    }
    if (const auto area = segment.floor_area_m2(patch.position)) {
        attributes["floor_area_m2"] = rounded_tenth(*area);
    }
    attributes["ground_area_m2"] = rounded_tenth(segment.ground_area_m2(patch.position));
    if (const auto address = segment.text(TextColumn::address, patch.position); !address.empty()) {
        attributes["address"] = address;
    }
    return attributes;
}

json patch_json(store::Reader& reader, Services& services, const auth::Principal& principal,
                const segment::PatchRef& patch, std::optional<double> distance_m) {
    const auto& segment = *patch.source->segment;
    const std::string number{segment.number(patch.position)};

    json result{{"number", number}, {"feature_id", patch.id()}};
    const auto division_id = services.scopes.division_of(reader, patch);
    const auto division = division_id ? store::find_division(reader, *division_id) : std::nullopt;
    result["division"] = division ? division_ref(*division) : json(nullptr);
    const auto address = segment.text(TextColumn::address, patch.position);
    if (!address.empty()) {
        result["address"] = address;
    }
    const auto owner = segment.text(TextColumn::owner_name, patch.position);
    if (!owner.empty()) {
        result["owner_name"] = shown_name(owner, principal);
    }
    result["attributes"] = patch_attributes(patch);
    result["label"] = label_json(patch);

    auto households = json::array();
    for (const auto& household : store::households_of_patch(reader, principal.area, number)) {
        households.push_back({{"household_id", std::to_string(household.household_id)},
                              {"head_name", shown_name(household.head_name, principal)},
                              {"status", model::to_string(household.status)},
                              {"grade", household.grade}});
    }
    result["link"] = link_names.at(services.states.of(reader, number).link);
    result["households"] = std::move(households);
    if (const auto edit = store::find_patch_edit(reader, number); edit && !edit->is_dropped) {
        result["edit"] = {{"kind", edit->kind},
                          {"version", edit->version},
                          {"batch_differs", edit->batch_differs}};
    }
    if (distance_m) {
        result["distance_m"] = rounded_tenth(*distance_m);
    }
    return result;
}

json patch_feature(store::Reader& reader, Services& services, const auth::Principal& principal,
                   const segment::PatchRef& patch, std::optional<double> distance_m) {
    return {{"type", "Feature"},
            {"id", patch.id()},
            {"geometry", outline(patch)},
            {"properties", patch_json(reader, services, principal, patch, distance_m)}};
}

json label_json(const segment::PatchRef& patch) {
    return point_json(geometry::to_lonlat(patch.source->segment->label_point(patch.position)));
}

void require_patch(Services& services, const Call& call, const std::string& number) {
    services.store.read([&](store::Reader& reader) {
        const auto view = services.scopes.view(reader, call.who().area);
        if (!segment::Lookup(view->scope).find_number(number)) {
            throw Refused({422,
                           "patch_unknown",
                           "没有这个图斑",
                           "图斑编号不在您的辖区内，或地图数据已更新。请在地图上重新选择。",
                           {{"/number", "unknown", "辖区内没有这个图斑"}}});
        }
    });
}

} // namespace tuban::http::api
