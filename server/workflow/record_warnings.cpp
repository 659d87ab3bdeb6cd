#include "server/workflow/record_warnings.hpp"

#include "data/store/links.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace tuban::workflow {
namespace {

using nlohmann::json;

constexpr double noticeable_difference = 0.2;
constexpr double round_number = 100;

void warn_grade(std::vector<Issue>& warnings, const json& body, const RecordState& state,
                const History& history) {
    const auto* const previous = previous_submission(history, state.document.status);
    if (previous == nullptr) {
        return;
    }
    const auto grade = body.value("grade", "");
    const auto earlier = body_of(previous->revision.body).value("grade", "");
    if (!earlier.empty() && !grade.empty() && earlier != grade) {
        warnings.push_back(
            {"grade_changed", "", "/grade",
             fmt::format("等级由 {} 改为 {}，请核对鉴定或评估材料", earlier, grade)});
    }
}

void warn_area(std::vector<Issue>& warnings, const json& body, const json& sources) {
    const auto value = body.find("floor_area_m2");
    if (value == body.end() || !value->is_number()) {
        return;
    }
    const auto area_m2 = value->get<double>();
    if (std::fmod(area_m2, round_number) == 0) {
        warnings.push_back({"area_round", "", "/floor_area_m2",
                            fmt::format("建筑面积 {} m² 是整百数，请确认是否实测", area_m2)});
    }
    const auto source = sources.value("floor_area_m2", json::object());
    if (source.value("source", "") != "hand" && source.contains("value") &&
        source["value"].is_number()) {
        const auto stated = source["value"].get<double>();
        if (std::abs(area_m2 - stated) > noticeable_difference * stated) {
            warnings.push_back(
                {"area_differs", "", "/floor_area_m2",
                 fmt::format("建筑面积 {} m² 与来源的 {} m² 相差超过 20%", area_m2, stated)});
        }
    }
}

void warn_shared_patch(std::vector<Issue>& warnings, store::Reader& reader, const model::Area& area,
                       const RecordState& state) {
    if (!state.is_linked()) {
        return;
    }
    const auto linked =
        store::households_of_patch(reader, area, *state.household.patch_number).size();
    if (linked > 1) {
        warnings.push_back(
            {"patch_shared", "", "/patch",
             fmt::format("另有 {} 户也选了这个图斑，请确认是否分户同住", linked - 1)});
    }
}

} // namespace

std::vector<Issue> record_warnings(store::Reader& reader, const model::Area& area,
                                   const RecordState& state, const json& body, const json& sources,
                                   const History& history) {
    std::vector<Issue> warnings;
    if (body.value("housing", "") != "own_rural" || body.value("deceased_cancelled", false)) {
        return warnings;
    }
    warn_grade(warnings, body, state, history);
    warn_area(warnings, body, sources);
    warn_shared_patch(warnings, reader, area, state);
    return warnings;
}

void warn_far_photos(std::vector<Issue>& warnings, const std::vector<store::Photo>& photos,
                     const std::optional<geometry::LonLat>& patch) {
    for (const auto& photo : photos) {
        const auto distance_m = distance_to_patch_m(photo, patch);
        // A document may be photographed at the office.
        if (distance_m && is_far(photo, *distance_m) && photo.slot != "report") {
            warnings.push_back(
                {"photo_far", "", "/photos/" + photo.slot,
                 fmt::format("有照片拍摄于距图斑约 {:.0f} 米处，请核对照片是否是这座房屋",
                             *distance_m)});
        }
    }
}

} // namespace tuban::workflow
