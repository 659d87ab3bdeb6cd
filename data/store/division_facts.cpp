#include "data/store/division_facts.hpp"

namespace tuban::store {

std::int64_t count_children(Reader& reader, std::int64_t division_id) {
    return reader
        .find("SELECT count(*) FROM division WHERE parent_id = $1", {division_id},
              [](const Row& row) { return row.integer(0); })
        .value();
}

std::map<std::int64_t, HouseholdCounts> household_counts(Reader& reader, const model::Area& area) {
    std::map<std::int64_t, HouseholdCounts> counts;
    reader.query("SELECT h.division_id, h.status, h.grade, count(*) "
                 "FROM division d JOIN household h ON h.division_id = d.id "
                 "WHERE d.first_label BETWEEN $1 AND $2 "
                 "GROUP BY h.division_id, h.status, h.grade",
                 {area.first_label(), area.last_label()}, [&](const Row& row) {
                     auto& entry = counts[row.integer(0)];
                     entry.total += row.integer(3);
                     if (row.text(1) != "approved") {
                         return;
                     }
                     entry.approved += row.integer(3);
                     if (const auto grade = row.text(2); !grade.empty()) {
                         entry.grades.at(static_cast<std::size_t>(grade.front() - 'A')) +=
                             row.integer(3);
                     }
                 });
    return counts;
}

} // namespace tuban::store
