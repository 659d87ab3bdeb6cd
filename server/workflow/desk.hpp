#pragma once

#include "data/model/account.hpp"
#include "data/model/division.hpp"
#include "data/store/store.hpp"
#include "server/workflow/statistics_store.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tuban::workflow {

/// What waits for the user (SPEC 5.1). What is not his role's to do is 0.
struct Desk {
    std::int64_t to_fill = 0; ///< nothing entered yet
    std::int64_t drafts = 0;
    std::int64_t returned = 0;
    std::int64_t to_review = 0;
    std::int64_t resubmitted = 0;      ///< of those to review
    std::int64_t to_review_cd = 0;     ///< of those to review: grade C or D
    std::int64_t backfill = 0;         ///< patch not found
    std::optional<std::int64_t> first; ///< household to begin with
    StatisticsRow total;               ///< progress and combined figures of the division
};

/// For an account of this role at this division, which is its own.
Desk desk(store::Reader& reader, model::Role role, const model::Area& area,
          const model::Division& division, const std::string& list);

} // namespace tuban::workflow
