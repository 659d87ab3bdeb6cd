#include "data/sample/county.hpp"

#include "data/sample/clusters.hpp"
#include "data/sample/names.hpp"
#include "data/sample/people.hpp"
#include "data/sample/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <string_view>

namespace tuban::sample {
namespace {

using geometry::LonLat;

constexpr LonLat county_centre{108.72, 30.98};
constexpr std::size_t villages_per_town = std::tuple_size_v<decltype(TownNames::villages)>;
constexpr std::size_t houses_per_group = 32;
constexpr double dwelling_from_m2 = 45;
constexpr std::size_t household_count = 2000;

constexpr std::array<std::string_view, 11> group_names{"",   "一", "二", "三", "四", "五",
                                                       "六", "七", "八", "九", "十"};

LonLat middle_of(const geometry::MultiPolygon& shape) {
    LonLat low{180, 90};
    LonLat high{-180, -90};
    for (const auto& point : shape.front().front()) {
        low = {std::min(low.lon, point.lon), std::min(low.lat, point.lat)};
        high = {std::max(high.lon, point.lon), std::max(high.lat, point.lat)};
    }
    return {(low.lon + high.lon) / 2, (low.lat + high.lat) / 2};
}

/// Moves outlines so that their common middle lies at the county's and each keeps its size in
/// metres: longitudes are stretched by the ratio of the parallels' lengths.
std::vector<geometry::MultiPolygon> move_to_county(std::vector<geometry::MultiPolygon> outlines) {
    LonLat from{};
    for (const auto& outline : outlines) {
        const auto middle = middle_of(outline);
        from.lon += middle.lon / static_cast<double>(outlines.size());
        from.lat += middle.lat / static_cast<double>(outlines.size());
    }
    const auto radians = [](double degrees) { return degrees * std::numbers::pi / 180; };
    const double stretch = std::cos(radians(from.lat)) / std::cos(radians(county_centre.lat));
    for (auto& outline : outlines) {
        for (auto& polygon : outline) {
            for (auto& ring : polygon) {
                for (auto& point : ring) {
                    point = {county_centre.lon + (point.lon - from.lon) * stretch,
                             county_centre.lat + (point.lat - from.lat)};
                }
            }
        }
    }
    return outlines;
}

class CountyMaker {
  public:
    CountyMaker(const std::vector<geometry::MultiPolygon>& outlines, std::uint64_t seed)
        : m_random(seed), m_people(m_random), m_outlines(move_to_county(outlines)) {}

    County make() {
        make_divisions();
        make_patches();
        make_households();
        return std::move(m_county);
    }

  private:
    struct Dwelling {
        std::size_t patch;
        std::size_t village;
        std::string group;
        int number;
    };

    void add_division(std::string code, std::string name, int level, std::string parent,
                      std::string full_name, std::optional<LonLat> office = {}) {
        m_county.divisions.push_back({std::move(code), std::move(name), level, std::move(parent),
                                      std::move(full_name), office});
    }

    void make_divisions() {
        add_division(province_code, "安澜省", 1, "", "安澜省");
        add_division("990100000000", "临溪市", 2, province_code, "安澜省临溪市");
        add_division(county_code, "云泽县", 3, "990100000000", "安澜省临溪市云泽县");

        std::vector<LonLat> middles;
        for (const auto& outline : m_outlines) {
            middles.push_back(middle_of(outline));
        }
        const auto town_of = cluster(middles, towns.size());
        m_village_of.resize(middles.size());
        for (std::size_t town = 0; town < towns.size(); ++town) {
            make_town(town, middles, town_of);
        }
    }

    void make_town(std::size_t town, const std::vector<LonLat>& middles,
                   const std::vector<std::size_t>& town_of) {
        const std::string full = fmt::format("安澜省临溪市云泽县{}", towns[town].town);
        const std::string code = fmt::format("9901011{:02}000", town);
        std::vector<std::size_t> members;
        std::vector<LonLat> places;
        for (std::size_t i = 0; i < middles.size(); ++i) {
            if (town_of[i] == town) {
                members.push_back(i);
                places.push_back(middles[i]);
            }
        }
        const auto village_of = cluster(places, villages_per_town);
        const auto offices = centres(places, village_of, villages_per_town);
        add_division(code, std::string(towns[town].town), 4, county_code, full, offices.front());
        for (std::size_t v = 0; v < villages_per_town; ++v) {
            const std::string name{towns[town].villages[v]};
            add_division(fmt::format("9901011{:02}{}", town, 201 + v), name, 5, code, full + name,
                         offices[v]);
            m_villages.push_back(m_county.divisions.size() - 1);
        }
        for (std::size_t i = 0; i < members.size(); ++i) {
            m_village_of[members[i]] = town * villages_per_town + village_of[i];
        }
    }

