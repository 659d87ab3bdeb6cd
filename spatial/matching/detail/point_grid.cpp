#include "spatial/matching/detail/point_grid.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tuban::matching::detail {

namespace {

constexpr float outermost_cell = 1e9F;
constexpr std::size_t most_of_a_row = 512;
/// Squares below a bound times this may have roots that are not above its root in single precision.
constexpr double rounding = 1 + 1e-6;

std::uint64_t key_of(std::int32_t row, std::int32_t column) {
    const auto shifted = [](std::int32_t value) {
        return static_cast<std::uint32_t>(value) ^ 0x80000000U; // keeps the order
    };
    return (std::uint64_t{shifted(row)} << 32U) | shifted(column);
}

std::int32_t row_of(std::uint64_t key) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(key >> 32U) ^ 0x80000000U);
}

double squared_distance(Metres a, Metres b) {
    const double dx = a.x - b.x; // in single precision, as the points are
    const double dy = a.y - b.y;
    return dx * dx + dy * dy;
}

} // namespace

PointGrid::PointGrid(std::span<const Metres> points, float cell_m) : m_cell_m(cell_m) {
    m_entries.reserve(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        m_entries.push_back({key_of(cell_of(points[i].y), cell_of(points[i].x)),
                             static_cast<std::uint32_t>(i), points[i]});
    }
    std::ranges::sort(m_entries, {}, [](const Entry& e) { return std::pair(e.cell, e.index); });
    for (std::uint32_t e = 0; e < m_entries.size(); ++e) {
        if (m_rows.empty() || m_rows.back().row != row_of(m_entries[e].cell)) {
            m_rows.push_back({row_of(m_entries[e].cell), e});
        }
    }
    m_rows.push_back({0, static_cast<std::uint32_t>(m_entries.size())});
}

std::int32_t PointGrid::cell_of(float metres) const noexcept {
    return static_cast<std::int32_t>(
        std::floor(std::clamp(metres / m_cell_m, -outermost_cell, outermost_cell)));
}

template <typename Visit>
void PointGrid::visit(Metres place, float radius_m, std::size_t most_of_row, Visit visit) const {
    if (m_rows.empty()) {
        return;
    }
    const std::int32_t west = cell_of(place.x - radius_m);
    const std::int32_t east = cell_of(place.x + radius_m);
    const std::int32_t south = cell_of(place.y - radius_m);
    const std::int32_t north = cell_of(place.y + radius_m);
    const auto rows_end = m_rows.end() - 1;
    const auto visit_row = [&](auto row) {
        const auto end = m_entries.begin() + std::next(row)->begin;
        const auto before = [](const Entry& e, std::uint64_t cell) { return e.cell < cell; };
        const auto first =
            std::lower_bound(m_entries.begin() + row->begin, end, key_of(row->row, west), before);
        const std::uint64_t last = key_of(row->row, east);
        const auto most = std::min(static_cast<std::ptrdiff_t>(most_of_row), end - first);
        const auto behind =
            std::find_if(first, first + most, [last](const Entry& e) { return e.cell > last; });
        visit(std::span(first, behind));
    };
    const auto middle =
        std::lower_bound(m_rows.begin(), rows_end, cell_of(place.y),
                         [](const Row& r, std::int32_t wanted) { return r.row < wanted; });
    for (auto row = middle; row != rows_end && row->row <= north; ++row) {
        visit_row(row);
    }
    for (auto row = middle; row != m_rows.begin() && std::prev(row)->row >= south; --row) {
        visit_row(std::prev(row));
    }
}

void PointGrid::within(Metres place, float radius_m, std::vector<Near>& found) const {
    found.clear();
    visit(place, radius_m, m_entries.size(), [&](std::span<const Entry> row) {
        for (const Entry& entry : row) {
            const auto distance_m =
                static_cast<float>(std::sqrt(squared_distance(place, entry.point)));
            if (distance_m <= radius_m) {
                found.push_back({entry.index, distance_m});
            }
        }
    });
}

void PointGrid::nearest(Metres place, std::size_t k, float radius_m,
                        std::vector<Near>& found) const {
    found.clear();
    const auto is_before = [](const Near& a, const Near& b) {
        return a.distance_m != b.distance_m ? a.distance_m < b.distance_m : a.index < b.index;
    };
    struct Far {
        double squared_m2;
        std::uint32_t index;
    };
    std::array<Far, most_of_a_row> inside; // NOLINT(*-member-init): written before it is read
    // Squares of growing size, until the k-th lies within the square's inscribed circle.
    for (float reach = m_cell_m; k > 0; reach *= 2) {
        const float radius = std::min(reach, radius_m);
        found.clear();
        double bound = double{radius} * radius * rounding;
        visit(place, radius, most_of_a_row, [&](std::span<const Entry> row) {
            std::size_t count = 0;
            for (const Entry& entry : row) { // without a branch, which could not be foreseen
                const double squared = squared_distance(place, entry.point);
                inside[count] = {squared, entry.index};
                count += squared <= bound ? 1 : 0;
            }
            for (const Far& far : std::span(inside).first(count)) {
                const Near near{far.index, static_cast<float>(std::sqrt(far.squared_m2))};
                if (near.distance_m > radius ||
                    (found.size() == k && !is_before(near, found.back()))) {
                    continue;
                }
                if (found.size() < k) {
                    found.push_back(near);
                }
                std::size_t i = found.size() - 1;
                for (; i > 0 && is_before(near, found[i - 1]); --i) {
                    found[i] = found[i - 1];
                }
                found[i] = near;
            }
            if (found.size() == k) {
                const double worst = found.back().distance_m;
                bound = worst * worst * rounding;
            }
        });
        if (found.size() >= k || radius >= radius_m) {
            break;
        }
    }
}

} // namespace tuban::matching::detail
