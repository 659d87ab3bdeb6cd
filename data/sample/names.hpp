#pragma once

#include <array>
#include <string_view>

namespace tuban::sample {

/// Invented names. Surnames repeat as they do in clan villages; no combination is meant to be a
/// real person's.
inline constexpr std::array<std::string_view, 40> surnames{
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱",
    "高", "林", "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于",
    "董", "萧", "程", "曹", "袁", "邓", "许", "傅", "沈", "曾", "彭", "吕"};

inline constexpr std::array<std::string_view, 60> given_characters{
    "望", "禾", "秋", "野", "苗", "舟", "川", "兰", "田", "松", "柏", "竹", "石", "泉", "溪",
    "岭", "春", "夏", "冬", "晨", "暮", "云", "雨", "雪", "霜", "露", "青", "素", "朴", "谷",
    "麦", "稻", "桑", "棉", "茶", "桂", "荷", "菊", "梅", "桃", "李", "杏", "枣", "柚", "榆",
    "槐", "枫", "桐", "岩", "峰", "原", "河", "湖", "江", "浦", "洲", "渡", "桥", "坪", "塘"};

struct TownNames {
    std::string_view town;
    std::array<std::string_view, 6> villages;
};

inline constexpr std::array<TownNames, 4> towns{{
    {"龙溪镇", {"张家湾村", "柳树坪村", "石桥村", "青杠村", "桐子林社区", "双井村"}},
    {"双河镇", {"两河口村", "杨家坝村", "梨园村", "大石村", "新桥社区", "土地垭村"}},
    {"茶店镇", {"茶园村", "高岭村", "枣树村", "白果村", "桂花社区", "磨子沟村"}},
    {"白岩乡", {"白岩村", "岩口村", "松林村", "水井湾村", "枫香村", "黄泥坡村"}},
}};

} // namespace tuban::sample
