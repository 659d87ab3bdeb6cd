#include "server/workflow/statistics_store.hpp"

#include "data/model/household.hpp"
#include "data/store/divisions.hpp"
#include "data/store/documents.hpp"
#include "server/workflow/record_state.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>
#include <string_view>

namespace tuban::workflow {
namespace {

using CountsByDivision = std::map<std::int64_t, Counts>;

std::vector<store::CounterValue> to_values(const Counts& counts) {
    std::vector<store::CounterValue> values;
    for (std::size_t i = 0; i < counter_count; ++i) {
        const auto counter = static_cast<Counter>(i);
        values.push_back({counter_name(counter), counts[counter]});
    }
    return values;
}

void set_counter(Counts& counts, std::string_view name, std::int64_t value) {
    for (std::size_t i = 0; i < counter_count; ++i) {
        const auto counter = static_cast<Counter>(i);
        if (name == counter_name(counter)) {
            counts[counter] = value;
        }
    }
}

CountsByDivision by_division(const std::vector<store::DivisionSum>& sums) {
    CountsByDivision all;
    for (const auto& sum : sums) {
        set_counter(all[sum.division_id], sum.name, sum.value);
    }
    return all;
}

struct Recounted {
    CountsByDivision counts;
    Recount recount;
};

Recounted count_anew(store::Reader& reader, const std::string& list, const std::string& form) {
    Recounted result;
    store::visit_records(reader, list, form, [&](const store::RecordOfHousehold& record) {
        ++result.recount.households;
        const auto facts = record.body.empty() ? Facts{}
                                               : facts_of(record.document_status,
                                                          nlohmann::json::parse(record.body));
        result.counts[record.division_id] += contribution(facts);
        const auto& row = record.facts;
        if (row.status != facts.status || row.housing != facts.housing ||
            row.grade != facts.grade) {
            result.recount.faults.push_back(
                {record.division_id, record.household_id,
                 fmt::format("row says {} {} {}, document {} {} {}", model::to_string(row.status),
                             row.housing, row.grade, model::to_string(facts.status), facts.housing,
                             facts.grade)});
        }
    });
    return result;
}

/// What the counters lack, per division; empty where they are right.
CountsByDivision missing_counts(CountsByDivision missing,
                                const std::vector<store::DivisionSum>& counters) {
    for (const auto& [division_id, counts] : by_division(counters)) {
        missing[division_id] -= counts;
    }
    std::erase_if(missing, [](const auto& entry) { return entry.second == Counts{}; });
    return missing;
}

/// Of each province, city and county with all that lies below it.
CountsByDivision of_areas(store::Reader& reader, const CountsByDivision& counts) {
    std::map<std::int64_t, model::Division> tree;
    for (auto& division : store::divisions_in(reader, store::whole_area())) {
        const auto id = division.id;
        tree.emplace(id, std::move(division));
    }
    CountsByDivision sums;
    for (const auto& [division_id, own] : counts) {
        for (std::optional above(division_id); above;) {
            const auto& division = tree.at(*above);
            if (division.level <= model::Level::county) {
                sums[division.id] += own;
            }
            above = division.parent_id;
        }
    }
    return sums;
}

} // namespace

void move_contribution(store::Transaction& transaction, const std::string& list, store::Day day,
                       const FiledFacts& before, const FiledFacts& after) {
    auto gained = contribution(after.facts);
    auto lost = Counts{} - contribution(before.facts);
    if (before.division_id == after.division_id) {
        gained += lost;
        lost = {};
    }
    store::add_counters(transaction, list, before.division_id, day, to_values(lost));
    store::add_counters(transaction, list, after.division_id, day, to_values(gained));
}

StatisticsRow statistics_total(store::Reader& reader, const model::Division& division,
                               const std::string& list, std::optional<store::Day> until) {
    StatisticsRow total;
    total.division = division;
    for (const auto& sum : store::sum_counters(reader, store::area_of(division), list, until)) {
        set_counter(total.counts, sum.name, sum.value);
    }
    return total;
}

StatisticsTable statistics_table(store::Reader& reader, const model::Area& area,
                                 const model::Division& division, const std::string& list,
                                 std::optional<store::Day> until) {
    StatisticsTable table;
    table.total = statistics_total(reader, division, list, until);
    auto sums = by_division(store::sum_counters_by_child(reader, area, division.id, list, until));
    const auto children = store::child_divisions(reader, division.id);
    for (const auto& child : children) {
        table.rows.push_back({child, false, sums[child.id]});
    }
    const auto& own = sums[division.id];
    if (!children.empty() && !(own == Counts{})) {
        table.rows.push_back({division, true, own});
    }
    return table;
}

std::vector<StatisticsPoint> statistics_series(store::Reader& reader,
                                               const model::Division& division,
                                               const std::string& list, store::Day first,
                                               store::Day last) {
    auto counts = statistics_total(reader, division, list, first - 1).counts;
    std::map<store::Day, Counts> changes;
    for (const auto& sum :
         store::sum_counters_by_day(reader, store::area_of(division), list, first - 1)) {
        set_counter(changes[sum.day], sum.name, sum.value);
    }
    std::vector<StatisticsPoint> points;
    for (auto day = first; day <= last; ++day) {
        if (const auto change = changes.find(day); change != changes.end()) {
            counts += change->second;
        }
        points.push_back({day, counts});
    }
    return points;
}

Recount check_statistics(store::Reader& reader, const std::string& list, const std::string& form) {
    auto result = count_anew(reader, list, form);
    const auto compare = [&](const char* what, const CountsByDivision& expected,
                             const std::vector<store::DivisionSum>& counters) {
        for (const auto& [division_id, counts] : missing_counts(expected, counters)) {
            for (const auto& value : to_values(counts)) {
                if (value.value != 0) {
                    result.recount.faults.push_back(
                        {division_id, 0,
                         fmt::format("{} of {} lacks {}", what, value.name, value.value)});
                }
            }
        }
    };
    compare("sum of days", result.counts, store::days_by_division(reader, list));
    compare("total", result.counts, store::totals_by_division(reader, list));
    compare("sum of area", of_areas(reader, result.counts), store::areas_by_division(reader, list));
    return std::move(result.recount);
}

std::int64_t repair_statistics(store::Transaction& transaction, const std::string& list,
                               const std::string& form, store::Day day) {
    const auto counted = count_anew(transaction, list, form).counts;
    const auto missing = missing_counts(counted, store::days_by_division(transaction, list));
    for (const auto& [division_id, counts] : missing) {
        store::add_counters(transaction, list, division_id, day, to_values(counts));
    }
    store::rebuild_totals(transaction, list);
    store::rebuild_areas(transaction);
    return static_cast<std::int64_t>(missing.size());
}

} // namespace tuban::workflow
