#include "spatial/segment/catalog.hpp"
#include "spatial/segment/detail/near_metric.hpp"
#include "spatial/segment/detail/packed_tree.hpp"
#include "spatial/segment/detail/ring_predicates.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <queue>
#include <tuple>
#include <vector>

namespace tuban::segment {
namespace {

constexpr std::size_t most_neighbours = 1000;
/// Beyond this many units of the grid the walk asks for a sharper bound before it looks closer.
constexpr float far_units = 200000;
/// By so much bounds in the plane may be too great: floats' rounding, and places on the grid.
constexpr double slack = 1e-5;
constexpr double slack_units = 3;
/// Room for the nodes of most walks.
constexpr std::size_t usual_nodes = 32;

bool is_before(const NearPatch& a, const NearPatch& b) noexcept {
    return std::tuple(a.distance_m, a.patch.id()) < std::tuple(b.distance_m, b.patch.id());
}

/// The k best so far, in order: most come in order, so they are put in from behind.
class Best {
  public:
    Best(std::size_t k, double max_distance_m) : m_k(k), m_max_m(max_distance_m) {
        m_patches.reserve(k);
    }

    double worst_m() const noexcept {
        return m_patches.size() < m_k ? m_max_m : m_patches.back().distance_m;
    }
    void offer(const NearPatch& candidate) {
        if (candidate.distance_m > m_max_m) {
            return;
        }
        if (m_patches.size() == m_k) {
            if (!is_before(candidate, m_patches.back())) {
                return;
            }
            m_patches.pop_back();
        }
        auto place = m_patches.end();
        while (place != m_patches.begin() && is_before(candidate, *(place - 1))) {
            --place;
        }
        m_patches.insert(place, candidate);
    }
    std::vector<NearPatch> take() { return std::move(m_patches); }

  private:
    std::size_t m_k;
    double m_max_m;
    std::vector<NearPatch> m_patches;
};

/// A child's squared distance in the plane with its index in the lowest bits in place of the
/// float's, so that the least of some numbers is the nearest child. Floats above zero are in the
/// order of their bits.
using Bound = std::int32_t;
constexpr Bound done = std::numeric_limits<Bound>::max();

Bound bound_of(float squared_distance, std::size_t child) noexcept {
    constexpr auto index_mask = static_cast<Bound>(detail::fan_out - 1);
    return (std::bit_cast<Bound>(squared_distance) & ~index_mask) | static_cast<Bound>(child);
}
float squared_distance_of(Bound bound) noexcept {
    return std::bit_cast<float>(bound);
}
std::size_t child_of(Bound bound) noexcept {
    return static_cast<std::size_t>(bound) % detail::fan_out;
}

/// A node whose children are being looked at, nearest first.
struct OpenNode {
    const ScopedSegment* source;
    std::uint32_t index;
    std::uint32_t level;            ///< leaves 0; the tree's levels for what stands above the root
    std::uint32_t sharp_bounds = 0; ///< bit by child: its bound has been sharpened
    std::array<Bound, detail::fan_out> bounds;

    std::uint32_t child_index(std::size_t child) const noexcept {
        return index * static_cast<std::uint32_t>(detail::fan_out) +
               static_cast<std::uint32_t>(child);
    }
    Bound least_bound() const noexcept { return *std::ranges::min_element(bounds); }
};

/// Best first over the nodes that are open: the queue holds each once, by its nearest child. A
/// county's root is opened when nothing nearer is left.
class Walk {
  public:
    Walk(geometry::LonLat from, std::size_t k, double max_distance_m, RingBuffer& rings)
        : m_metric(from), m_point(geometry::to_grid(from)), m_best(k, max_distance_m),
          m_rings(rings) {
        m_nodes.reserve(usual_nodes);
        limit_reach();
    }

    /// Before run().
    void add(const geometry::GridBox& box, const ScopedSegment& source) {
        m_counties.push({detail::PackedTree::squared_distance(m_point, box), &source});
    }

    std::vector<NearPatch> run() {
        for (;;) {
            start_counties();
            if (m_queue.empty() || least_in_queue() > m_squared_reach) {
                return m_best.take();
            }
            const auto [bound, at] = m_queue.top();
            m_queue.pop();
            take(at, bound);
        }
    }

  private:
    struct County {
        float squared_distance;
        const ScopedSegment* source;

        friend bool operator<(const County& a, const County& b) noexcept {
            return a.squared_distance > b.squared_distance;
        }
    };
    struct Entry {
        Bound bound;
        std::uint32_t node; ///< index into m_nodes

        friend bool operator<(const Entry& a, const Entry& b) noexcept { return a.bound > b.bound; }
    };

    float least_in_queue() const noexcept { return squared_distance_of(m_queue.top().bound); }

