#include "data/sample/province.hpp"

#include "data/sample/names.hpp"
#include "data/sample/people.hpp"
#include "data/sample/random.hpp"
#include "data/sample/villages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <numbers>
#include <string_view>
#include <utility>

namespace tuban::sample {
namespace {

using geometry::LonLat;

constexpr std::array<ProvinceCounty, 12> counties{{
    {"990102", "桑禾县", "990100000000", "临溪市"},
    {"990103", "青岩县", "990100000000", "临溪市"},
    {"990104", "竹渡县", "990100000000", "临溪市"},
    {"990201", "岚桥区", "990200000000", "岚川市"},
    {"990202", "霜谷县", "990200000000", "岚川市"},
    {"990203", "柏洲县", "990200000000", "岚川市"},
    {"990204", "露田县", "990200000000", "岚川市"},
    {"990301", "禾东区", "990300000000", "禾阳市"},
    {"990302", "枣溪县", "990300000000", "禾阳市"},
    {"990303", "榆坪县", "990300000000", "禾阳市"},
    {"990304", "麦川县", "990300000000", "禾阳市"},
    {"990305", "桐岭县", "990300000000", "禾阳市"},
}};

constexpr LonLat south_west_corner{109.15, 30.45}; ///< of the first county
constexpr int rows = 3;                            ///< counties from south to north
constexpr double gap_m = 1500;
constexpr double degree_m = 111320;
constexpr double villages_a_town = 24;
constexpr std::uint32_t houses_a_group = 40;
constexpr std::uint32_t patches_a_household = 16;
constexpr float largest_home_m2 = 400; ///< of ground; the generator's halls are larger

LonLat place_of(std::size_t index, std::uint32_t patch_count) {
    const double step_m = Villages::side_m(patch_count) + gap_m;
    const auto [column, row] = std::div(static_cast<int>(index), rows);
    const double shrink = std::cos(south_west_corner.lat * std::numbers::pi / 180);
    return {south_west_corner.lon + column * step_m / (degree_m * shrink),
            south_west_corner.lat + row * step_m / degree_m};
}

/// Two characters, others for each number below 3600.
std::string two_characters(std::size_t number) {
    constexpr std::size_t count = std::tuple_size_v<decltype(given_characters)>;
    const std::size_t pair = number * 1777 % (count * count); // coprime, so that none comes twice
    return std::string(given_characters[pair / count]) +
           std::string(given_characters[pair % count]);
}

class ProvinceCountyMaker {
  public:
    ProvinceCountyMaker(std::size_t index, std::uint32_t patch_count, std::uint64_t seed)
        : m_index(index), m_place(counties.at(index)), m_patch_count(patch_count),
          m_south_west(place_of(index, patch_count)), m_random(seed + index),
          m_people(m_random, m_place.prefix),
          m_villages(m_place.prefix, m_south_west, patch_count, seed + index) {}

    County make() {
        draw_patches();
        make_divisions();
        for (std::size_t i = 0; i < m_county.patches.size(); ++i) {
            settle(i);
        }
        return std::move(m_county);
    }

  private:
    /// Where a patch stands in its village.
    struct House {
        std::uint32_t village; ///< from 0
        std::uint32_t nth;
    };
    struct Village {
        LonLat place;
        std::uint32_t size = 0;
        std::size_t division = 0; ///< in m_county.divisions
        std::string town;         ///< name
        std::string_view clan;
    };

    void draw_patches() {
        for (std::uint32_t i = 0; i < m_patch_count; ++i) {
            m_county.patches.push_back({m_villages.next(), ""});
            const std::uint32_t village = m_villages.village_number() - 1;
            m_houses.push_back({village, m_villages.house_in_village()});
            const auto& shape = m_county.patches.back().patch.shape;
            if (village == m_places.size()) {
                m_places.push_back(
                    {shape.front().front().front(), 0, 0, {}, m_random.of(surnames)});
            }
            ++m_places[village].size;
        }
    }

    void add_division(const std::string& code, const std::string& name, int level,
                      const std::string& parent, const std::string& full_name,
                      std::optional<LonLat> office = {}) {
        m_county.divisions.push_back({code, name, level, parent, full_name, office});
    }

    /// Villages of one square of the county make a town.
    void make_divisions() {
        const std::string city = std::string("安澜省") + m_place.city_name;
        add_division(province_code, "安澜省", 1, "", "安澜省");
        add_division(m_place.city_code, m_place.city_name, 2, province_code, city);
        m_full_name = city + m_place.name;
        add_division(m_place.code(), m_place.name, 3, m_place.city_code, m_full_name);
        const auto squares = std::max(
            std::round(std::sqrt(static_cast<double>(m_places.size()) / villages_a_town)), 1.0);
        const double side = Villages::side_m(m_patch_count) / squares / degree_m;
        const double shrink = std::cos(m_south_west.lat * std::numbers::pi / 180);
        std::map<std::pair<int, int>, std::vector<std::size_t>> towns;
        for (std::size_t i = 0; i < m_places.size(); ++i) {
            const auto& place = m_places[i].place;
            towns[{static_cast<int>((place.lon - m_south_west.lon) * shrink / side),
                   static_cast<int>((place.lat - m_south_west.lat) / side)}]
                .push_back(i);
        }
        std::size_t town = 0;
        for (const auto& [square, villages] : towns) {
            make_town(town++, villages);
        }
    }

