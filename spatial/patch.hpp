#pragma once

#include "spatial/geometry/grid.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tuban {

/// A census building footprint (图斑) as read, repaired and normalised: what the importer gives to
/// the segment builder. Coded attributes are identifiers of the code lists (`residential`), empty
/// when unknown.
struct Patch {
    std::string number;        ///< opaque, at most 32 characters, unique in what is in force
    std::string division_code; ///< 12 digits, as the census gave it
    geometry::MultiPolygon shape;

    std::string address;
    std::string building_name;
    std::string owner_name;
    std::string owner_id_sealed; ///< sealed by the caller; the segment never sees a plain id
    std::string use;             ///< use_class: residential, non_residential
    std::string dwelling_kind;
    std::string structure;
    std::string built_period;
    std::string built_by;
    std::string land_tenure;
    std::string grade; ///< the census's own appraisal A–D; not the programme's grade
    std::optional<std::uint16_t> floors;
    std::optional<float> height_m;
    std::optional<float> ground_area_m2; ///< as surveyed; the geodesic area of shape where absent
    std::optional<float> floor_area_m2;

    bool was_repaired = false; ///< the shape had to be made valid when it was read; not kept
};

} // namespace tuban
