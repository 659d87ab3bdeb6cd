#pragma once

#include "spatial/geometry/grid.hpp"

#include <array>

namespace tuban::matching::detail {

/// What a device's coordinates may be: WGS 84, or shifted as Chinese maps are (GCJ-02), or shifted
/// once more (BD-09).
enum class Datum { wgs84, gcj02, bd09 };
inline constexpr std::size_t datum_count = 3;

using DatumWeights = std::array<double, datum_count>; ///< probabilities

/// Before a device's positions are looked at.
inline constexpr DatumWeights datum_prior{0.86, 0.10, 0.04};

/// The place on WGS 84, right to a decimetre; outside China GCJ-02 is WGS 84. By the published
/// approximation of the shift
/// (https://en.wikipedia.org/wiki/Restrictions_on_geographic_data_in_China).
geometry::LonLat to_wgs84(geometry::LonLat position, Datum datum) noexcept;

} // namespace tuban::matching::detail
