#include "data/store/counters.hpp"

#include <array>

namespace tuban::store {
namespace {

constexpr std::int64_t us_per_hour = 3'600'000'000;

DivisionSum to_sum(const Row& row) {
    return {row.integer(0), std::string(row.text(1)), row.integer(2)};
}

/// The division and those above it that have sums of all that lies below them.
std::vector<std::int64_t> summed_above(Reader& reader, std::int64_t division_id) {
    return reader.list("WITH RECURSIVE above (id, parent_id, level) AS ("
                       "SELECT id, parent_id, level FROM division WHERE id = $1 UNION ALL "
                       "SELECT d.id, d.parent_id, d.level FROM above "
                       "JOIN division d ON d.id = above.parent_id) "
                       "SELECT id FROM above WHERE level <= 3",
                       {division_id}, [](const Row& row) { return row.integer(0); });
}

/// The division whose sums are those of the area, if one has them.
std::optional<std::int64_t> summed_as(Reader& reader, const model::Area& area) {
    return reader.find(
        "SELECT id FROM division WHERE first_label = $1 AND last_label = $2 AND level <= 3",
        {area.first_label(), area.last_label()}, [](const Row& row) { return row.integer(0); });
}

} // namespace

Day day_of(std::int64_t time_us) {
    return (time_us + 8 * us_per_hour) / (24 * us_per_hour);
}

void add_counters(Transaction& transaction, std::string_view list, std::int64_t division_id,
                  Day day, std::span<const CounterValue> changes) {
    const auto areas = summed_above(transaction, division_id);
    for (const auto& change : changes) {
        if (change.value == 0) {
            continue;
        }
        transaction.execute("INSERT INTO counter (division_id, day, list, name, value) "
                            "VALUES ($1, $2, $3, $4, $5) "
                            "ON CONFLICT (division_id, list, name, day) "
                            "DO UPDATE SET value = counter.value + excluded.value",
                            {division_id, day, std::string(list), change.name, change.value});
        transaction.execute("INSERT INTO counter_total (division_id, list, name, value) "
                            "VALUES ($1, $2, $3, $4) ON CONFLICT (division_id, list, name) "
                            "DO UPDATE SET value = counter_total.value + excluded.value",
                            {division_id, std::string(list), change.name, change.value});
        for (const auto area : areas) {
            transaction.execute("INSERT INTO area_counter (division_id, day, list, name, value) "
                                "VALUES ($1, $2, $3, $4, $5) "
                                "ON CONFLICT (division_id, list, day, name) "
                                "DO UPDATE SET value = area_counter.value + excluded.value",
                                {area, day, std::string(list), change.name, change.value});
        }
    }
}

void count_new_households(Transaction& transaction, std::string_view list, std::int64_t division_id,
                          Day day, std::int64_t households) {
    const std::array changes{CounterValue{"total", households},
                             CounterValue{"not_started", households}};
    add_counters(transaction, list, division_id, day, changes);
}

// CROSS JOIN keeps SQLite to the order written: from the divisions of the area to their counters.
// Left to itself it reads the counters of all divisions.

std::vector<CounterValue> sum_counters(Reader& reader, const model::Area& area,
                                       std::string_view list, std::optional<Day> until) {
    const auto to_value = [](const Row& row) {
        return CounterValue{std::string(row.text(0)), row.integer(1)};
    };
    if (const auto division_id = summed_as(reader, area)) {
        return reader.list("SELECT name, SUM(value) FROM area_counter WHERE division_id = $1 "
                           "AND list = $2 AND ($3 IS NULL OR day <= $3) GROUP BY name",
                           {*division_id, std::string(list), nullable(until)}, to_value);
    }
    if (!until) {
        return reader.list(
            "SELECT c.name, SUM(c.value) FROM division d CROSS JOIN counter_total c "
            "WHERE d.first_label BETWEEN $1 AND $2 AND c.division_id = d.id AND c.list = $3 "
            "GROUP BY c.name",
            {area.first_label(), area.last_label(), std::string(list)}, to_value);
    }
    return reader.list("SELECT c.name, SUM(c.value) FROM division d CROSS JOIN counter c "
                       "WHERE d.first_label BETWEEN $1 AND $2 AND c.division_id = d.id "
                       "AND c.list = $3 AND c.day <= $4 GROUP BY c.name",
                       {area.first_label(), area.last_label(), std::string(list), *until},
                       to_value);
}

std::vector<DivisionSum> sum_counters_by_child(Reader& reader, const model::Area& area,
                                               std::int64_t parent_id, std::string_view list,
                                               std::optional<Day> until) {
    const std::string in_list(list);
    auto sums = reader.list(
        "SELECT child.id, c.name, SUM(c.value) FROM division child "
        "CROSS JOIN area_counter c "
        "WHERE child.parent_id = $1 AND child.first_label BETWEEN $2 AND $3 "
        "AND child.level <= 3 AND c.division_id = child.id AND c.list = $4 "
        "AND ($5 IS NULL OR c.day <= $5) GROUP BY child.id, c.name",
        {parent_id, area.first_label(), area.last_label(), in_list, nullable(until)}, to_sum);
    const auto small =
        until ? reader.list("SELECT child.id, c.name, SUM(c.value) FROM division child "
                            "CROSS JOIN division d CROSS JOIN counter c "
                            "WHERE child.parent_id = $1 AND child.first_label BETWEEN $2 AND $3 "
                            "AND child.level > 3 "
                            "AND d.first_label BETWEEN child.first_label AND child.last_label "
                            "AND c.division_id = d.id AND c.list = $4 AND c.day <= $5 "
                            "GROUP BY child.id, c.name",
                            {parent_id, area.first_label(), area.last_label(), in_list, *until},
                            to_sum)
              : reader.list("SELECT child.id, c.name, SUM(c.value) FROM division child "
                            "CROSS JOIN division d CROSS JOIN counter_total c "
                            "WHERE child.parent_id = $1 AND child.first_label BETWEEN $2 AND $3 "
                            "AND child.level > 3 "
                            "AND d.first_label BETWEEN child.first_label AND child.last_label "
                            "AND c.division_id = d.id AND c.list = $4 GROUP BY child.id, c.name",
                            {parent_id, area.first_label(), area.last_label(), in_list}, to_sum);
    const auto own = reader.list(
        "SELECT d.id, c.name, SUM(c.value) FROM division d CROSS JOIN counter c "
        "WHERE d.id = $1 AND d.first_label BETWEEN $2 AND $3 AND c.division_id = d.id "
        "AND c.list = $4 AND ($5 IS NULL OR c.day <= $5) GROUP BY d.id, c.name",
        {parent_id, area.first_label(), area.last_label(), in_list, nullable(until)}, to_sum);
    sums.insert(sums.end(), small.begin(), small.end());
    sums.insert(sums.end(), own.begin(), own.end());
    return sums;
}

std::vector<DaySum> sum_counters_by_day(Reader& reader, const model::Area& area,
                                        std::string_view list, Day since) {
    const auto to_day = [](const Row& row) {
        return DaySum{row.integer(0), std::string(row.text(1)), row.integer(2)};
    };
    if (const auto division_id = summed_as(reader, area)) {
        return reader.list("SELECT day, name, value FROM area_counter WHERE division_id = $1 "
                           "AND list = $2 AND day > $3 ORDER BY day, name",
                           {*division_id, std::string(list), since}, to_day);
    }
    return reader.list("SELECT c.day, c.name, SUM(c.value) FROM division d CROSS JOIN counter c "
                       "WHERE d.first_label BETWEEN $1 AND $2 AND c.division_id = d.id "
                       "AND c.list = $3 AND c.day > $4 GROUP BY c.day, c.name ORDER BY c.day",
                       {area.first_label(), area.last_label(), std::string(list), since}, to_day);
}

std::vector<DivisionSum> days_by_division(Reader& reader, std::string_view list) {
    return reader.list("SELECT division_id, name, SUM(value) FROM counter WHERE list = $1 "
                       "GROUP BY division_id, name",
                       {std::string(list)}, to_sum);
}

std::vector<DivisionSum> totals_by_division(Reader& reader, std::string_view list) {
    return reader.list("SELECT division_id, name, value FROM counter_total WHERE list = $1",
                       {std::string(list)}, to_sum);
}

std::vector<DivisionSum> areas_by_division(Reader& reader, std::string_view list) {
    return reader.list("SELECT division_id, name, SUM(value) FROM area_counter WHERE list = $1 "
                       "GROUP BY division_id, name",
                       {std::string(list)}, to_sum);
}

void rebuild_totals(Transaction& transaction, std::string_view list) {
    transaction.execute("DELETE FROM counter_total WHERE list = $1", {std::string(list)});
    transaction.execute("INSERT INTO counter_total (division_id, list, name, value) "
                        "SELECT division_id, list, name, SUM(value) FROM counter "
                        "WHERE list = $1 GROUP BY division_id, list, name",
                        {std::string(list)});
}

void rebuild_areas(Transaction& transaction) {
    transaction.execute("DELETE FROM area_counter", {});
    transaction.execute("INSERT INTO area_counter (division_id, day, list, name, value) "
                        "SELECT a.id, c.day, c.list, c.name, SUM(c.value) FROM division a "
                        "CROSS JOIN division d CROSS JOIN counter c WHERE a.level <= 3 "
                        "AND d.first_label BETWEEN a.first_label AND a.last_label "
                        "AND c.division_id = d.id GROUP BY a.id, c.list, c.day, c.name",
                        {});
}

} // namespace tuban::store
