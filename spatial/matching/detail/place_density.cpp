#include "spatial/matching/detail/place_density.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tuban::matching::detail {

namespace {

using std::numbers::pi;

constexpr double at_house = 0.82;
constexpr double at_neighbour = 0.08;
constexpr double at_office = 0.05;
constexpr double in_village = 0.03;
constexpr double far_off = 0.02;
/// Of a position that several households share, what is left for the house.
constexpr double shared_at_house = 0.10;

constexpr double doorstep_m = 3; ///< from the outline to where one stands
constexpr double neighbour_m = 40;
constexpr double office_m = 15;
constexpr double far_m = 900;
/// Reported radii hold about 90 % of the errors; of one axis it is this part.
constexpr double sigma_of_radius = 0.62;
/// Unreported ones are good or poor.
constexpr double good_share = 0.62;
constexpr double good_m = 4;
constexpr double poor_m = 13;
/// Beyond so many sigmas nothing is left.
constexpr double reach = 5;

double normal(double squared_m2, double sigma_m) {
    const double variance = sigma_m * sigma_m;
    return squared_m2 > reach * reach * variance
               ? 0
               : std::exp(-squared_m2 / (2 * variance)) / (2 * pi * variance);
}

double squared_distance(Metres a, Metres b) {
    const double dx = double{a.x} - b.x;
    const double dy = double{a.y} - b.y;
    return dx * dx + dy * dy;
}

} // namespace

PlaceDensity::PlaceDensity(float accuracy_m, bool is_shared) {
    const double kept = is_shared ? shared_at_house : 1;
    const double house = at_house * kept;
    const double neighbour = at_neighbour * kept;
    m_house_weight = house + neighbour;
    m_office_weight = is_shared ? 1 - m_house_weight - in_village - far_off : at_office;
    m_village_weight = in_village;
    m_far_weight = far_off;
    if (accuracy_m > 0) {
        m_accuracy_m = std::max(sigma_of_radius * double{accuracy_m}, 2.0);
        m_house[0] = {house, std::hypot(m_accuracy_m, doorstep_m)};
    } else {
        m_accuracy_m = good_m;
        m_house[0] = {house * good_share, std::hypot(good_m, doorstep_m)};
        m_house[1] = {house * (1 - good_share), std::hypot(poor_m, doorstep_m)};
    }
    m_house[2] = {neighbour, std::hypot(m_accuracy_m, neighbour_m)};
    for (const Part& part : m_house) {
        m_reach_m2 = std::max(m_reach_m2, reach * reach * (part.sigma_m * part.sigma_m));
    }
    m_office_sigma_m = std::hypot(m_accuracy_m, office_m);
}

double PlaceDensity::about_house(double squared_m2, const BoxMetres& house) const noexcept {
    const double width = double{house.east} - house.west;
    const double height = double{house.north} - house.south;
    double sum = 0;
    for (const Part& part : m_house) {
        const double variance = part.sigma_m * part.sigma_m;
        if (part.weight <= 0 || squared_m2 > reach * reach * variance) {
            continue;
        }
        // Integral over the plane of the Gaussian about a box.
        const double whole = width * height +
                             2 * (width + height) * part.sigma_m * std::sqrt(pi / 2) +
                             2 * pi * variance;
        sum += part.weight * std::exp(-squared_m2 / (2 * variance)) / whole;
    }
    return sum;
}

double PlaceDensity::near_any(Metres place, Metres house) const noexcept {
    return m_house_weight * normal(squared_distance(place, house), m_house[2].sigma_m);
}

double PlaceDensity::anywhere(Metres place, const PreparedVillage& village,
                              const Metres* office) const noexcept {
    double sum = m_village_weight / village.area_m2 + m_far_weight / (2 * pi * far_m * far_m);
    if (office != nullptr) {
        sum += m_office_weight * normal(squared_distance(place, *office), m_office_sigma_m);
    } else {
        sum += m_office_weight / village.area_m2;
    }
    return sum;
}

} // namespace tuban::matching::detail
