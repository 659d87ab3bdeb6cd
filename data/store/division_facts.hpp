#pragma once

#include "data/model/division.hpp"
#include "data/store/store.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>

/// Counts by division, for the tree and for the map's low zooms.
namespace tuban::store {

std::int64_t count_children(Reader& reader, std::int64_t division_id);

struct HouseholdCounts {
    std::int64_t total = 0;
    std::int64_t approved = 0;
    std::array<std::int64_t, 4> grades{}; ///< approved, A … D

    HouseholdCounts& operator+=(const HouseholdCounts& other) noexcept {
        total += other.total;
        approved += other.approved;
        for (std::size_t i = 0; i < grades.size(); ++i) {
            grades[i] += other.grades[i];
        }
        return *this;
    }
    std::int64_t ungraded() const noexcept {
        return total - grades[0] - grades[1] - grades[2] - grades[3];
    }
};

/// Of the households that stand at each division of the area itself, of all lists, by division id,
/// as their counters have it; divisions without any are absent.
std::map<std::int64_t, HouseholdCounts> household_counts(Reader& reader, const model::Area& area);

} // namespace tuban::store
