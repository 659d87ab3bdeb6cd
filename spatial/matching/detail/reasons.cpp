#include "spatial/matching/detail/reasons.hpp"

#include "base/utf8.hpp"
#include "spatial/matching/detail/place.hpp"
#include "spatial/matching/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

namespace tuban::matching::detail {

namespace {

/// Reasons that weigh less would not change anybody's mind.
constexpr float least_reason = 0.2F;

struct Words {
    const char* code;
    const char* text;
};

constexpr std::array<Words, owner_level::count> owner_words{{
    {"owner_is_head", "户主与产权人同名"},
    {"owner_is_member", "家庭成员与产权人同名"},
    {"owner_similar", "户主与产权人姓名音近或形近"},
    {"owner_one_character_off", "户主与产权人姓名一字之差"},
    {"owner_similar_to_member", "家庭成员与产权人姓名音近或形近"},
    {"owner_same_surname", "与产权人同姓不同名"},
    {"owner_differs", "户主与产权人不同名"},
}};

std::string to_utf8(std::u32string_view text) {
    std::string bytes;
    for (const char32_t c : text) {
        append_code_point(bytes, c);
    }
    return bytes;
}

std::string group_text(const PreparedVillage& village, const VillageName& names, LabelId label) {
    if (label == 0) {
        return {};
    }
    const Label& stated = village.labels[label];
    const std::string text = chinese_number(stated.group) + "组";
    return stated.part == 0 || stated.part >= names.names.size()
               ? text
               : "原" + to_utf8(names.names[stated.part]) + text;
}

class Description {
  public:
    Description(const PreparedHousehold& household, const Scored& scored,
                const PreparedCounty& county)
        : m_village(county.villages[county.village_of[scored.patch]]),
          m_names(county.table.village(county.village_of[scored.patch])),
          m_patch(county.patches[scored.patch]),
          m_place(read_place(folded(household.address), m_names.names)) {
        if (household.stated_group) {
            m_place.group = household.stated_group;
        }
    }

    Words words_of_group(std::size_t level, std::string& text) const {
        const std::string own = own_group();
        const std::string theirs = group_text(m_village, m_names, m_patch.group);
        switch (level) {
        case group_level::same:
            text = fmt::format("地址“{}”一致", own);
            return {"group_equal", nullptr};
        case group_level::conflict_near:
            text = fmt::format("图斑登记为“{}”，周围房屋多属{}", theirs, own);
            return {"group_around", nullptr};
        case group_level::likely:
            text = fmt::format("图斑位于{}的房屋之中", own);
            return {"group_around", nullptr};
        case group_level::possible:
            text = fmt::format("图斑靠近{}", own);
            return {"group_near", nullptr};
        case group_level::other_numbering:
            text = fmt::format("并村前后组号对应：“{}”与图斑“{}”同一位置", own,
                               theirs.empty() ? "所在组" : theirs);
            return {"group_renumbered", nullptr};
        case group_level::conflict:
            text = fmt::format("组别不同（图斑为“{}”）", theirs);
            return {"group_differs", nullptr};
        default:
            text = fmt::format("图斑不在{}的房屋之中", own);
            return {"group_elsewhere", nullptr};
        }
    }

    Words words_of_number(std::size_t level, std::string& text) const {
        const int own = m_place.number.value_or(0);
        switch (level) {
        case number_level::same:
            text = fmt::format("门牌“{}号”一致", own);
            return {"number_equal", nullptr};
        case number_level::near:
            text = fmt::format("按相邻门牌推算约为{}号", m_patch.imputed_number);
            return {"number_imputed", nullptr};
        case number_level::far:
            text = fmt::format("按相邻门牌推算约为{}号，与{}号不符", m_patch.imputed_number, own);
            return {"number_imputed_differs", nullptr};
        case number_level::conflict:
            text = fmt::format("门牌不同（图斑为“{}号”）", m_patch.number);
            return {"number_differs", nullptr};
        default:
            text = "图斑未登记门牌";
            return {"number_unknown", nullptr};
        }
    }

    Words words_of_both(std::size_t level, std::string& text) const {
        const std::size_t group = level / number_level::count;
        const std::size_t number = level % number_level::count;
        if (group == group_level::same && number == number_level::same) {
            text = fmt::format("地址“{}{}号”一致", own_group(), m_place.number.value_or(0));
            return {"address_equal", nullptr};
        }
        std::string of_number;
        const Words words = words_of_group(group, text);
        const Words others = words_of_number(number, of_number);
        text += "，" + of_number;
        return {number == number_level::conflict ? others.code : words.code, nullptr};
    }

  private:
    static address::FoldedText folded(std::string_view address) {
        address::FoldedText text;
        text.assign(address);
        return text;
    }

    std::string own_group() const {
        const std::string text = chinese_number(m_place.group.value_or(0)) + "组";
        return m_place.part == 0 || m_place.part >= m_names.names.size()
                   ? text
                   : "原" + to_utf8(m_names.names[m_place.part]) + text;
    }

