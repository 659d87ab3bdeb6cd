#include "server/http/api/patch_query.hpp"

#include "server/http/api/query_reader.hpp"
#include "server/http/api/refused.hpp"

#include <vector>

namespace tuban::http::api {
namespace {

constexpr std::int64_t max_feature_id = (std::int64_t{1} << 53) - 1;

geometry::LonLat checked(double lon, double lat) {
    if (lon < -180 || lon > 180 || lat < -90 || lat > 90) {
        throw Refused({400, "parameters_invalid", "坐标超出范围",
                       "经度应在 -180 至 180 之间，纬度应在 -90 至 90 之间，先经度后纬度。"});
    }
    return {lon, lat};
}

std::optional<geometry::LonLat> place_of(const std::vector<double>& numbers) {
    return numbers.empty() ? std::nullopt : std::optional(checked(numbers[0], numbers[1]));
}

} // namespace

PatchQuery read_patch_query(const Request& request) {
    QueryReader query(request);
    PatchQuery wanted;
    const auto point = query.numbers("point", 2);
    const auto nearest = query.numbers("nearest", 2);
    const auto box = query.numbers("bbox", 4);
    wanted.division = query.text("division", 12);
    wanted.k = query.integer("k", 10, 1, PatchQuery::max_limit);
    wanted.limit = query.integer("limit", PatchQuery::default_limit, 1, PatchQuery::max_limit);
    const auto after = query.integer("after", -1, 0, max_feature_id);
    query.finish();
    const int places = int{!point.empty()} + int{!nearest.empty()} + int{!box.empty()};
    if (places > 1 || (places == 0 && !wanted.division)) {
        throw Refused({400, "parameters_invalid", "请给出一种查找方式",
                       "point=经度,纬度、nearest=经度,纬度、bbox=西,南,东,北 三者选一，"
                       "或用 division=区划代码 列出一个区划的图斑。"});
    }
    wanted.point = place_of(point);
    wanted.nearest = place_of(nearest);
    if (!box.empty()) {
        wanted.box = {checked(box[0], box[1]), checked(box[2], box[3])};
    }
    if (after >= 0) {
        wanted.after = static_cast<segment::FeatureId>(after);
    }
    return wanted;
}

} // namespace tuban::http::api
