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

/// Finds the division of a row: by its code today, by one that was merged into another, by the
/// nearest known ancestor, or by names. As of the tree when it was made.
class DivisionFinder {
  public:
    explicit DivisionFinder(store::Reader& reader);

    struct Found {
        std::int64_t id = 0;
        bool is_ancestor = false; ///< the code itself is unknown
    };
    std::optional<Found> find(const HouseholdText& text) const;

    /// The county that a division is or lies in; the division itself where there is none.
    std::int64_t county_of(std::int64_t id) const;
    /// Whether `inner` is `outer` or lies below it.
    bool is_within(std::int64_t inner, std::int64_t outer) const;
    std::string name_of(std::int64_t id) const;

  private:
    struct Node {
        std::string name;
        model::Level level = model::Level::village;
        std::optional<std::int64_t> parent_id;
    };

    std::map<std::int64_t, Node> m_nodes;
    std::map<std::string, std::int64_t, std::less<>> m_by_code;
    /// Name and the parent's name, where they are unique.
    std::map<std::pair<std::string, std::string>, std::optional<std::int64_t>> m_by_names;
};

/// A valid id number that ends in three zeros, as a workbook's number cells do: believed only
/// where no other id of the file was ruined so.
bool may_be_rounded(const HouseholdText& text);
Issue ruined_id(const HouseholdText& text);

/// Checks one row and makes a household of it, or says in Chinese what is wrong. Warnings go to
/// the report. `today`: 20241118.
Result<model::Household, Issue> check_household(const HouseholdText& text,
                                                const DivisionFinder& divisions,
                                                const seal::Sealer& sealer, int today,
                                                ImportReport& report);

} // namespace tuban::import
