#include "data/store/counters.hpp"
#include "server/map/division_marks.hpp"
#include "tests/server/map/border_counties.hpp"

#include <gmock/gmock.h>

namespace tuban::map {
namespace {

using testing::ElementsAre;

class DivisionMarks : public test::BorderCounties {
  protected:
    std::vector<DivisionMark> marks(const std::string& code, std::size_t most) {
        return read([&](store::Reader& reader) {
            return division_marks(reader, m_scopes, area(reader, code), most);
        });
    }
    void count(std::int64_t division_id, const std::vector<store::CounterValue>& changes) {
        m_store->write([&](store::Transaction& transaction) {
            store::add_counters(transaction, "lookback", division_id, 20'000, changes);
        });
    }
    static std::vector<std::string> codes(const std::vector<DivisionMark>& marks) {
        std::vector<std::string> found;
        for (const auto& mark : marks) {
            found.push_back(mark.division.code);
        }
        return found;
    }
};

TEST_F(DivisionMarks, are_of_villages_while_these_are_few) {
    EXPECT_EQ(marks("99", 8).size(), 8U);
    EXPECT_THAT(codes(marks("990101", 2)), ElementsAre("990101001200", "990101001201"));
}

TEST_F(DivisionMarks, are_of_towns_and_then_of_counties_where_more_were_too_many) {
    EXPECT_THAT(codes(marks("99", 7)),
                ElementsAre("990101001000", "990102001000", "990103001000", "990201001000"));
    EXPECT_THAT(codes(marks("99", 3)),
                ElementsAre("990101000000", "990102000000", "990103000000", "990201000000"));
}

TEST_F(DivisionMarks, never_leave_the_area) {
    EXPECT_THAT(codes(marks("990101001", 1)), ElementsAre("990101001000"));
    EXPECT_THAT(codes(marks("990101001200", 0)), ElementsAre("990101001200"));
}

TEST_F(DivisionMarks, lose_nothing_on_the_way_up) {
    count(12, {{"total", 2}, {"approved", 1}, {"approved_grade_c", 1}, {"submitted", 1}});
    count(12, {{"total", 1}, {"approved", 1}, {"approved_grade_a", 1}, {"entered_grade_a", 1}});
    for (const std::size_t most : {8U, 4U, 1U}) {
        std::int64_t patches = 0;
        store::HouseholdCounts households;
        for (const auto& mark : marks("99", most)) {
            patches += mark.patches;
            households += mark.households;
        }
        EXPECT_EQ(patches, 24) << most;
        EXPECT_EQ(households.total, 3) << most;
        EXPECT_EQ(households.approved, 2) << most;
        EXPECT_THAT(households.grades, ElementsAre(1, 0, 1, 0)) << most;
    }
}

TEST_F(DivisionMarks, of_towns_count_households_where_no_patch_is) {
    count(11, {{"total", 1}}); // the town itself
    EXPECT_EQ(marks("990101001", 1).at(0).households.total, 1);
    for (const auto& mark : marks("990101001", 8)) {
        EXPECT_EQ(mark.households.total, 0);
    }
}

TEST_F(DivisionMarks, stand_where_the_largest_village_does) {
    const auto villages = marks("990101001", 8);
    const auto town = marks("990101001", 1);
    EXPECT_EQ(town[0].place.lon, villages[0].place.lon);
    EXPECT_EQ(town[0].place.lat, villages[0].place.lat);
}

} // namespace
} // namespace tuban::map
