#include "spatial/matching/detail/odd_rows.hpp"

#include <cmath>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

namespace tuban::matching::detail {

namespace {

/// Squares of far_position_m that patches stand in.
class Occupied {
  public:
    explicit Occupied(std::span<const PreparedPatch> patches) {
        std::optional<Cell> last; // neighbours stand one after the other
        for (const PreparedPatch& patch : patches) {
            const Cell cell = cell_of(patch.box.centre());
            if (last != cell) {
                m_cells.insert(cell);
                last = cell;
            }
        }
    }

    bool is_near(Metres place) const {
        const auto [x, y] = cell_of(place);
        for (const int dx : {0, -1, 1}) {
            for (const int dy : {0, -1, 1}) {
                if (m_cells.contains({x + dx, y + dy})) {
                    return true;
                }
            }
        }
        return false;
    }

  private:
    using Cell = std::pair<std::int64_t, std::int64_t>;

    static Cell cell_of(Metres place) {
        return {static_cast<std::int64_t>(std::floor(place.x / far_position_m)),
                static_cast<std::int64_t>(std::floor(place.y / far_position_m))};
    }

    std::set<Cell> m_cells;
};

} // namespace

void find_odd_rows(std::span<const CountyHousehold> households,
                   std::span<const PreparedHousehold> prepared, const PreparedCounty& county,
                   CountyReport& report) {
    const Occupied occupied(county.patches);
    for (std::size_t h = 0; h < households.size(); ++h) {
        const PreparedHousehold& household = prepared[h];
        if (!household.id_number.empty() && !is_id_shaped(household.id_number)) {
            report.malformed_ids.add(h);
        }
        if (households[h].evidence.address.size() > HouseholdEvidence::longest_address) {
            report.long_addresses.add(h);
        }
        const bool is_far = households[h].evidence.position &&
                            (!household.has_position || !occupied.is_near(household.places[0]));
        if (is_far && !county.patches.empty()) {
            report.far_positions.add(h);
        }
    }
}

} // namespace tuban::matching::detail
