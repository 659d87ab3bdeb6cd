#pragma once

#include "spatial/segment/detail/format.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>

namespace tuban::segment::detail {

/// View of the boxes of a segment: 16 patches a leaf, 16 nodes an inner node, no pointers. Children
/// of node k of a level are nodes 16k … 16k + 15 of the level below, so that a walk from the left
/// meets positions in ascending order. Bytes belong to the segment.
class PackedTree {
  public:
    PackedTree() = default;
    PackedTree(const LeafNode* leaves, const InnerNode* inner, std::span<const LargeBox> large,
               std::uint32_t patch_count) noexcept
        : m_leaves(leaves), m_inner(inner), m_large(large), m_patch_count(patch_count),
          m_shape(patch_count) {}

    const TreeShape& shape() const noexcept { return m_shape; }

    geometry::GridBox box(std::uint32_t position) const noexcept {
        const LeafNode& leaf = m_leaves[position / fan_out];
        const std::size_t i = position % fan_out;
        const geometry::GridPoint min{leaf.min_x[i], leaf.min_y[i]};
        if (leaf.width[i] == large_extent) [[unlikely]] {
            return large_box(position, min);
        }
        return {min, {min.x + leaf.width[i], min.y + leaf.height[i]}};
    }

    /// How many children node `node` of `level` has.
    std::size_t children(std::size_t level, std::uint32_t node) const noexcept {
        const std::uint32_t below = level == 0 ? m_patch_count : m_shape.nodes[level - 1];
        return std::min<std::size_t>(fan_out, below - std::size_t{node} * fan_out);
    }
    /// Precondition: level > 0.
    const InnerNode& inner(std::size_t level, std::uint32_t node) const noexcept {
        return m_inner[m_shape.first[level] + node];
    }
    const LeafNode& leaf(std::uint32_t node) const noexcept { return m_leaves[node]; }
    geometry::GridBox child_box(std::size_t level, std::uint32_t node,
                                std::size_t i) const noexcept {
        if (level == 0) {
            return box(node * static_cast<std::uint32_t>(fan_out) + static_cast<std::uint32_t>(i));
        }
        const InnerNode& boxes = inner(level, node);
        return {{boxes.min_x[i], boxes.min_y[i]}, {boxes.max_x[i], boxes.max_y[i]}};
    }

    /// Square of the distance from a point to a box in the plane that is rolled to a cylinder,
    /// the shorter way round, 0 inside. Its root is in units, at most one and a millionth too
    /// great.
    static float squared_distance(geometry::GridPoint from, const geometry::GridBox& box) noexcept {
        // Differences modulo a turn, so the sign tells the shorter way round. Both are positive for
        // a box across the line opposite to the point, unless it goes half round or more.
        const auto to_west_side = static_cast<std::int32_t>(box.min.x - from.x);
        const auto to_east_side = static_cast<std::int32_t>(from.x - box.max.x);
        const std::int32_t less = std::min(to_west_side, to_east_side);
        const std::int32_t more = std::max(std::max(to_west_side, to_east_side), 0);
        const std::int32_t gap_x = less > 0 ? less : more;
        const auto if_narrow = static_cast<std::int32_t>(((box.max.x - box.min.x) >> 31U) - 1U);
        const auto x = static_cast<float>(gap_x & if_narrow);
        const auto half = [](std::uint32_t y) { return static_cast<std::int32_t>(y / 2); };
        const std::int32_t half_gap_y =
            std::max(std::max(half(box.min.y) - half(from.y), half(from.y) - half(box.max.y)), 0);
        const float y = 2 * static_cast<float>(half_gap_y);
        return x * x + y * y;
    }

    using Distances = std::array<float, fan_out>;
    /// squared_distance() to each child's box; what stands behind the last child means nothing.
    /// Without branches, so that the compiler measures several at a time.
    Distances squared_distances(std::size_t level, std::uint32_t node,
                                geometry::GridPoint from) const noexcept {
        return level == 0 ? leaf_distances(node, from) : inner_distances(level, node, from);
    }

    /// Calls visit(position) for each position from `first` on whose box meets the query,
    /// ascending, until it returns false.
    template <typename Visit>
    void search(const geometry::GridBox& query, std::uint32_t first, Visit&& visit) const {
        if (m_shape.levels > 0) {
            walk(m_shape.levels - 1, 0, query, first, visit);
        }
    }

  private:
    Distances inner_distances(std::size_t level, std::uint32_t node,
                              geometry::GridPoint from) const noexcept {
        const InnerNode& boxes = inner(level, node);
        Distances distances;
        for (std::size_t i = 0; i < fan_out; ++i) {
            distances[i] = squared_distance(
                from, {{boxes.min_x[i], boxes.min_y[i]}, {boxes.max_x[i], boxes.max_y[i]}});
        }
        return distances;
    }

