#pragma once

#include "spatial/matching/detail/prepared.hpp"

#include <algorithm>
#include <array>

namespace tuban::matching::detail {

/// Density per square metre of where a household's position is taken, given its house: at its
/// front, at a neighbour's, at the village's office, anywhere in the village or around it. All are
/// Gaussians about the house's bounds or the place.
class PlaceDensity {
  public:
    /// `accuracy_m`: 0 for unknown. A position shared by several households says next to nothing.
    PlaceDensity(float accuracy_m, bool is_shared);

    /// What the house itself adds.
    double near_house(Metres place, const BoxMetres& house) const noexcept {
        const double dx =
            std::max({double{house.west} - place.x, 0.0, double{place.x} - house.east});
        const double dy =
            std::max({double{house.south} - place.y, 0.0, double{place.y} - house.north});
        const double squared_m2 = dx * dx + dy * dy;
        return squared_m2 > m_reach_m2 ? 0 : about_house(squared_m2, house);
    }
    /// What a house of the village adds when it isn't known which: the place is near some house.
    double near_any(Metres place, Metres house) const noexcept;
    /// What is there whichever the house.
    double anywhere(Metres place, const PreparedVillage& village,
                    const Metres* office) const noexcept;

  private:
    struct Part {
        double weight;
        double sigma_m;
    };
    double about_house(double squared_m2, const BoxMetres& house) const noexcept;

    double m_reach_m2 = 0;         ///< of the widest part
    std::array<Part, 3> m_house{}; ///< parts of the mixture about the house
    double m_house_weight = 0;
    double m_office_weight = 0;
    double m_village_weight = 0;
    double m_far_weight = 0;
    double m_accuracy_m = 0;
    double m_office_sigma_m = 0; ///< of a position at the village's office
};

} // namespace tuban::matching::detail