    /// Those than which the queue holds nothing nearer.
    void start_counties() {
        while (!m_counties.empty() && m_counties.top().squared_distance <= m_squared_reach &&
               (m_queue.empty() || m_counties.top().squared_distance <= least_in_queue())) {
            start(m_counties.top());
            m_counties.pop();
        }
    }

    void start(const County& county) {
        const std::size_t levels = county.source->segment->tree().shape().levels;
        if (levels == 0) {
            return;
        }
        OpenNode& above_root = m_nodes.emplace_back();
        above_root.source = county.source;
        above_root.index = 0;
        above_root.level = static_cast<std::uint32_t>(levels);
        above_root.bounds.fill(done);
        above_root.bounds[0] = bound_of(county.squared_distance, 0);
        enqueue(m_nodes.size() - 1);
    }

    void enqueue(std::size_t at) {
        if (const Bound bound = m_nodes[at].least_bound(); bound != done) {
            m_queue.push({bound, static_cast<std::uint32_t>(at)});
        }
    }

    void take(std::uint32_t at, Bound bound) {
        const std::size_t child = child_of(bound);
        OpenNode& node = m_nodes[at];
        if (squared_distance_of(bound) > far_units * far_units &&
            (node.sharp_bounds >> child & 1U) == 0) {
            sharpen(node, child);
            enqueue(at);
            return;
        }
        node.bounds[child] = done;
        enqueue(at);
        const ScopedSegment& source = *node.source;
        if (node.level == 0) {
            measure(source, node.child_index(child));
        } else {
            open(source, node.level - 1, node.child_index(child));
        }
    }

    void sharpen(OpenNode& node, std::size_t child) {
        const detail::PackedTree& tree = node.source->segment->tree();
        const geometry::GridBox box = node.level == tree.shape().levels
                                          ? node.source->segment->box()
                                          : tree.child_box(node.level, node.index, child);
        const auto reach = static_cast<float>(m_metric.plane_reach(m_metric.least_distance_m(box)));
        node.bounds[child] = std::max(node.bounds[child], bound_of(reach * reach, child));
        node.sharp_bounds |= 1U << child;
    }

    void open(const ScopedSegment& source, std::uint32_t level, std::uint32_t index) {
        const detail::PackedTree& tree = source.segment->tree();
        OpenNode& node = m_nodes.emplace_back();
        node.source = &source;
        node.index = index;
        node.level = level;
        if (level == 0) {
            source.segment->expect_rings(index * detail::fan_out);
        }
        const auto distances = tree.squared_distances(level, index, m_point);
        for (std::size_t i = 0; i < detail::fan_out; ++i) {
            node.bounds[i] = bound_of(distances[i], i);
        }
        const std::size_t children = tree.children(level, index);
        std::fill(node.bounds.begin() + static_cast<std::ptrdiff_t>(children), node.bounds.end(),
                  done);
        if (level == 0 && !source.allows_all()) {
            for (std::size_t i = 0; i < children; ++i) {
                if (!source.allows(node.child_index(i))) {
                    node.bounds[i] = done;
                }
            }
        }
        enqueue(m_nodes.size() - 1);
    }

    void measure(const ScopedSegment& source, Position position) {
        const bool may_hold = source.segment->box(position).contains(m_point);
        detail::PointInRings test(m_point);
        double distance_m = std::numeric_limits<double>::infinity();
        source.segment->visit_rings(position, m_rings, [&](const RingView& ring) {
            if (may_hold) {
                test.add(ring.points);
            }
            distance_m = m_metric.to_ring_m(ring.points, distance_m);
        });
        if (test.side() != detail::Side::outside) {
            distance_m = 0;
        }
        m_best.offer({{&source, position}, distance_m});
        if (m_best.worst_m() < m_worst_m) {
            limit_reach();
        }
    }

    void limit_reach() {
        m_worst_m = m_best.worst_m();
        const double reach = m_metric.plane_reach_at_most(m_worst_m) * (1 + slack) + slack_units;
        m_squared_reach = static_cast<float>(reach * reach);
    }

    detail::NearMetric m_metric;
    geometry::GridPoint m_point;
    Best m_best;
    RingBuffer& m_rings;
    std::priority_queue<County> m_counties; ///< that are not started
    std::vector<OpenNode> m_nodes;
    std::priority_queue<Entry> m_queue;
    double m_worst_m = 0; ///< by which the reach was last set
    /// What is further in the plane is not among the k nearest; square units.
    float m_squared_reach = 0;
};

} // namespace

std::vector<NearPatch> Lookup::nearest(geometry::LonLat point, std::size_t k,
                                       double max_distance_m) {
    if (k == 0 || std::isnan(point.lon) || std::isnan(point.lat)) {
        return {};
    }
    Walk walk(point, std::min(k, most_neighbours), max_distance_m, m_rings);
    for (const County& county : m_by_slot) {
        walk.add(county.box, *county.source);
    }
    return walk.run();
}

} // namespace tuban::segment