    Distances leaf_distances(std::uint32_t node, geometry::GridPoint from) const noexcept {
        const LeafNode& leaf = m_leaves[node];
        Distances distances;
        std::uint32_t widest = 0;
        for (std::size_t i = 0; i < fan_out; ++i) {
            const geometry::GridPoint min{leaf.min_x[i], leaf.min_y[i]};
            distances[i] =
                squared_distance(from, {min, {min.x + leaf.width[i], min.y + leaf.height[i]}});
            widest = std::max<std::uint32_t>(widest, leaf.width[i]);
        }
        if (widest == large_extent) [[unlikely]] {
            for (std::size_t i = 0; i < children(0, node); ++i) {
                distances[i] = squared_distance(from, child_box(0, node, i));
            }
        }
        return distances;
    }

    geometry::GridBox large_box(std::uint32_t position, geometry::GridPoint min) const noexcept {
        const auto at = std::ranges::lower_bound(m_large, position, {}, &LargeBox::position);
        if (at == m_large.end() || at->position != position) {
            return {min, min};
        }
        return {min, {min.x + at->width, min.y + at->height}};
    }

    static std::uint32_t at_most(std::uint32_t low, std::uint32_t high) noexcept {
        return low <= high ? 1U : 0U;
    }

    using Hits = std::array<std::uint32_t, fan_out>; ///< 1 or 0 for each child

    /// The first `count` of the hits as bits. Comparing without branches first and collecting
    /// afterwards lets the compiler compare several boxes at a time.
    static std::uint32_t collect(const Hits& hits, std::size_t count) noexcept {
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < fan_out; ++i) {
            bits |= hits[i] << i;
        }
        return bits & ((1U << count) - 1U);
    }

    std::uint32_t leaf_hits(std::uint32_t node, const geometry::GridBox& query) const noexcept {
        const LeafNode& leaf = m_leaves[node];
        Hits hits;
        for (std::size_t i = 0; i < fan_out; ++i) {
            const std::uint32_t width = leaf.width[i];
            const std::uint32_t height = leaf.height[i];
            const std::uint32_t starts =
                at_most(leaf.min_x[i], query.max.x) & at_most(leaf.min_y[i], query.max.y);
            const std::uint32_t reaches = at_most(query.min.x, leaf.min_x[i] + width) &
                                          at_most(query.min.y, leaf.min_y[i] + height);
            hits[i] = starts & (reaches | at_most(large_extent, width));
        }
        return collect(hits, children(0, node));
    }

    std::uint32_t inner_hits(std::size_t level, std::uint32_t node,
                             const geometry::GridBox& query) const noexcept {
        const InnerNode& boxes = inner(level, node);
        Hits hits;
        for (std::size_t i = 0; i < fan_out; ++i) {
            hits[i] = at_most(boxes.min_x[i], query.max.x) & at_most(boxes.min_y[i], query.max.y) &
                      at_most(query.min.x, boxes.max_x[i]) & at_most(query.min.y, boxes.max_y[i]);
        }
        return collect(hits, children(level, node));
    }

    template <typename Visit>
    bool walk(std::size_t level, std::uint32_t node, const geometry::GridBox& query,
              std::uint32_t first, Visit& visit) const {
        std::uint32_t hits = level == 0 ? leaf_hits(node, query) : inner_hits(level, node, query);
        for (; hits != 0; hits &= hits - 1) {
            const std::uint32_t child = node * static_cast<std::uint32_t>(fan_out) +
                                        static_cast<std::uint32_t>(std::countr_zero(hits));
            if (level > 0) {
                const bool is_before = first != 0 && last_position(level - 1, child) < first;
                if (!is_before && !walk(level - 1, child, query, first, visit)) {
                    return false;
                }
            } else if (child >= first && (m_leaves[node].width[child % fan_out] != large_extent ||
                                          box(child).intersects(query))) {
                if (!visit(child)) {
                    return false;
                }
            }
        }
        return true;
    }

    /// Of the positions below a node, were it full.
    static std::uint64_t last_position(std::size_t level, std::uint64_t node) noexcept {
        return ((node + 1) << (4 * (level + 1))) - 1;
    }

    const LeafNode* m_leaves = nullptr;
    const InnerNode* m_inner = nullptr;
    std::span<const LargeBox> m_large;
    std::uint32_t m_patch_count = 0;
    TreeShape m_shape{0};
};

} // namespace tuban::segment::detail
