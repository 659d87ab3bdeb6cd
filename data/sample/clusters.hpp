#pragma once

#include "spatial/geometry/grid.hpp"

#include <cstddef>
#include <vector>

namespace tuban::sample {

/// Assigns each point to one of `count` compact clusters (k-means from a farthest-point start,
/// deterministic). Returns the cluster of each point; every cluster has a point as long as there
/// are `count` different ones.
std::vector<std::size_t> cluster(const std::vector<geometry::LonLat>& points, std::size_t count);

/// Mean position of each cluster.
std::vector<geometry::LonLat> centres(const std::vector<geometry::LonLat>& points,
                                      const std::vector<std::size_t>& cluster_of,
                                      std::size_t count);

} // namespace tuban::sample
