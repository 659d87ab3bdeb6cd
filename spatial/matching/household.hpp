#pragma once

#include "spatial/geometry/grid.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::matching {

/// Where a position comes from; it says how far off such points are when nothing better is known.
enum class PositionSource { unknown, phone, photo };

/// What is known of one household. Empty and absent mean unknown. Personal data: never logged.
struct HouseholdEvidence {
    std::string name;                 ///< of the head
    std::vector<std::string> members; ///< without the head
    /// Says whether a patch's sealed owner id is the id of the head or a member; empty when the
    /// household has no id on record.
    std::function<bool(std::string_view owner_id_sealed)> is_own_id;

    /// Census codes of the villages that are the household's division today (by tree and
    /// crosswalk); all villages of the town where only the town is known.
    std::vector<std::string> village_codes;
    std::string address;
    std::optional<int> group; ///< as stated apart from the address

    std::optional<geometry::LonLat> position;
    std::optional<double> accuracy_m; ///< one sigma, as the device reported
    PositionSource position_source = PositionSource::unknown;

    std::optional<std::uint16_t> floors;
    std::optional<double> floor_area_m2;
    std::optional<int> built_year;
};

} // namespace tuban::matching