    const SampleDivision& village(std::size_t index) const {
        return m_county.divisions[m_villages[index]];
    }

    void make_patches() {
        std::vector<std::vector<std::size_t>> outlines_of(m_villages.size());
        for (std::size_t i = 0; i < m_outlines.size(); ++i) {
            outlines_of[m_village_of[i]].push_back(i);
        }
        for (std::size_t v = 0; v < m_villages.size(); ++v) {
            make_village(v, outlines_of[v]);
        }
    }

    /// Groups are clusters of houses; numbers run from west to east within a group.
    void make_village(std::size_t village_index, const std::vector<std::size_t>& outlines) {
        std::vector<LonLat> middles;
        middles.reserve(outlines.size());
        for (const auto i : outlines) {
            middles.push_back(middle_of(m_outlines[i]));
        }
        const std::size_t groups =
            std::clamp(outlines.size() / houses_per_group, std::size_t{1}, group_names.size() - 1);
        const auto group_of = cluster(middles, groups);
        std::vector<std::size_t> order(outlines.size());
        for (std::size_t i = 0; i < order.size(); ++i) {
            order[i] = i;
        }
        std::sort(order.begin(), order.end(), [&](auto a, auto b) {
            return std::tuple(group_of[a], middles[a].lon, a) <
                   std::tuple(group_of[b], middles[b].lon, b);
        });
        const std::string_view clan = m_random.of(surnames);
        std::map<std::size_t, int> last_number;
        std::string neighbour_owner;
        for (const auto i : order) {
            const auto& shape = m_outlines[outlines[i]];
            const double area = geometry::area_m2(shape);
            const std::string group = fmt::format("{}组", group_names[group_of[i] + 1]);
            const bool is_dwelling = area >= dwelling_from_m2;
            auto& added = m_county.patches.emplace_back(
                make_patch(village_index, shape, area, group, is_dwelling, last_number[group_of[i]],
                           m_random.chance(0.4) ? clan : m_random.of(surnames)));
            if (is_dwelling) {
                m_dwellings.push_back(
                    {m_county.patches.size() - 1, village_index, group, last_number[group_of[i]]});
                neighbour_owner = added.patch.owner_name;
            } else if (m_random.chance(0.5)) {
                added.patch.owner_name = neighbour_owner;
            }
        }
    }

    SamplePatch make_patch(std::size_t village_index, const geometry::MultiPolygon& shape,
                           double area, const std::string& group, bool is_dwelling,
                           int& last_number, std::string_view surname) {
        static constexpr std::array<std::string_view, 6> periods{"1980年及以前", "1981-1990年",
                                                                 "1991-2000年",  "2001-2010年",
                                                                 "2011-2015年",  "2016年及以后"};
        static constexpr std::array<double, 6> period_weights{0.08, 0.17, 0.27, 0.28, 0.12, 0.08};
        static constexpr std::array<std::string_view, 5> structures{
            "砖石结构", "土木结构", "混杂结构", "钢筋混凝土结构", "钢结构"};

        SamplePatch made;
        auto& patch = made.patch;
        patch.number = fmt::format("990101{:07}", ++m_patch_serial * 3 + 1000);
        patch.division_code = village(village_index).code;
        patch.shape = shape;
        patch.use = "住宅";
        patch.ground_area_m2 = static_cast<float>(std::round(area * 10) / 10);
        const auto period = m_random.pick(period_weights);
        patch.built_period = periods[period];
        const double old = 1 - static_cast<double>(period) / 5;
        const std::array<double, 5> structure_weights{0.62 - 0.3 * old, 0.02 + 0.45 * old, 0.12,
                                                      0.22 - 0.15 * old, 0.02};
        patch.structure = structures[m_random.pick(structure_weights)];
        patch.built_by = m_random.chance(0.6) ? "建筑工匠建造" : "自行建造";
        patch.land_tenure = "宅基地";
        if (!is_dwelling) {
            patch.dwelling_kind = "住宅辅助用房";
            patch.floors = 1;
            patch.floor_area_m2 = patch.ground_area_m2;
            return made;
        }
        patch.dwelling_kind = "独立住宅";
        const std::array<double, 3> floor_weights{0.25 + 0.4 * old, 0.6 - 0.25 * old,
                                                  0.15 - 0.15 * old};
        patch.floors = static_cast<std::uint16_t>(1 + m_random.pick(floor_weights));
        patch.floor_area_m2 = static_cast<float>(
            std::round(area * *patch.floors * (0.93 + 0.1 * m_random.uniform())));
        patch.height_m = static_cast<float>(*patch.floors) * 3.2F;
        last_number += m_random.chance(0.9) ? 1 : 2;
        patch.address = fmt::format("云泽县{}{}{}{}号", town_name(village_index),
                                    village(village_index).name, group, last_number);
        patch.owner_name = m_people.name(surname);
        made.owner_id = m_people.id_number(1945, 50);
        if (m_random.chance(0.05 + 0.2 * old)) {
            static constexpr std::array<double, 4> grade_weights{0.35, 0.35, 0.2, 0.1};
            patch.grade = std::string(1, "ABCD"[m_random.pick(grade_weights)]);
        }
        return made;
    }