    void make_town(std::size_t town, const std::vector<std::size_t>& villages) {
        const auto own_name = [&](std::size_t number) {
            return two_characters(m_index * 300 + number);
        };
        const std::string digits = fmt::format("{}{:03}", m_place.prefix, 101 + town);
        const std::string name = own_name(town) + (town % 4 == 3 ? "乡" : "镇");
        add_division(digits + "000", name, 4, m_place.code(), m_full_name + name,
                     m_places[villages.front()].place);
        for (std::size_t i = 0; i < villages.size(); ++i) {
            Village& village = m_places[villages[i]];
            const std::string own =
                own_name(100 + villages[i]) + (village.size > 1000 ? "社区" : "村");
            village.division = m_county.divisions.size();
            village.town = name;
            add_division(fmt::format("{}{}", digits, 201 + i), own, 5, digits + "000",
                         fmt::format("{}{}{}", m_full_name, name, own), village.place);
        }
    }

    /// Gives a house its village, address and owner, and now and then a household of the list.
    void settle(std::size_t i) {
        auto& [patch, owner_id] = m_county.patches[i];
        const Village& village = m_places[m_houses[i].village];
        const auto& division = m_county.divisions[village.division];
        const std::string group = fmt::format("{}组", m_houses[i].nth / houses_a_group + 1);
        patch.division_code = division.code;
        patch.ground_area_m2 =
            static_cast<float>(std::round(geometry::area_m2(patch.shape) * 10) / 10);
        const std::string house =
            fmt::format("{}{}号", group, m_houses[i].nth % houses_a_group + 1);
        patch.address = m_place.name + village.town + division.name + house;
        patch.owner_name =
            m_people.name(m_random.chance(0.4) ? village.clan : m_random.of(surnames));
        if (patch.use != "residential" || *patch.ground_area_m2 > largest_home_m2 ||
            m_random.below(patches_a_household) != 0) {
            return;
        }
        owner_id = m_people.id_number(1945, 50);
        add_household(m_county.patches[i], village, group, house);
    }

    void add_household(const SamplePatch& owner, const Village& village, const std::string& group,
                       const std::string& house) {
        const auto& division = m_county.divisions[village.division];
        SampleHousehold household;
        household.source_id = fmt::format("{}-{:05}", m_place.prefix, ++m_serial);
        household.division_code = division.code;
        household.group = group;
        household.family_size = static_cast<int>(1 + m_random.below(6));
        household.phone = fmt::format("099-{:08}", 10000000 + m_random.below(89999999));
        household.true_patch = owner.patch.number;
        const bool is_owner = m_random.chance(0.7);
        household.name =
            is_owner ? owner.patch.owner_name : m_people.name(owner.patch.owner_name.substr(0, 3));
        household.id_number = is_owner ? owner.owner_id : m_people.id_number(1940, 60);
        if (!is_owner) {
            household.members = owner.patch.owner_name;
        }
        household.address = (m_random.chance(0.6) ? village.town : std::string()) + division.name +
                            (m_random.chance(0.8) ? house : group);
        if (m_random.chance(0.45)) {
            add_point(household, owner.patch.shape.front().front().front());
        }
        // The further on in the list of counties, the older its houses and the less is done.
        const double far = static_cast<double>(m_index) / static_cast<double>(counties.size());
        const std::array<double, 4> grade_weights{0.58 - 0.25 * far, 0.30, 0.09 + 0.15 * far,
                                                  0.03 + 0.10 * far};
        household.grade = "ABCD"[m_random.pick(grade_weights)];
        const std::array<double, 5> plan_weights{0.15 + 0.45 * far, 0.07, 0.10, 0.64 - 0.45 * far,
                                                 0.04};
        household.plan = static_cast<Plan>(m_random.pick(plan_weights));
        m_county.households.push_back(std::move(household));
    }

    void add_point(SampleHousehold& household, LonLat door) {
        household.point_accuracy_m = 4 + std::round(m_random.uniform() * 14);
        const double sigma = household.point_accuracy_m * 0.7 / degree_m;
        household.point =
            LonLat{door.lon + m_random.normal(sigma), door.lat + m_random.normal(sigma)};
    }

    std::size_t m_index;
    const ProvinceCounty& m_place;
    std::uint32_t m_patch_count;
    LonLat m_south_west;
    Random m_random;
    People m_people;
    Villages m_villages;
    County m_county;
    std::string m_full_name;
    std::vector<House> m_houses;   ///< of each patch
    std::vector<Village> m_places; ///< by the village's number
    std::size_t m_serial = 0;
};

} // namespace

std::span<const ProvinceCounty> province_counties() {
    return counties;
}

County make_province_county(std::size_t index, std::uint32_t patch_count, std::uint64_t seed) {
    return ProvinceCountyMaker(index, patch_count, seed).make();
}

} // namespace tuban::sample