    const PreparedVillage& m_village;
    const VillageName& m_names;
    const PreparedPatch& m_patch;
    Place m_place;
};

/// `second`: weight of its maybe being another building of the household. Whatever house is as
/// houses are has this doubt, so it is no reason against one of them.
Reason building_reason(BuildingLevel level, double own_weight, double second, bool has_uses) {
    const double weight = own_weight + second;
    const std::size_t use = use_of(level);
    const std::string use_text = use == 0 ? "" : use == 1 ? "用途不明" : "不是住宅";
    if (standing_of(level) != Standing::best) {
        return {"second_building",
                use_text + (use == 0 ? "" : "，") + "产权人在近旁另有更像住房的房屋", weight};
    }
    if (use != 0) {
        return {"no_dwelling", use_text, weight};
    }
    if (size_of(level) < 2) {
        return {"small", "面积明显小于本村住宅", weight};
    }
    return {"is_dwelling", has_uses ? "住宅，面积与本村住宅相当" : "面积与本村住宅相当",
            std::max(own_weight, 0.0)};
}

} // namespace

std::optional<double> distance_to(const PreparedHousehold& household, const BoxMetres& box) {
    if (!household.has_position) {
        return std::nullopt;
    }
    const auto likeliest = static_cast<std::size_t>(std::ranges::max_element(household.datum) -
                                                    household.datum.begin());
    const Metres place = household.places[likeliest];
    const double dx = std::max({double{box.west} - place.x, 0.0, double{place.x} - box.east});
    const double dy = std::max({double{box.south} - place.y, 0.0, double{place.y} - box.north});
    return std::hypot(dx, dy);
}

std::vector<Reason> describe(const PreparedHousehold& household, const Scored& scored,
                             const PreparedCounty& county, std::optional<double> distance_m) {
    std::vector<Reason> reasons;
    const Description description(household, scored, county);
    for (std::size_t f = 0; f < field_count; ++f) {
        const Level level = scored.levels[f];
        const float weight = scored.weights[f];
        if (level == no_level) {
            continue;
        }
        if (f == index_of(Field::building)) {
            const Reason reason = building_reason(level, weight, scored.second, county.has_uses);
            if (std::abs(reason.weight) >= least_reason) {
                reasons.push_back(reason);
            }
            continue;
        }
        if (std::abs(weight) < least_reason) {
            continue;
        }
        std::string text;
        Words words{nullptr, nullptr};
        switch (static_cast<Field>(f)) {
        case Field::owner:
        case Field::owner_alone:
        case Field::owner_deceased:
            words = owner_words[level];
            break;
        case Field::group_number:
        case Field::group_number_merged:
            words = description.words_of_both(level, text);
            break;
        case Field::group:
        case Field::group_merged:
            words = description.words_of_group(level, text);
            break;
        case Field::number:
            words = description.words_of_number(level, text);
            break;
        case Field::natural_village: {
            constexpr std::array<Words, 4> natural{{{"natural_village_equal", "自然村一致"},
                                                    {"natural_village_around", "位于该自然村之中"},
                                                    {"natural_village_near", "靠近该自然村"},
                                                    {"natural_village_differs", "不在该自然村"}}};
            words = natural[level];
            break;
        }
        case Field::building:
            break;
        case Field::floors:
            words = level == 0 ? Words{"floors_equal", "层数一致"}
                               : Words{"floors_differ", "层数不一致"};
            break;
        case Field::area: {
            constexpr std::array<Words, 4> area{{{"area_equal", "建筑面积相符"},
                                                 {"area_similar", "建筑面积相近"},
                                                 {"area_differs", "建筑面积相差较大"},
                                                 {"area_differs", "建筑面积不符"}}};
            words = area[level];
            break;
        }
        case Field::period: {
            constexpr std::array<Words, 3> period{{{"built_equal", "建造年代相符"},
                                                   {"built_similar", "建造年代相近"},
                                                   {"built_differs", "建造年代不符"}}};
            words = period[level];
            break;
        }
        case Field::id: {
            constexpr std::array<Words, id_level::count> id{
                {{"id_equal", "证件号与产权人一致"},
                 {"id_similar", "证件号与产权人基本一致（有遮盖或个别数字不同）"},
                 {"id_differs", "证件号与产权人不一致"}}};
            words = id[level];
            break;
        }
        }
        reasons.push_back({words.code, words.text != nullptr ? words.text : text, weight});
    }
    if (distance_m) {
        reasons.push_back(
            {"distance", fmt::format("距定位点 {:.0f} 米", *distance_m), double{scored.place}});
    }
    const bool is_village_known =
        !county.table.village(county.village_of[scored.patch]).code.empty() &&
        std::ranges::any_of(household.villages, [&county](const CandidateVillage& candidate) {
            return county.villages[candidate.village].size() > 0;
        });
    if (scored.is_outside && is_village_known) {
        constexpr double outside_weight = -3;
        reasons.push_back({"other_village", "不在本村", outside_weight});
    } else if (!scored.is_outside) {
        constexpr double inside_weight = 0.5;
        reasons.push_back({"same_village", "同村", inside_weight});
    }
    std::ranges::stable_sort(reasons, std::ranges::greater{},
                             [](const Reason& reason) { return std::abs(reason.weight); });
    return reasons;
}

} // namespace tuban::matching::detail
