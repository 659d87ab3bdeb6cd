#include "data/sample/clusters.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace tuban::sample {
namespace {

constexpr int rounds = 25;

/// Squared distance in degrees of latitude: enough to compare within a county.
double squared_distance(geometry::LonLat a, geometry::LonLat b) {
    const double shrink = std::cos(a.lat * std::numbers::pi / 180);
    return std::pow((a.lon - b.lon) * shrink, 2) + std::pow(a.lat - b.lat, 2);
}

std::size_t nearest(const std::vector<geometry::LonLat>& seeds, geometry::LonLat point) {
    const auto closest = std::min_element(seeds.begin(), seeds.end(), [&](auto a, auto b) {
        return squared_distance(point, a) < squared_distance(point, b);
    });
    return static_cast<std::size_t>(closest - seeds.begin());
}

std::vector<geometry::LonLat> farthest_points(const std::vector<geometry::LonLat>& points,
                                              std::size_t count) {
    std::vector<geometry::LonLat> seeds{points.front()};
    std::vector<double> gap(points.size(), std::numeric_limits<double>::max());
    while (seeds.size() < count) {
        for (std::size_t i = 0; i < points.size(); ++i) {
            gap[i] = std::min(gap[i], squared_distance(points[i], seeds.back()));
        }
        seeds.push_back(points[static_cast<std::size_t>(std::max_element(gap.begin(), gap.end()) -
                                                        gap.begin())]);
    }
    return seeds;
}

} // namespace

std::vector<geometry::LonLat> centres(const std::vector<geometry::LonLat>& points,
                                      const std::vector<std::size_t>& cluster_of,
                                      std::size_t count) {
    std::vector<geometry::LonLat> sums(count);
    std::vector<double> weights(count);
    for (std::size_t i = 0; i < points.size(); ++i) {
        sums[cluster_of[i]].lon += points[i].lon;
        sums[cluster_of[i]].lat += points[i].lat;
        weights[cluster_of[i]] += 1;
    }
    for (std::size_t c = 0; c < count; ++c) {
        sums[c].lon /= std::max(weights[c], 1.0);
        sums[c].lat /= std::max(weights[c], 1.0);
    }
    return sums;
}

std::vector<std::size_t> cluster(const std::vector<geometry::LonLat>& points, std::size_t count) {
    std::vector<std::size_t> cluster_of(points.size());
    if (points.empty() || count < 2) {
        return cluster_of;
    }
    auto seeds = farthest_points(points, count);
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < points.size(); ++i) {
            cluster_of[i] = nearest(seeds, points[i]);
        }
        const auto means = centres(points, cluster_of, count);
        for (std::size_t c = 0; c < count; ++c) {
            const bool is_empty =
                std::find(cluster_of.begin(), cluster_of.end(), c) == cluster_of.end();
            if (!is_empty) {
                seeds[c] = means[c];
            }
        }
    }
    return cluster_of;
}

} // namespace tuban::sample
