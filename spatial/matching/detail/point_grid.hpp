#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace tuban::matching::detail {

/// A place in metres east and north of the county's origin.
struct Metres {
    float x = 0;
    float y = 0;
};

/// Points in square cells; finds those near a place. Immutable.
class PointGrid {
  public:
    struct Near {
        std::uint32_t index;
        float distance_m;
    };

    PointGrid() = default;
    PointGrid(std::span<const Metres> points, float cell_m);

    /// Those within the radius, in no order but always the same one.
    void within(Metres place, float radius_m, std::vector<Near>& found) const;
    /// The k nearest within the radius, nearest first, ties by index. Of points that lie in
    /// thousands at one place only the first few hundred of a row of cells are looked at.
    void nearest(Metres place, std::size_t k, float radius_m, std::vector<Near>& found) const;

  private:
    struct Entry {
        std::uint64_t cell; ///< row, then column
        std::uint32_t index;
        Metres point;
    };
    struct Row {
        std::int32_t row;
        std::uint32_t begin; ///< of its entries
    };
    std::int32_t cell_of(float metres) const noexcept;
    /// Calls visit(entries) for each row of the cells that the radius touches, those of the place's
    /// own row first, with so many of a row at most.
    template <typename Visit>
    void visit(Metres place, float radius_m, std::size_t most_of_row, Visit visit) const;

    std::vector<Entry> m_entries; ///< ascending by cell, then index
    std::vector<Row> m_rows;      ///< ascending, and an end
    float m_cell_m = 1;
};

} // namespace tuban::matching::detail
