#pragma once

#include "base/result.hpp"
#include "data/import/household_check.hpp"
#include "data/model/household.hpp"
#include "data/store/household_staging.hpp"

#include <optional>
#include <string>

namespace tuban::import {

/// Which household of the store a checked row is; nothing: a new one.
struct HouseholdMatch {
    std::optional<store::KnownHousehold> known;
    bool is_unchanged = false; ///< the row says what it said before
    std::optional<Issue> warning;
};

/// By the id number, else by household_id within the county; the head's name must be the same, or
/// both id number and household_id. Files the row where its household may stand: one that was
/// begun keeps its division where the list names one above or below it. Refused in Chinese: a row
/// that would overwrite another household, or move one that was begun.
Result<HouseholdMatch, Issue> match_household(store::Reader& reader,
                                              const DivisionFinder& divisions,
                                              model::Household& household,
                                              const store::Blob& digest, std::size_t row);

} // namespace tuban::import
