#pragma once

#include "data/model/division.hpp"
#include "data/store/counters.hpp"
#include "data/store/store.hpp"
#include "server/workflow/statistics.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Statistics as the store's counters have them (SPEC 5.1, 5.6).
namespace tuban::workflow {

/// A household's facts at the division it is filed under.
struct FiledFacts {
    std::int64_t division_id = 0;
    Facts facts;
};

/// Takes away what a household contributed and adds what it does now, on that day.
void move_contribution(store::Transaction& transaction, const std::string& list, store::Day day,
                       const FiledFacts& before, const FiledFacts& after);

struct StatisticsRow {
    model::Division division;
    /// The households filed under the division itself, with no village: a row of their own, so
    /// that the rows add up to the total.
    bool is_own = false;
    Counts counts;
};

struct StatisticsTable {
    StatisticsRow total;             ///< of the division with all that lies below it
    std::vector<StatisticsRow> rows; ///< those right below it, in the order of lists
};

/// Progress and combined statistics are columns of the same table. The division must lie in the
/// area (Divisions has checked it). Figures of now, or of the end of a day.
StatisticsTable statistics_table(store::Reader& reader, const model::Area& area,
                                 const model::Division& division, const std::string& list,
                                 std::optional<store::Day> until = {});

/// Its total alone.
StatisticsRow statistics_total(store::Reader& reader, const model::Division& division,
                               const std::string& list, std::optional<store::Day> until = {});

struct StatisticsPoint {
    store::Day day = 0;
    Counts counts; ///< as of the end of the day
};

/// The division's figures at the end of each day, `first` and `last` included.
std::vector<StatisticsPoint> statistics_series(store::Reader& reader,
                                               const model::Division& division,
                                               const std::string& list, store::Day first,
                                               store::Day last);

/// One place where the counters, or a household's row, differ from a recount.
struct StatisticsFault {
    std::int64_t division_id = 0;
    std::int64_t household_id = 0; ///< 0: the division's counters
    std::string detail;
};

struct Recount {
    std::int64_t households = 0;
    std::vector<StatisticsFault> faults;
};

/// Counts every record of a list anew from its document and compares.
Recount check_statistics(store::Reader& reader, const std::string& list, const std::string& form);

/// Writes what the check found missing or too much at the counters, on that day; returns the
/// number of divisions that were put right.
std::int64_t repair_statistics(store::Transaction& transaction, const std::string& list,
                               const std::string& form, store::Day day);

} // namespace tuban::workflow
