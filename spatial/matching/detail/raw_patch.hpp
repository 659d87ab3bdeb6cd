#pragma once

#include "spatial/geometry/grid.hpp"
#include "spatial/matching/detail/place.hpp"
#include "spatial/matching/detail/villages.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::matching::detail {

/// A footprint as it was added; texts lie one behind the other in the builder's buffer.
struct RawPatch {
    geometry::GridBox box;
    std::uint64_t text = 0; ///< offset: address, then owner's name, then owner's id
    std::uint32_t address_length = 0;
    std::uint16_t owner_length = 0;
    std::uint16_t owner_id_length = 0;
    VillageIndex coded_village = 0;
    float ground_area_m2 = 0;
    float floor_area_m2 = 0;
    std::uint16_t floors = 0;
    std::uint8_t use = 0; ///< below use_levels
    std::uint8_t period = 0;
};

/// What its texts say.
struct ReadPatch {
    Place place;
    VillageIndex named_village = no_village; ///< where it isn't the coded one
    std::vector<std::u32string> owners;
    bool is_owner_deceased = false;
};

} // namespace tuban::matching::detail
