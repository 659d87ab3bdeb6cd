#pragma once

#include "tiles/tile_frame.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace tuban::tiles {

/// Cuts rings to the square [min, max]² (Sutherland and Hodgman 1974). A cut edge gives the same
/// point whichever way it runs, so walls shared by neighbours stay shared. A concave ring may come
/// back with edges that run along the square's border twice.
class RingClipper {
  public:
    RingClipper(std::int64_t min, std::int64_t max) : m_min(min), m_max(max) {}

    /// Closing points are neither taken nor given. Empty when nothing is left; valid until the
    /// next call.
    std::span<const LocalPoint> clip(std::span<const LocalPoint> ring);

  private:
    std::int64_t m_min;
    std::int64_t m_max;
    std::vector<LocalPoint> m_ring;
    std::vector<LocalPoint> m_next;
};

} // namespace tuban::tiles
