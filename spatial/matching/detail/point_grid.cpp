#include "spatial/matching/detail/point_grid.hpp"

#include <algorithm>
#include <cmath>

namespace tuban::matching::detail {

namespace {

constexpr float outermost_cell = 1e9F;
constexpr std::size_t most_of_a_row = 512;

std::uint64_t key_of(std::int32_t row, std::int32_t column) {
    const auto shifted = [](std::int32_t value) {
        return static_cast<std::uint32_t>(value) ^ 0x80000000U; // keeps the order
    };
    return (std::uint64_t{shifted(row)} << 32U) | shifted(column);
}

} // namespace

PointGrid::PointGrid(std::span<const Metres> points, float cell_m) : m_cell_m(cell_m) {
    m_entries.reserve(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        m_entries.push_back({key_of(cell_of(points[i].y), cell_of(points[i].x)),
                             static_cast<std::uint32_t>(i), points[i]});
    }
    std::ranges::sort(m_entries, {}, [](const Entry& e) { return std::pair(e.cell, e.index); });
}

std::int32_t PointGrid::cell_of(float metres) const noexcept {
    return static_cast<std::int32_t>(
        std::floor(std::clamp(metres / m_cell_m, -outermost_cell, outermost_cell)));
}

void PointGrid::visit_row(std::int32_t row, std::int32_t first, std::int32_t last, Metres place,
                          float radius_m, std::size_t most, std::vector<Near>& found) const {
    auto entry = std::ranges::lower_bound(m_entries, key_of(row, first), {}, &Entry::cell);
    const std::uint64_t end = key_of(row, last);
    for (std::size_t n = 0; entry != m_entries.end() && entry->cell <= end && n < most;
         ++entry, ++n) {
        const float distance_m = std::hypot(entry->point.x - place.x, entry->point.y - place.y);
        if (distance_m <= radius_m) {
            found.push_back({entry->index, distance_m});
        }
    }
}

void PointGrid::within(Metres place, float radius_m, std::vector<Near>& found) const {
    found.clear();
    for (std::int32_t row = cell_of(place.y - radius_m); row <= cell_of(place.y + radius_m);
         ++row) {
        visit_row(row, cell_of(place.x - radius_m), cell_of(place.x + radius_m), place, radius_m,
                  m_entries.size(), found);
    }
}

void PointGrid::nearest(Metres place, std::size_t k, float radius_m,
                        std::vector<Near>& found) const {
    // Squares of growing size, until the k-th lies within the square's inscribed circle.
    for (float reach = m_cell_m; k > 0; reach *= 2) {
        const float radius = std::min(reach, radius_m);
        found.clear();
        for (std::int32_t row = cell_of(place.y - radius); row <= cell_of(place.y + radius);
             ++row) {
            visit_row(row, cell_of(place.x - radius), cell_of(place.x + radius), place, radius,
                      most_of_a_row, found);
        }
        if (found.size() >= k || radius >= radius_m) {
            break;
        }
    }
    const auto by_distance = [](const Near& n) { return std::pair(n.distance_m, n.index); };
    const std::size_t kept = std::min(k, found.size());
    std::ranges::partial_sort(found, found.begin() + static_cast<std::ptrdiff_t>(kept), {},
                              by_distance);
    found.resize(kept);
}

} // namespace tuban::matching::detail
