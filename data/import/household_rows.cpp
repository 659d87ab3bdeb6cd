#include "data/import/household_rows.hpp"

#include "base/error.hpp"
#include "spatial/io/tabular.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace tuban::import {
namespace {

struct Column {
    std::string HouseholdText::*field;
    std::vector<std::string_view> headers;
};

/// Header spellings, first the one of our own template.
const std::vector<Column>& known_columns() {
    static const std::vector<Column> columns{
        {&HouseholdText::household_id, {"household_id", "户编号", "农户编号", "序号编码"}},
        {&HouseholdText::name, {"name", "户主姓名", "姓名", "户主"}},
        {&HouseholdText::id_number,
         {"id_number", "户主身份证号", "身份证号", "身份证号码", "证件号码"}},
        {&HouseholdText::phone, {"phone", "联系电话", "电话", "手机号"}},
        {&HouseholdText::division_code, {"division_code", "行政区划代码", "区划代码", "村代码"}},
        {&HouseholdText::city, {"city", "市", "地市"}},
        {&HouseholdText::county, {"county", "县", "区县", "县区", "县（区）"}},
        {&HouseholdText::town, {"town", "乡镇", "乡", "镇", "乡（镇）"}},
        {&HouseholdText::village, {"village", "村", "行政村", "村（社区）"}},
        {&HouseholdText::address, {"address", "地址", "住址", "家庭住址", "房屋地址"}},
        {&HouseholdText::group, {"group", "组", "村民小组", "小组"}},
        {&HouseholdText::kind, {"kind", "category", "户类型", "农户类型"}},
        {&HouseholdText::family_size, {"family_size", "家庭人口", "家庭户籍人数", "人口数"}},
        {&HouseholdText::members, {"members", "家庭成员"}},
        {&HouseholdText::lon, {"lon", "经度"}},
        {&HouseholdText::lat, {"lat", "纬度"}},
        {&HouseholdText::gps_source, {"gps_source", "定位来源"}},
        {&HouseholdText::gps_accuracy, {"gps_acc", "定位精度"}},
        {&HouseholdText::gps_device, {"gps_device", "定位设备"}},
        {&HouseholdText::floors, {"floors", "房屋层数", "层数"}},
        {&HouseholdText::area, {"area", "房屋面积", "建筑面积"}},
        {&HouseholdText::year, {"year", "建造年份", "建成年份"}},
    };
    return columns;
}

using Assignment = std::vector<std::string HouseholdText::*>; ///< by cell; null: ignored

Assignment assign(const io::TableRow& header) {
    Assignment fields(header.size(), nullptr);
    for (const auto& column : known_columns()) {
        for (const auto spelling : column.headers) {
            const auto at = std::find(header.begin(), header.end(), spelling);
            if (at != header.end()) {
                fields[static_cast<std::size_t>(at - header.begin())] = column.field;
                break;
            }
        }
    }
    return fields;
}

bool offers(const Assignment& fields, std::string HouseholdText::*field) {
    return std::find(fields.begin(), fields.end(), field) != fields.end();
}

} // namespace

HouseholdColumns read_household_rows(const std::filesystem::path& file,
                                     const std::function<void(HouseholdText&&)>& take) {
    std::optional<Assignment> fields;
    io::read_table(file, [&](std::size_t row, io::TableRow&& cells) {
        if (!fields) {
            fields = assign(cells);
            const bool has_place = offers(*fields, &HouseholdText::division_code) ||
                                   offers(*fields, &HouseholdText::village);
            if (!offers(*fields, &HouseholdText::name) || !has_place) {
                throw Error("file_unreadable",
                            fmt::format("{}：首行应有“户主姓名”，以及“行政区划代码”或“村”。"
                                        "请按模板补上表头后重试。",
                                        file.filename().string()));
            }
            return;
        }
        HouseholdText text;
        text.row = row;
        for (std::size_t i = 0; i < std::min(cells.size(), fields->size()); ++i) {
            if (const auto field = (*fields)[i]; field != nullptr) {
                text.*field = std::move(cells[i]);
            }
        }
        take(std::move(text));
    });
    return {fields && offers(*fields, &HouseholdText::id_number)};
}

} // namespace tuban::import
