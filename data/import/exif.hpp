#pragma once

#include "spatial/geometry/grid.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tuban::import {

/// What a camera wrote beside a picture (CIPA DC-008, Exif 2.32). Absent or senseless: empty.
struct Exif {
    int orientation = 1;                     ///< 1 … 8; 1 is upright
    std::optional<std::int64_t> taken_at_us; ///< UTC; a time without an offset is UTC+8
    std::optional<geometry::LonLat> place;   ///< degrees as the device gave them
    std::optional<double> accuracy_m;        ///< GPSHPositioningError
    std::string device;                      ///< make and model
};

/// `block` begins with "Exif\0\0". Any bytes in; what can't be read is left empty.
Exif read_exif(std::string_view block);

} // namespace tuban::import
