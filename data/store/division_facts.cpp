#include "data/store/division_facts.hpp"

#include "data/model/household.hpp"

#include <string>

namespace tuban::store {

std::int64_t count_children(Reader& reader, std::int64_t division_id) {
    return reader
        .find("SELECT count(*) FROM division WHERE parent_id = $1", {division_id},
              [](const Row& row) { return row.integer(0); })
        .value();
}

// CROSS JOIN keeps SQLite to the order written, as in counters.cpp.
std::map<std::int64_t, HouseholdCounts> household_counts(Reader& reader, const model::Area& area) {
    std::map<std::int64_t, HouseholdCounts> counts;
    reader.query("SELECT c.division_id, c.name, c.value "
                 "FROM division d CROSS JOIN counter_total c "
                 "WHERE d.first_label BETWEEN $1 AND $2 AND c.division_id = d.id "
                 "AND c.list IN ($3, $4) AND c.name IN ('total', 'approved', 'approved_grade_a', "
                 "'approved_grade_b', 'approved_grade_c', 'approved_grade_d') AND c.value <> 0",
                 {area.first_label(), area.last_label(),
                  std::string(to_string(model::HouseholdList::lookback)),
                  std::string(to_string(model::HouseholdList::six_groups))},
                 [&](const Row& row) {
                     auto& entry = counts[row.integer(0)];
                     const auto name = row.text(1);
                     if (name == "total") {
                         entry.total += row.integer(2);
                     } else if (name == "approved") {
                         entry.approved += row.integer(2);
                     } else {
                         entry.grades.at(static_cast<std::size_t>(name.back() - 'a')) +=
                             row.integer(2);
                     }
                 });
    return counts;
}

} // namespace tuban::store
