#include "spatial/io/detail/field_names.hpp"

#include <array>
#include <limits>

namespace tuban::io {
namespace {

using Names = std::string_view;

constexpr std::size_t number_strong = 13;
constexpr Names number[]{
    "patchno", "patchnumber", "patchid", "patchcode", "图斑编号", "图斑号", "图斑编码",
    "房屋图斑编号", "图斑标识码", "tbbh", "tbbm", "tubanbh", "fwtbbh",
    // Weak from here on.
    "number", "bh", "fwbh", "编号", "房屋编号", "房屋编码", "建筑编号", "建筑物编号", "建筑物编码",
    "jzwbh", "jzbh", "fwbm", "统一编号", "唯一编码", "标识码", "bsm", "buildingid", "buildingno"};
constexpr Names division_code[]{
    "divisioncode", "division", "行政区划代码", "区划代码",    "行政区划编码", "区划编码",
    "行政区代码",   "村代码",   "村级代码",     "行政村代码",  "村编码",       "坐落单位代码",
    "xzqhdm",       "xzqdm",    "qhdm",         "xzdm",        "cdm",          "cundm",
    "xzcdm",        "zldwdm",   "qsdwdm",       "villagecode", "adcode",       "regioncode"};
constexpr Names address[]{"address", "addr",     "房屋地址", "地址",    "详细地址", "房屋坐落",
                          "坐落",    "建筑地址", "门牌地址", "fwdz",    "xxdz",     "dz",
                          "zl",      "fwzl",     "jzdz",     "addrfull"};
constexpr Names building_name[]{"buildingname", "建筑名称", "房屋名称", "建筑物名称", "名称",
                                "jzmc",         "jzwmc",    "fwmc",     "mc",         "name"};
constexpr Names owner_name[]{"ownername", "owner",  "户主姓名",   "户主", "产权人姓名",
                             "产权人",    "权利人", "权利人名称", "房主", "房主姓名",
                             "姓名",      "hzxm",   "cqrxm",      "cqr",  "qlr",
                             "qlrmc",     "fzxm",   "xm"};
constexpr Names owner_id[]{"ownerid",      "owneridnumber", "idnumber",       "idcard",
                           "idno",         "身份证",        "身份证号",       "身份证号码",
                           "户主身份证",   "户主身份证号",  "户主身份证号码", "产权人身份证号",
                           "产权人证件号", "证件号",        "证件号码",       "sfz",
                           "sfzh",         "sfzhm",         "hzsfz",          "hzsfzh",
                           "zjh",          "zjhm"};
constexpr Names use[]{"use",  "useclass", "usage",    "buildinguse", "房屋类别",
                      "用途", "房屋用途", "规划用途", "使用性质",    "housetype",
                      "fwlb", "fwyt",     "ghyt",     "yt",          "building"};
constexpr Names dwelling_kind[]{"dwellingkind", "住宅类型", "房屋类型", "fwlx", "zzlx"};
constexpr Names structure[]{
    "structure", "结构类型", "房屋结构", "建筑结构",         "结构", "jglx", "fwjg",
    "jzjg",      "fwjglx",   "jg",       "buildingstructure"};
constexpr Names built_period[]{"builtperiod", "builtyear", "yearbuilt", "buildyear", "建造年代",
                               "建成年代",    "建造年份",  "建成年份",  "建造时间",  "建成时间",
                               "竣工时间",    "jznd",      "jcnd",      "jznf",      "jcnf",
                               "jzsj",        "startdate", "year"};
constexpr Names built_by[]{"builtby", "建造方式", "jzfs"};
constexpr Names land_tenure[]{"landtenure", "土地性质", "土地权属", "土地所有权性质",
                              "tdxz",       "tdsyqxz",  "tdqs"};
constexpr Names grade[]{"grade",        "鉴定等级", "安全等级",     "危房等级",
                        "房屋安全等级", "鉴定结论", "安全鉴定结论", "aqjdjl",
                        "aqdj",         "jddj",     "wfdj",         "房屋等级"};
constexpr Names floors[]{"floors",   "floor", "levels", "storeys",  "stories",       "numfloors",
                         "建筑层数", "层数",  "总层数", "房屋层数", "地上层数",      "cs",
                         "zcs",      "fwcs",  "jzcs",   "dscs",     "buildinglevels"};
constexpr Names height_m[]{"heightm", "height", "建筑高度", "房屋高度",      "高度",
                           "gd",      "jzgd",   "fwgd",     "buildingheight"};
constexpr Names ground_area_m2[]{"groundaream2", "groundarea",   "footprintarea", "占地面积",
                                 "房屋占地面积", "建筑占地面积", "基底面积",      "建筑基底面积",
                                 "zdmj",         "jzzdmj",       "jdmj",          "jzjdmj"};
constexpr Names floor_area_m2[]{
    "flooraream2",  "floorarea", "area", "buildingarea", "建筑面积", "总建筑面积", "房屋面积",
    "房屋建筑面积", "调查面积",  "dcmj", "jzmj",         "zjzmj",    "fwmj"};

constexpr std::size_t all = std::numeric_limits<std::size_t>::max();
constexpr std::array<AttributeNames, attribute_count> table{{
    {Attribute::number, "number", "图斑编号", number, number_strong},
    {Attribute::division_code, "division_code", "行政区划代码", division_code, all},
    {Attribute::address, "address", "地址", address, all},
    {Attribute::building_name, "building_name", "建筑名称", building_name, all},
    {Attribute::owner_name, "owner_name", "户主姓名", owner_name, all},
    {Attribute::owner_id, "owner_id", "户主身份证号", owner_id, all},
    {Attribute::use, "use", "房屋类别", use, all},
    {Attribute::dwelling_kind, "dwelling_kind", "住宅类型", dwelling_kind, all},
    {Attribute::structure, "structure", "结构类型", structure, all},
    {Attribute::built_period, "built_period", "建造年代", built_period, all},
    {Attribute::built_by, "built_by", "建造方式", built_by, all},
    {Attribute::land_tenure, "land_tenure", "土地性质", land_tenure, all},
    {Attribute::grade, "grade", "鉴定等级", grade, all},
    {Attribute::floors, "floors", "建筑层数", floors, all},
    {Attribute::height_m, "height_m", "建筑高度", height_m, all},
    {Attribute::ground_area_m2, "ground_area_m2", "占地面积", ground_area_m2, all},
    {Attribute::floor_area_m2, "floor_area_m2", "建筑面积", floor_area_m2, all},
}};

} // namespace

std::span<const AttributeNames> attribute_names() {
    return table;
}

} // namespace tuban::io
