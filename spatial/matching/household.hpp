#pragma once

#include "spatial/geometry/grid.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tuban::matching {

/// What a person said of a household's patch. One marked not found stays open: its patch may come
/// yet.
enum class Link { none, patch, not_found };

/// What is known of one household. Empty and absent mean unknown. Personal data: never logged.
struct HouseholdEvidence {
    std::string name;                 ///< of the head
    std::vector<std::string> members; ///< without the head
    std::string id_number;            ///< of the head, plain; kept in memory only

    /// Census codes of the villages that are the household's division today (by tree and
    /// crosswalk); the town's own code where only the town is known.
    std::vector<std::string> village_codes;
    static constexpr std::size_t longest_address = 1024; ///< bytes that are read
    std::string address;
    std::optional<int> group; ///< as stated apart from the address

    std::optional<geometry::LonLat> position; ///< as the device gave it, in whatever datum
    std::optional<double> accuracy_m;         ///< radius of about 90 %, as the device reported
    std::string device; ///< what took the position; equal for positions of one device

    std::optional<std::uint16_t> floors;
    std::optional<double> floor_area_m2;
    std::optional<int> built_year;
};

} // namespace tuban::matching
