#include "tests/server/workflow/workflow_fixture.hpp"

#include <gmock/gmock.h>

namespace tuban::workflow::test {
namespace {

using forms::test::dangerous_body;
using forms::test::deceased_body;
using forms::test::own_rural_body;
using model::Status;
using testing::IsEmpty;
using testing::SizeIs;

class StatisticsStore : public WorkflowTest {};

TEST_F(StatisticsStore, EveryWriteMovesTheFiguresAtOnce) {
    const auto household = record_in(Status::draft, dangerous_body(2024));
    EXPECT_EQ(statistics(county).total.counts[Counter::draft], 1);
    EXPECT_EQ(statistics(county).total.counts[Counter::entered_grade_d], 1);
    ASSERT_TRUE(submit(household).is_ok());
    ASSERT_TRUE(approve(household).is_ok());
    const auto counts = statistics(zhangjiawan).total.counts;
    EXPECT_EQ(counts[Counter::draft], 0);
    EXPECT_EQ(counts[Counter::approved], 1);
    EXPECT_EQ(counts[Counter::approved_grade_d], 1);
    EXPECT_TRUE(counts.parts_add_up());
}

TEST_F(StatisticsStore, RowsAreTheDivisionsBelowAndAddUpToTheTotal) {
    record_in(Status::approved, deceased_body());
    record_in(Status::submitted);
    add_household(liushuping);
    add_household(baiyan);
    add_household(longxi);
    add_household(county);
    const auto table = statistics(county);
    ASSERT_THAT(table.rows, SizeIs(3));
    EXPECT_EQ(table.rows[0].division.name, "龙溪镇");
    EXPECT_EQ(table.rows[0].counts[Counter::total], 4);
    EXPECT_EQ(table.rows[1].counts[Counter::total], 1);
    EXPECT_TRUE(table.rows[2].is_own);
    EXPECT_EQ(table.rows[2].counts[Counter::total], 1);
    EXPECT_EQ(table.total.counts[Counter::approved_deceased], 1);
    Counts sum;
    for (const auto& row : table.rows) {
        sum += row.counts;
    }
    EXPECT_EQ(sum, table.total.counts);
}

TEST_F(StatisticsStore, ADrillDownEndsAtTheVillage) {
    add_household();
    EXPECT_THAT(statistics(longxi).rows, SizeIs(2)) << "no row of its own without households";
    EXPECT_THAT(statistics(zhangjiawan).rows, IsEmpty());
    EXPECT_EQ(statistics(zhangjiawan).total.counts[Counter::total], 1);
}

TEST_F(StatisticsStore, AnEarlierDayShowsTheFiguresOfItsEnd) {
    const auto household = record_in(Status::draft);
    const auto first_day = store::day_of(m_now_us);
    m_now_us += 3 * day_us;
    ASSERT_TRUE(submit(household).is_ok());
    EXPECT_EQ(statistics(county, first_day).total.counts[Counter::draft], 1);
    EXPECT_EQ(statistics(county, first_day + 2).total.counts[Counter::draft], 1);
    EXPECT_EQ(statistics(county, first_day + 3).total.counts[Counter::draft], 0);
    EXPECT_EQ(statistics(county, first_day + 3).total.counts[Counter::submitted], 1);
    EXPECT_EQ(statistics(county, first_day - 1).total.counts[Counter::total], 0);
}

TEST_F(StatisticsStore, ASeriesIsWhatTheTableSaysOfEachDay) {
    const auto household = record_in(Status::draft);
    const auto first_day = store::day_of(m_now_us);
    m_now_us += 3 * day_us;
    ASSERT_TRUE(submit(household).is_ok());
    m_now_us += 2 * day_us;
    ASSERT_TRUE(approve(household).is_ok());
    record_in(Status::returned);
    for (const auto place : {county, zhangjiawan, baiyan}) {
        for (const auto first : {first_day - 1, first_day, first_day + 1}) {
            const auto points = m_store->read_value([&](store::Reader& reader) {
                return statistics_series(reader, *store::find_division(reader, place), "lookback",
                                         first, first_day + 6);
            });
            ASSERT_EQ(points.front().day, first);
            ASSERT_EQ(points.back().day, first_day + 6);
            for (const auto& point : points) {
                EXPECT_EQ(point.counts, statistics(place, point.day).total.counts)
                    << place << " on day " << point.day - first_day;
            }
        }
    }
}

TEST_F(StatisticsStore, ADayBeginsAtMidnightInChina) {
    EXPECT_EQ(store::day_of(1'729'267'199'000'000) + 1, store::day_of(1'729'267'200'000'000));
}

TEST_F(StatisticsStore, TheRecountFindsNoDifferenceAfterEveryKindOfWrite) {
    record_in(Status::approved, own_rural_body());
    ASSERT_TRUE(withdraw(record_in(Status::approved, dangerous_body(2024))).is_ok());
    record_in(Status::returned, deceased_body());
    add_household(county);
    const auto recounted = recount();
    EXPECT_EQ(recounted.households, 4);
    EXPECT_THAT(recounted.faults, IsEmpty());
}

TEST_F(StatisticsStore, TheRecountFindsAChangedCounterAndRepairsIt) {
    record_in(Status::approved, own_rural_body());
    m_store->write([](store::Transaction& transaction) {
        transaction.execute("UPDATE counter SET value = value + 2 WHERE name = 'approved'", {});
    });
    const auto faults = recount().faults;
    ASSERT_THAT(faults, SizeIs(1));
    EXPECT_EQ(faults[0].division_id, zhangjiawan);
    EXPECT_EQ(faults[0].detail, "sum of days of approved lacks -2");
    const auto repaired = m_store->write_value([](store::Transaction& transaction) {
        return repair_statistics(transaction, "lookback", "lookback", store::day_of(start_us));
    });
    EXPECT_EQ(repaired, 1);
    EXPECT_THAT(recount().faults, IsEmpty());
}

TEST_F(StatisticsStore, TheRecountFindsATotalThatItsDaysDoNotAddUpTo) {
    record_in(Status::approved, own_rural_body());
    m_store->write([](store::Transaction& transaction) {
        transaction.execute("UPDATE counter_total SET value = 5 WHERE name = 'approved'", {});
    });
    const auto faults = recount().faults;
    ASSERT_THAT(faults, SizeIs(1));
    EXPECT_EQ(faults[0].detail, "total of approved lacks -4");
    m_store->write([](store::Transaction& transaction) {
        repair_statistics(transaction, "lookback", "lookback", store::day_of(start_us));
    });
    EXPECT_THAT(recount().faults, IsEmpty());
}

TEST_F(StatisticsStore, TheRecountFindsAnAreaThatWhatLiesBelowDoesNotAddUpTo) {
    record_in(Status::approved, own_rural_body());
    m_store->write([](store::Transaction& transaction) {
        transaction.execute("UPDATE area_counter SET value = value + 2 "
                            "WHERE name = 'approved' AND division_id = $1 AND value <> 0",
                            {std::int64_t{county}});
    });
    const auto faults = recount().faults;
    ASSERT_THAT(faults, SizeIs(1));
    EXPECT_EQ(faults[0].division_id, county);
    EXPECT_EQ(faults[0].detail, "sum of area of approved lacks -2");
    m_store->write([](store::Transaction& transaction) {
        repair_statistics(transaction, "lookback", "lookback", store::day_of(start_us));
    });
    EXPECT_THAT(recount().faults, IsEmpty());
}

TEST_F(StatisticsStore, TheRecountFindsAHouseholdRowThatDiffersFromItsDocument) {
    const auto household = record_in(Status::approved, own_rural_body());
    m_store->write([&](store::Transaction& transaction) {
        transaction.execute("UPDATE household SET grade = 'D' WHERE id = $1", {household});
    });
    const auto faults = recount().faults;
    ASSERT_THAT(faults, SizeIs(1));
    EXPECT_EQ(faults[0].household_id, household);
}

TEST_F(StatisticsStore, AFigureOpensTheListOfExactlyThoseRecords) {
    record_in(Status::approved, own_rural_body());
    record_in(Status::approved, dangerous_body(2024));
    record_in(Status::draft, dangerous_body(2024));
    m_store->read([&](store::Reader& reader) {
        store::HouseholdFilter filter;
        filter.statuses = {Status::approved};
        filter.grades = {"D"};
        EXPECT_EQ(store::count_households(reader, everywhere(), filter),
                  statistics(county).total.counts[Counter::approved_grade_d]);
        EXPECT_EQ(store::count_households(reader, everywhere(), filter), 1);
    });
}

} // namespace
} // namespace tuban::workflow::test
