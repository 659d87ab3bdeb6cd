#pragma once

#include "spatial/patch.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace tuban::sample {

/// Invented villages like those of a plain: rows of houses along lanes, 60–600 houses a village,
/// every 25th a town of 2,000; mostly rectangles, a fifth L-shaped, some with a courtyard as a
/// hole, some of two parts, walls shared in a third of the rows, now and then a works hall of 100
/// m. Four and a half corners on average, every attribute filled in most of the time. The same seed
/// gives the same patches on the same C++ library. A county covers some 4,000 km² a million
/// patches.
class Villages {
  public:
    static constexpr std::uint64_t default_seed = 20240903;

    /// `county`: 0–98, gives code 9901xx000000 (xx = county + 1) and its place; counties lie side
    /// by side from west to east.
    Villages(std::uint32_t county, std::uint32_t patch_count, std::uint64_t seed = default_seed);
    /// `prefix`: the first six digits of the county's code.
    Villages(std::string prefix, geometry::LonLat south_west, std::uint32_t patch_count,
             std::uint64_t seed);

    Patch next();
    std::string county_code() const { return m_prefix + "000000"; }
    /// Of the patch given last: its village's number from 1, its own within that from 0.
    std::uint32_t village_number() const noexcept { return m_village_number; }
    std::uint32_t house_in_village() const noexcept { return m_house_in_village - 1; }
    /// Length of a county's southern and its western side.
    static double side_m(std::uint32_t patch_count);

  private:
    struct Metres {
        double east;
        double north;
    };
    void start_village();
    void start_row();
    double uniform(double low, double high);
    bool one_in(int n);
    geometry::Ring placed(const std::vector<Metres>& outline) const;
    void fill(Patch& patch, double width, double depth);

    std::string m_prefix;
    geometry::LonLat m_south_west;
    double m_degree_east_m;
    double m_side_m;
    std::mt19937_64 m_random;
    std::uint32_t m_count = 0;

    std::uint32_t m_village_number = 0;
    std::uint32_t m_house_in_village = 0;
    std::uint32_t m_village_size = 0;
    double m_village_radius_m = 0;
    Metres m_village{};
    double m_angle = 0;

    std::uint32_t m_left_in_row = 0;
    bool m_is_terrace = false;
    Metres m_at{}; ///< south-western corner of the next house, in the village's own turned axes
    double m_depth = 10;
};

} // namespace tuban::sample
