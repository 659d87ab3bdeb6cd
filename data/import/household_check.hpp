#pragma once

#include "base/report.hpp"
#include "base/result.hpp"
#include "data/import/household_rows.hpp"
#include "data/model/household.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/store.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::import {

/// Finds the division of a row: by code, its nearest known ancestor, or by names.
class DivisionFinder {
  public:
    explicit DivisionFinder(store::Reader& reader);

    struct Found {
        std::int64_t id = 0;
        bool is_ancestor = false; ///< the code itself is unknown
    };
    std::optional<Found> find(const HouseholdText& text) const;

  private:
    std::map<std::string, std::int64_t, std::less<>> m_by_code;
    /// Name and the parent's name, where they are unique.
    std::map<std::pair<std::string, std::string>, std::optional<std::int64_t>> m_by_names;
};

/// Checks one row and makes a household of it, or says in Chinese what is wrong. Warnings go to
/// the report. `today`: 20241118.
Result<model::Household, Issue> check_household(const HouseholdText& text,
                                                const DivisionFinder& divisions,
                                                const seal::Sealer& sealer, int today,
                                                ImportReport& report);

} // namespace tuban::import
