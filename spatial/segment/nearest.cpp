#include "spatial/segment/catalog.hpp"
#include "spatial/segment/detail/near_metric.hpp"
#include "spatial/segment/detail/packed_tree.hpp"
#include "spatial/segment/detail/ring_predicates.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <queue>
#include <tuple>

namespace tuban::segment {
namespace {

constexpr std::size_t most_neighbours = 1000;
/// Beyond this many units of the grid the walk asks for a sharper bound before it looks closer.
constexpr double far_units = 200000;

/// What is still to be looked at, nearest bound first.
struct Pending {
    double plane_bound; ///< units; nothing in it is nearer in the plane
    const ScopedSegment* source;
    std::uint32_t index; ///< of the node, or the position
    std::uint8_t level;  ///< patches 0, leaves 1, …
    bool is_sharp;       ///< the bound has been sharpened

    friend bool operator<(const Pending& a, const Pending& b) noexcept {
        return a.plane_bound > b.plane_bound;
    }
};

bool is_before(const NearPatch& a, const NearPatch& b) noexcept {
    return std::tuple(a.distance_m, a.patch.id()) < std::tuple(b.distance_m, b.patch.id());
}

/// The k best so far, the worst of them on top.
class Best {
  public:
    Best(std::size_t k, double max_distance_m) : m_k(k), m_max_m(max_distance_m) {}

    double worst_m() const noexcept {
        return m_heap.size() < m_k ? m_max_m : m_heap.front().distance_m;
    }
    void offer(const NearPatch& candidate) {
        if (candidate.distance_m > m_max_m) {
            return;
        }
        if (m_heap.size() == m_k) {
            if (!is_before(candidate, m_heap.front())) {
                return;
            }
            std::ranges::pop_heap(m_heap, is_before);
            m_heap.pop_back();
        }
        m_heap.push_back(candidate);
        std::ranges::push_heap(m_heap, is_before);
    }
    std::vector<NearPatch> take() {
        std::ranges::sort_heap(m_heap, is_before);
        return std::move(m_heap);
    }

  private:
    std::size_t m_k;
    double m_max_m;
    std::vector<NearPatch> m_heap;
};

/// How far in the plane the k nearest must lie at most, by the boxes seen so far.
class Extents {
  public:
    explicit Extents(std::size_t k) : m_k(k) {}

    /// True when the k-th least extent has changed.
    bool offer(double extent) {
        if (m_heap.size() == m_k) {
            if (extent >= m_heap.front()) {
                return false;
            }
            std::ranges::pop_heap(m_heap);
            m_heap.pop_back();
        }
        m_heap.push_back(extent);
        std::ranges::push_heap(m_heap);
        return m_heap.size() == m_k;
    }
    double worst() const noexcept { return m_heap.front(); }

  private:
    std::size_t m_k;
    std::vector<double> m_heap;
};

std::uint32_t child_of(std::uint32_t node, std::size_t i) noexcept {
    return node * static_cast<std::uint32_t>(detail::fan_out) + static_cast<std::uint32_t>(i);
}

geometry::GridBox child_box(const detail::PackedTree& tree, std::size_t level, std::uint32_t node,
                            std::size_t i) noexcept {
    if (level == 0) {
        return tree.box(child_of(node, i));
    }
    const detail::InnerNode& boxes = tree.inner(level, node);
    return {{boxes.min_x[i], boxes.min_y[i]}, {boxes.max_x[i], boxes.max_y[i]}};
}

geometry::GridBox box_of(const Pending& pending) noexcept {
    const detail::PackedTree& tree = pending.source->segment->tree();
    if (pending.level == 0) {
        return tree.box(pending.index);
    }
    const std::size_t parent_level = pending.level;
    if (parent_level >= tree.shape().levels) {
        return pending.source->segment->box();
    }
    return child_box(tree, parent_level, pending.index / detail::fan_out,
                     pending.index % detail::fan_out);
}

/// Room for what a walk usually keeps.
std::vector<Pending> reserved_queue() {
    std::vector<Pending> queue;
    queue.reserve(256);
    return queue;
}

class Walk {
  public:
    Walk(geometry::LonLat from, std::size_t k, double max_distance_m, RingBuffer& rings)
        : m_metric(from), m_point(geometry::to_grid(from)), m_best(k, max_distance_m), m_extents(k),
          m_rings(rings) {
        limit_reach();
    }

