#include "data/sample/villages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>
#include <utility>

namespace tuban::sample {
namespace {

constexpr geometry::LonLat south_west_corner{104.0, 34.0};
constexpr double degree_m = 111320;

constexpr std::array<std::string_view, 6> periods{"le1980",     "y1981_1990", "y1991_2000",
                                                  "y2001_2010", "y2011_2015", "ge2016"};
constexpr std::array<std::string_view, 6> structures{
    "brick_stone", "brick_stone", "brick_stone", "earth_wood", "mixed", "reinforced_concrete"};
constexpr std::array<std::string_view, 10> grades{"A", "A", "A", "B", "B", "B", "C", "D", "", ""};
constexpr std::array<std::string_view, 8> surnames{"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"};

} // namespace

double Villages::side_m(std::uint32_t patch_count) {
    return std::sqrt(patch_count * 4000.0);
}

Villages::Villages(std::uint32_t county, std::uint32_t patch_count, std::uint64_t seed)
    : Villages(fmt::format("9901{:02}", county + 1), south_west_corner, patch_count,
               seed + county) {
    m_south_west.lon += county * (m_side_m + 2000) / m_degree_east_m;
}

Villages::Villages(std::string prefix, geometry::LonLat south_west, std::uint32_t patch_count,
                   std::uint64_t seed)
    : m_prefix(std::move(prefix)), m_south_west(south_west),
      m_degree_east_m(degree_m * std::cos(south_west.lat * std::numbers::pi / 180)),
      m_side_m(side_m(patch_count)), m_random(seed) {}

double Villages::uniform(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(m_random);
}

bool Villages::one_in(int n) {
    return std::uniform_int_distribution<int>(1, n)(m_random) == 1;
}

void Villages::start_village() {
    const bool is_town = m_village_number % 25 == 24;
    m_village_size =
        is_town ? 2000 : static_cast<std::uint32_t>(60 * std::exp(uniform(0, std::log(10.0))));
    // 600 to 1,000 m² of village for each house.
    m_village_radius_m = std::sqrt(m_village_size * uniform(600, 1000)) / 2;
    m_village = {uniform(0, m_side_m), uniform(0, m_side_m)};
    m_angle = uniform(-0.4, 0.4);
    m_house_in_village = 0;
    ++m_village_number;
    start_row();
}

void Villages::start_row() {
    m_left_in_row = static_cast<std::uint32_t>(uniform(4, 16));
    m_is_terrace = one_in(3);
    m_depth = uniform(7, 13);
    m_at = {uniform(-m_village_radius_m, m_village_radius_m),
            uniform(-m_village_radius_m, m_village_radius_m)};
}

geometry::Ring Villages::placed(const std::vector<Metres>& outline) const {
    geometry::Ring ring;
    for (const Metres& p : outline) {
        const double east = m_at.east + p.east;
        const double north = m_at.north + p.north;
        const double e = m_village.east + east * std::cos(m_angle) - north * std::sin(m_angle);
        const double n = m_village.north + east * std::sin(m_angle) + north * std::cos(m_angle);
        ring.push_back({m_south_west.lon + e / m_degree_east_m, m_south_west.lat + n / degree_m});
    }
    ring.push_back(ring.front());
    return ring;
}

Patch Villages::next() {
    if (m_house_in_village == m_village_size) {
        start_village();
    } else if (m_left_in_row == 0) {
        start_row();
    }
    const bool is_hall = one_in(500);
    const double w = is_hall ? uniform(60, 120) : uniform(8, 18);
    const double d = is_hall ? uniform(30, 80) : m_depth;
    std::vector<Metres> outline{{0, 0}, {w, 0}, {w, d}, {0, d}};
    if (one_in(5)) {
        outline = {{0, 0}, {w, 0}, {w, d * 0.6}, {w * 0.5, d * 0.6}, {w * 0.5, d}, {0, d}};
    }
    Patch patch;
    patch.shape.push_back({placed(outline)});
    if (outline.size() == 4 && one_in(30)) {
        patch.shape[0].push_back(placed(
            {{w * 0.3, d * 0.3}, {w * 0.3, d * 0.7}, {w * 0.7, d * 0.7}, {w * 0.7, d * 0.3}}));
    }
    if (one_in(50)) { // a shed behind the house
        patch.shape.push_back({placed({{0, d + 3}, {4, d + 3}, {4, d + 6}, {0, d + 6}})});
    }
    fill(patch, w, d);
    m_at.east += w + (m_is_terrace ? 0 : uniform(1, 6));
    --m_left_in_row;
    ++m_house_in_village;
    ++m_count;
    return patch;
}

void Villages::fill(Patch& patch, double width, double depth) {
    const auto any_of = [this](const auto& values) {
        return std::string(
            values[std::uniform_int_distribution<std::size_t>(0, values.size() - 1)(m_random)]);
    };
    patch.number = fmt::format("{}{:09}", m_prefix, m_count);
    patch.division_code = fmt::format("{}{:03}{:03}", m_prefix, m_village_number / 100 + 1,
                                      m_village_number % 100 + 1);
    patch.address = fmt::format("{}村{}组{}号", m_village_number, m_house_in_village / 40 + 1,
                                m_house_in_village % 40 + 1);
    patch.owner_name = any_of(surnames) + "某";
    patch.use = one_in(8) ? "non_residential" : "residential";
    patch.dwelling_kind = patch.use == "residential" ? "detached" : "";
    patch.structure = any_of(structures);
    patch.built_period = any_of(periods);
    patch.built_by = one_in(3) ? "craftsman" : "self_built";
    patch.land_tenure = "homestead";
    patch.grade = any_of(grades);
    const auto floors = static_cast<std::uint16_t>(uniform(1, 3.99));
    patch.floors = floors;
    if (!one_in(4)) {
        patch.height_m = static_cast<float>(std::round(30.0 * floors + uniform(0, 10)) / 10);
    }
    patch.floor_area_m2 = static_cast<float>(std::round(width * depth * floors * 10) / 10);
}

} // namespace tuban::sample
