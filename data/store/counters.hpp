#pragma once

#include "data/model/division.hpp"
#include "data/store/store.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Sums of contributions (idea 6 of docs/architecture.md): what changed at one division on one
/// day. The figure of any division on any day is a range sum over the published tree; those of
/// provinces, cities and counties are kept summed.
namespace tuban::store {

/// Days since 1970-01-01 in UTC+8.
using Day = std::int64_t;
Day day_of(std::int64_t time_us);

struct CounterValue {
    std::string name;
    std::int64_t value = 0;
};

/// In the transaction of the write that it counts. Changes of 0 leave no trace.
void add_counters(Transaction& transaction, std::string_view list, std::int64_t division_id,
                  Day day, std::span<const CounterValue> changes);

/// Households new on a list, nothing entered yet: counts `total` and `not_started`.
void count_new_households(Transaction& transaction, std::string_view list, std::int64_t division_id,
                          Day day, std::int64_t households);

/// Sums over an area, as of now or as of the end of a day; names that have no row are missing.
std::vector<CounterValue> sum_counters(Reader& reader, const model::Area& area,
                                       std::string_view list, std::optional<Day> until = {});

struct DivisionSum {
    std::int64_t division_id = 0;
    std::string name;
    std::int64_t value = 0;
};

/// The same for each division right below `parent`, with all that lies below it, and for what
/// stands at `parent` itself (division_id is then the parent's). `area` must contain the parent.
std::vector<DivisionSum> sum_counters_by_child(Reader& reader, const model::Area& area,
                                               std::int64_t parent_id, std::string_view list,
                                               std::optional<Day> until = {});

struct DaySum {
    Day day = 0;
    std::string name;
    std::int64_t value = 0;
};

/// What changed in an area on each day after `since`, in the order of days.
std::vector<DaySum> sum_counters_by_day(Reader& reader, const model::Area& area,
                                        std::string_view list, Day since);

/// For the check against a recount: what stands at each division itself, as its days add up and
/// as its totals say; and what the sums of provinces, cities and counties say of all below them.
std::vector<DivisionSum> days_by_division(Reader& reader, std::string_view list);
std::vector<DivisionSum> totals_by_division(Reader& reader, std::string_view list);
std::vector<DivisionSum> areas_by_division(Reader& reader, std::string_view list);

/// Makes the totals of a list what their days add up to.
void rebuild_totals(Transaction& transaction, std::string_view list);

/// Makes the sums of provinces, cities and counties anew. Whoever moves a division to another
/// parent or level does so in the same transaction, after its labels are written.
void rebuild_areas(Transaction& transaction);

} // namespace tuban::store