    void start(const ScopedSegment& source) {
        const std::size_t levels = source.segment->tree().shape().levels;
        if (levels > 0) {
            push(source, levels, 0, source.segment->box());
        }
    }

    std::vector<NearPatch> run() {
        while (!m_queue.empty() && m_queue.top().plane_bound <= m_reach) {
            const Pending next = m_queue.top();
            m_queue.pop();
            if (!next.is_sharp && next.plane_bound > far_units) {
                sharpen(next);
            } else if (next.level == 0) {
                measure(next);
            } else {
                expand(next);
            }
        }
        return m_best.take();
    }

  private:
    /// A unit of slack for rounding.
    void limit_reach() {
        m_worst_m = m_best.worst_m();
        m_reach = std::min(m_reach, m_metric.plane_reach_at_most(m_worst_m) * (1 + 1e-9) + 1);
    }

    void push(const ScopedSegment& source, std::size_t level, std::uint32_t index,
              const geometry::GridBox& box) {
        const double bound = m_metric.plane_distance(box);
        if (bound <= m_reach) {
            m_queue.push({bound, &source, index, static_cast<std::uint8_t>(level), false});
        }
    }

    /// Lowers the reach by a patch that lies within the box.
    void limit_by(const geometry::GridBox& box) {
        if (m_extents.offer(m_metric.plane_extent(box))) {
            m_reach = std::min(m_reach, m_metric.plane_reach_beyond(m_extents.worst()));
        }
    }

    void sharpen(Pending pending) {
        const double least_m = m_metric.least_distance_m(box_of(pending));
        pending.plane_bound = std::max(pending.plane_bound, m_metric.plane_reach(least_m));
        pending.is_sharp = true;
        m_queue.push(pending);
    }

    void expand(const Pending& pending) {
        const detail::PackedTree& tree = pending.source->segment->tree();
        const std::size_t level = pending.level - 1U;
        const std::size_t children = tree.children(level, pending.index);
        std::array<geometry::GridBox, detail::fan_out> boxes;
        std::uint32_t allowed = 0;
        for (std::size_t i = 0; i < children; ++i) {
            if (level > 0 || pending.source->allows(child_of(pending.index, i))) {
                boxes[i] = child_box(tree, level, pending.index, i);
                allowed |= 1U << i;
                if (level == 0) {
                    limit_by(boxes[i]);
                }
            }
        }
        for (; allowed != 0; allowed &= allowed - 1) {
            const auto i = static_cast<std::size_t>(std::countr_zero(allowed));
            push(*pending.source, level, child_of(pending.index, i), boxes[i]);
        }
    }

    void measure(const Pending& pending) {
        detail::PointInRings test(m_point);
        double distance_m = std::numeric_limits<double>::infinity();
        pending.source->segment->visit_rings(pending.index, m_rings, [&](const RingView& ring) {
            test.add(ring.points);
            distance_m = m_metric.to_ring_m(ring.points, distance_m);
        });
        if (test.side() != detail::Side::outside) {
            distance_m = 0;
        }
        m_best.offer({{pending.source, pending.index}, distance_m});
        if (m_best.worst_m() < m_worst_m) {
            limit_reach();
        }
    }

    detail::NearMetric m_metric;
    geometry::GridPoint m_point;
    Best m_best;
    Extents m_extents;
    RingBuffer& m_rings;
    std::priority_queue<Pending> m_queue{{}, reserved_queue()};
    double m_worst_m = 0; ///< by which m_reach was last set
    /// Units; what is further in the plane is not among the k nearest.
    double m_reach = std::numeric_limits<double>::infinity();
};

} // namespace

std::vector<NearPatch> Lookup::nearest(geometry::LonLat point, std::size_t k,
                                       double max_distance_m) {
    if (k == 0) {
        return {};
    }
    Walk walk(point, std::min(k, most_neighbours), max_distance_m, m_rings);
    for (const ScopedSegment* source : m_by_slot) {
        walk.start(*source);
    }
    return walk.run();
}

} // namespace tuban::segment