    std::string_view town_name(std::size_t village_index) const {
        return towns[village_index / villages_per_town].town;
    }

    void make_households() {
        std::vector<std::size_t> order(m_dwellings.size());
        for (std::size_t i = 0; i < order.size(); ++i) {
            order[i] = i;
        }
        for (std::size_t i = order.size(); i > 1; --i) {
            std::swap(order[i - 1], order[m_random.below(i)]);
        }
        for (std::size_t i = 0; i < household_count; ++i) {
            make_household(i, m_dwellings[order[i % order.size()]]);
        }
    }

    void make_household(std::size_t index, const Dwelling& dwelling) {
        const auto& owner = m_county.patches[dwelling.patch];
        const auto& home = village(dwelling.village);
        SampleHousehold household;
        household.source_id = fmt::format("YZ{:05}", index + 1);
        household.division_code = home.code;
        household.group = dwelling.group;
        household.family_size = static_cast<int>(1 + m_random.below(6));
        household.phone = fmt::format("099-{:08}", 10000000 + m_random.below(89999999));
        const bool has_footprint = m_random.chance(0.93);

        // Owner himself, his wife or son, or (names alone) somebody unrelated.
        const double kinship = m_random.uniform();
        const bool is_owner =
            has_footprint && kinship < 0.68 && m_taken.emplace(dwelling.patch, 0).second;
        if (is_owner) {
            household.name = owner.patch.owner_name;
            household.id_number = owner.owner_id;
        } else {
            const auto surname = kinship < 0.85 ? owner.patch.owner_name.substr(0, 3)
                                                : std::string(m_random.of(surnames));
            household.name = m_people.name(surname);
            household.id_number = m_people.id_number(1940, 60);
            if (has_footprint && m_random.chance(0.7)) {
                household.members = owner.patch.owner_name + ";" + m_people.name(surname);
            }
        }
        if (has_footprint) {
            household.true_patch = owner.patch.number;
            household.address = spoken_address(dwelling, home);
            add_point(household, middle_of(owner.patch.shape));
        } else {
            household.address =
                fmt::format("{}{}{}", town_name(dwelling.village), home.name, dwelling.group);
        }
        static constexpr std::array<double, 4> grade_weights{0.5, 0.34, 0.11, 0.05};
        household.grade = "ABCD"[m_random.pick(grade_weights)];
        static constexpr std::array<double, 5> plan_weights{0.30, 0.08, 0.09, 0.49, 0.04};
        household.plan = static_cast<Plan>(m_random.pick(plan_weights));
        m_county.households.push_back(std::move(household));
    }

    std::string spoken_address(const Dwelling& dwelling, const SampleDivision& home) {
        const double style = m_random.uniform();
        if (style < 0.55) {
            return fmt::format("{}{}{}{}号", town_name(dwelling.village), home.name, dwelling.group,
                               dwelling.number);
        }
        if (style < 0.8) {
            const auto digit = std::find(group_names.begin(), group_names.end(),
                                         dwelling.group.substr(0, dwelling.group.size() - 3));
            return fmt::format("{}{}组{}号", home.name, digit - group_names.begin(),
                               dwelling.number);
        }
        return fmt::format("{}{}", home.name, dwelling.group);
    }

    void add_point(SampleHousehold& household, LonLat door) {
        if (!m_random.chance(0.45)) {
            return;
        }
        household.point_accuracy_m = 4 + std::round(m_random.uniform() * 14);
        const double degree_m = 111320;
        household.point =
            LonLat{door.lon + m_random.normal(household.point_accuracy_m * 0.7) /
                                  (degree_m * std::cos(door.lat * std::numbers::pi / 180)),
                   door.lat + m_random.normal(household.point_accuracy_m * 0.7) / degree_m};
    }

    Random m_random;
    People m_people;
    std::vector<geometry::MultiPolygon> m_outlines;
    County m_county;
    std::vector<std::size_t> m_village_of; ///< of each outline
    std::vector<std::size_t> m_villages;   ///< positions in m_county.divisions
    std::vector<Dwelling> m_dwellings;
    std::map<std::size_t, int> m_taken;
    std::size_t m_patch_serial = 0;
};

} // namespace

County make_county(const std::vector<geometry::MultiPolygon>& outlines, std::uint64_t seed) {
    return CountyMaker(outlines, seed).make();
}

} // namespace tuban::sample
