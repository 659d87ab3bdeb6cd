#include "data/store/counters.hpp"
#include "tests/data/store/tree_fixture.hpp"

#include <gmock/gmock.h>

#include <array>
#include <map>
#include <random>
#include <tuple>
#include <utility>

namespace tuban::store {
namespace {

constexpr std::array<std::int64_t, 8> places{1, 2, 3, 4, 5, 6, 7, 8};
const std::array<std::string, 3> names{"total", "draft", "approved"};
constexpr Day first_day = 20'000;
constexpr Day last_day = 20'012;

/// Random changes at all places of the tree, and what the figures are, added up one by one.
class Counters : public StoreContract {
  protected:
    struct Change {
        std::int64_t division_id;
        Day day;
        std::string list;
        CounterValue value;
    };
    using Sums = std::map<std::pair<std::int64_t, std::string>, std::int64_t>;

    Counters() {
        TreeFixture::fill(store());
        std::mt19937 random{7};
        for (int i = 0; i < 300; ++i) {
            const auto name = names.at(random() % names.size());
            const auto value = static_cast<std::int64_t>(random() % 9) - 3;
            m_changes.push_back({places.at(random() % places.size()),
                                 first_day + static_cast<Day>(random() % (last_day - first_day)),
                                 random() % 4 == 0 ? "six_groups" : "lookback",
                                 {name, value}});
        }
        store().write([&](Transaction& t) {
            for (const auto& change : m_changes) {
                add_counters(t, change.list, change.division_id, change.day,
                             std::array{change.value});
            }
        });
    }

    std::map<std::int64_t, model::Division> tree() {
        std::map<std::int64_t, model::Division> all;
        store().read([&](Reader& r) {
            for (const auto& division : divisions_in(r, whole_area())) {
                all.emplace(division.id, division);
            }
        });
        return all;
    }

    /// By what `place_of` makes of each division; 0 where it is to be left out.
    template <typename PlaceOf>
    Sums added_up(std::optional<Day> until, const PlaceOf& place_of) {
        const auto divisions = tree();
        Sums sums;
        for (const auto& change : m_changes) {
            const auto place = place_of(divisions.at(change.division_id));
            if (change.list == "lookback" && (!until || change.day <= *until) && place != 0) {
                sums[{place, change.value.name}] += change.value.value;
            }
        }
        return without_zeros(std::move(sums));
    }

    static Sums without_zeros(Sums sums) {
        std::erase_if(sums, [](const auto& sum) { return sum.second == 0; });
        return sums;
    }

    void expect_figures() {
        for (const auto& [id, division] : tree()) {
            const auto area = area_of(division);
            expect_series(area, id);
            expect_sums(area, id, {});
            for (auto day = first_day - 1; day <= last_day; ++day) {
                expect_sums(area, id, day);
            }
        }
        expect_series(whole_area(), 1);
        expect_sums(whole_area(), 1, {});
        expect_sums(whole_area(), 1, first_day + 5);
    }

    void expect_sums(const model::Area& area, std::int64_t id, std::optional<Day> until) {
        const auto divisions = tree();
        store().read([&](Reader& r) {
            Sums total;
            for (const auto& sum : sum_counters(r, area, "lookback", until)) {
                total[{id, sum.name}] += sum.value;
            }
            EXPECT_EQ(without_zeros(total), added_up(until,
                                                     [&](const model::Division& d) {
                                                         return area.contains(d.first_label) ? id
                                                                                             : 0;
                                                     }))
                << "total of " << id << " on " << until.value_or(0);
            Sums rows;
            for (const auto& sum : sum_counters_by_child(r, area, id, "lookback", until)) {
                rows[{sum.division_id, sum.name}] += sum.value;
            }
            EXPECT_EQ(without_zeros(rows),
                      added_up(until,
                               [&](const model::Division& d) {
                                   if (d.id == id) {
                                       return id;
                                   }
                                   for (const auto& [child_id, child] : divisions) {
                                       if (child.parent_id == id &&
                                           area_of(child).contains(d.first_label)) {
                                           return child_id;
                                       }
                                   }
                                   return std::int64_t{0};
                               }))
                << "rows of " << id << " on " << until.value_or(0);
        });
    }

    void expect_series(const model::Area& area, std::int64_t id) {
        std::map<std::pair<Day, std::string>, std::int64_t> expected;
        const auto divisions = tree();
        for (const auto& change : m_changes) {
            if (change.list == "lookback" && change.day > first_day + 3 &&
                area.contains(divisions.at(change.division_id).first_label)) {
                expected[{change.day, change.value.name}] += change.value.value;
            }
        }
        std::erase_if(expected, [](const auto& sum) { return sum.second == 0; });
        std::map<std::pair<Day, std::string>, std::int64_t> found;
        Day previous = 0;
        store().read([&](Reader& r) {
            for (const auto& sum : sum_counters_by_day(r, area, "lookback", first_day + 3)) {
                EXPECT_GE(sum.day, previous) << "in the order of days";
                previous = sum.day;
                if (sum.value != 0) {
                    found[{sum.day, sum.name}] += sum.value;
                }
            }
        });
        EXPECT_EQ(found, expected) << "series of " << id;
    }

    std::vector<std::tuple<std::int64_t, Day, std::string, std::string, std::int64_t>> kept_sums() {
        return store().read_value([](Reader& r) {
            return r.list("SELECT division_id, day, list, name, value FROM area_counter "
                          "ORDER BY division_id, day, list, name",
                          {}, [](const Row& row) {
                              return std::tuple(row.integer(0), row.integer(1),
                                                std::string(row.text(2)), std::string(row.text(3)),
                                                row.integer(4));
                          });
        });
    }

    std::vector<Change> m_changes;
};

TEST_P(Counters, FiguresOfEachPlaceAndDayAreItsChangesAddedUp) {
    expect_figures();
}

TEST_P(Counters, SumsMadeAnewAreThoseThatWereKept) {
    const auto kept = kept_sums();
    store().write([](Transaction& t) { rebuild_areas(t); });
    EXPECT_EQ(kept_sums(), kept);
}

TEST_P(Counters, FiguresFollowADivisionToAnotherParent) {
    store().write([](Transaction& t) {
        GazetteerEntry entry;
        entry.division = find_division(t, 4).value();
        entry.division.parent_id = 7;
        update_division(t, entry);
        relabel_division(t, 4, 32, 40);
        relabel_division(t, 5, 33, 33);
        relabel_division(t, 6, 34, 34);
        rebuild_areas(t);
    });
    expect_figures();
}

INSTANTIATE_TEST_SUITE_P(Engines, Counters, testing::Values(embedded_engine()), engine_name);

} // namespace
} // namespace tuban::store
