#include "data/store/household_staging.hpp"
#include "data/store/households.hpp"
#include "tests/data/store/tree_fixture.hpp"

#include <gmock/gmock.h>

namespace tuban::store {
namespace {

using model::Household;
using model::PatchState;
using model::Status;
using testing::ElementsAre;
using testing::IsEmpty;

/// Seven invented households in the villages 上河村 (5), 下河村 (6), the town (4) and 丙县 (8).
class Households : public StoreContract {
  protected:
    Households() {
        TreeFixture::fill(store());
        store().write([](Transaction& t) {
            put(t, 1, 5, "张三", "zs", Status::not_started, "");
            put(t, 2, 5, "李四", "ls", Status::submitted, "C");
            put(t, 3, 5, "王五", "ww", Status::approved, "A");
            put(t, 4, 6, "张小三", "zxs", Status::submitted, "B");
            put(t, 5, 6, "赵六", "zl", Status::returned, "D");
            put(t, 6, 4, "钱七", "qq", Status::draft, "");
            put(t, 7, 8, "孙八", "sb", Status::approved, "C");
        });
    }

    static void put(Transaction& t, std::int64_t id, std::int64_t division, const char* name,
                    const char* key, Status status, const char* grade) {
        Household household;
        household.id = id;
        household.division_id = division;
        household.head_name = name;
        household.head_name_key = key;
        household.status = status;
        household.grade = grade;
        household.status_at_us = 1000 - id;
        household.id_hash = Blob{static_cast<std::uint8_t>(id)};
        household.id_sealed = Blob{9, 9};
        household.phone_hash = Blob{static_cast<std::uint8_t>(100 + id)};
        household.address = "三组" + std::to_string(id) + "号";
        if (id == 3) {
            household.patch_state = PatchState::linked;
            household.patch_number = "9901010000003";
            household.housing = "own_rural";
        }
        household.is_resubmitted = id == 4;
        insert_household(t, household);
    }

    model::Area area(std::int64_t division_id) {
        return *store().read_value([&](Reader& r) { return find_area(r, division_id); });
    }

    std::vector<std::int64_t> ids(std::int64_t division_id, const HouseholdFilter& filter = {},
                                  HouseholdOrder order = HouseholdOrder::place,
                                  PageRange range = {}) {
        const auto asked = area(division_id);
        const auto page = store().read_value(
            [&](Reader& r) { return list_households(r, asked, filter, order, range); });
        std::vector<std::int64_t> found;
        for (const auto& row : page.rows) {
            found.push_back(row.household.id);
        }
        m_total = page.total;
        return found;
    }

    std::int64_t m_total = 0;
};
INSTANTIATE_TEST_SUITE_P(Engines, Households, testing::Values(embedded_engine()), engine_name);

TEST_P(Households, a_list_shows_an_areas_households_place_by_place_and_by_name_within) {
    EXPECT_THAT(ids(1), ElementsAre(6, 2, 3, 1, 5, 4, 7));
    EXPECT_THAT(ids(3), ElementsAre(6, 2, 3, 1, 5, 4));
    EXPECT_THAT(ids(5), ElementsAre(2, 3, 1));
    EXPECT_THAT(ids(7), IsEmpty());
}

TEST_P(Households, a_household_outside_the_area_is_not_found) {
    const auto county = area(3);
    store().read([&](Reader& r) {
        EXPECT_EQ(find_household(r, county, 1)->head_name, "张三");
        EXPECT_EQ(find_household(r, county, 1)->id_sealed, (Blob{9, 9}));
        EXPECT_FALSE(find_household(r, county, 7));
        EXPECT_FALSE(find_household(r, county, 99));
    });
}

TEST_P(Households, a_page_is_a_part_of_the_list_and_the_total_is_that_of_all) {
    EXPECT_THAT(ids(1, {}, HouseholdOrder::place, {3, 2}), ElementsAre(3, 1, 5));
    EXPECT_EQ(m_total, 7);
    EXPECT_THAT(ids(1, {}, HouseholdOrder::place, {3, 6}), ElementsAre(7));
    EXPECT_THAT(ids(1, {}, HouseholdOrder::place, {3, 9}), IsEmpty());
    EXPECT_EQ(m_total, 7);
}

TEST_P(Households, filters_narrow_the_list_and_its_total_alike) {
    HouseholdFilter filter;
    filter.statuses = {Status::submitted, Status::approved};
    EXPECT_THAT(ids(3, filter), ElementsAre(2, 3, 4));
    EXPECT_EQ(m_total, 3);
    filter.grades = {"C", "D"};
    EXPECT_THAT(ids(3, filter), ElementsAre(2));
    EXPECT_EQ(m_total, 1);
    HouseholdFilter linked;
    linked.patch_states = {PatchState::linked};
    EXPECT_THAT(ids(1, linked), ElementsAre(3));
    HouseholdFilter housed;
    housed.housings = {"own_rural"};
    EXPECT_THAT(ids(1, housed), ElementsAre(3));
    HouseholdFilter ungraded;
    ungraded.grades = {""};
    EXPECT_THAT(ids(1, ungraded), ElementsAre(6, 1));
    HouseholdFilter six_groups;
    six_groups.list = model::HouseholdList::six_groups;
    EXPECT_THAT(ids(1, six_groups), IsEmpty());
    HouseholdFilter other_kind;
    other_kind.kind = "ordinary_household";
    EXPECT_THAT(ids(1, other_kind), IsEmpty());
}

TEST_P(Households, a_household_is_found_by_id_number_phone_patch_and_name_within_the_area) {
    HouseholdFilter by_id;
    by_id.id_hash = Blob{7};
    EXPECT_THAT(ids(1, by_id), ElementsAre(7));
    EXPECT_THAT(ids(3, by_id), IsEmpty());
    HouseholdFilter by_phone;
    by_phone.phone_hash = Blob{101};
    EXPECT_THAT(ids(1, by_phone), ElementsAre(1));
    HouseholdFilter by_patch;
    by_patch.patch_number = "9901010000003";
    EXPECT_THAT(ids(1, by_patch), ElementsAre(3));
    HouseholdFilter by_name;
    by_name.name = "张";
    EXPECT_THAT(ids(1, by_name), ElementsAre(1, 4));
    by_name.name = "张三";
    EXPECT_THAT(ids(1, by_name), ElementsAre(1));
}

TEST_P(Households, text_is_looked_for_in_name_address_initials_and_patch_number) {
    const auto found = [&](const char* text) {
        HouseholdFilter filter;
        filter.text = text;
        return ids(1, filter);
    };
    EXPECT_THAT(found("小三"), ElementsAre(4));
    EXPECT_THAT(found("组5号"), ElementsAre(5));
    EXPECT_THAT(found("zx"), ElementsAre(4));
    EXPECT_THAT(found("99010100"), ElementsAre(3));
}

TEST_P(Households, signs_of_the_pattern_language_stand_for_themselves) {
    for (const char* text : {"%", "_", "\\", "张%三"}) {
        HouseholdFilter filter;
        filter.text = text;
        EXPECT_THAT(ids(1, filter), IsEmpty()) << text;
    }
}

TEST_P(Households,
       the_review_queue_begins_with_resubmitted_ones_then_the_dangerous_then_the_oldest) {
    EXPECT_THAT(ids(1, {}, HouseholdOrder::review_queue), ElementsAre(4, 7, 5, 2, 6, 3, 1));
}

TEST_P(Households, a_list_can_be_narrowed_to_what_stands_at_the_division_itself) {
    HouseholdFilter filter;
    filter.only_own = true;
    EXPECT_THAT(ids(4, filter), ElementsAre(6));
    EXPECT_THAT(ids(5, filter), ElementsAre(2, 3, 1));
    EXPECT_THAT(ids(3, filter), IsEmpty());
    filter.statuses = {Status::submitted};
    EXPECT_THAT(ids(4, filter), IsEmpty());
}

TEST_P(Households, a_list_can_be_narrowed_to_what_was_submitted_again_and_waits) {
    HouseholdFilter filter;
    filter.only_resubmitted = true;
    EXPECT_THAT(ids(1, filter), ElementsAre(4));
    EXPECT_THAT(ids(8, filter), IsEmpty());
    filter.statuses = {Status::approved};
    EXPECT_THAT(ids(1, filter), IsEmpty());
}

TEST_P(Households, lists_can_be_ordered_by_name_and_by_time) {
    EXPECT_THAT(ids(1, {}, HouseholdOrder::name), ElementsAre(2, 6, 7, 3, 5, 1, 4));
    EXPECT_THAT(ids(1, {}, HouseholdOrder::status_time), ElementsAre(1, 2, 3, 4, 5, 6, 7));
    EXPECT_THAT(ids(1, {}, HouseholdOrder::status_time_oldest), ElementsAre(7, 6, 5, 4, 3, 2, 1));
}

TEST_P(Households, a_row_knows_its_village_and_town) {
    const auto village = area(5);
    store().read([&](Reader& r) {
        const auto page = list_households(r, village, {}, HouseholdOrder::place, {});
        EXPECT_EQ(page.rows[0].division_code, "990101001200");
        EXPECT_EQ(page.rows[0].division_name, "上河村");
        EXPECT_EQ(page.rows[0].town_name, "河口镇");
        EXPECT_FALSE(page.rows[0].household.id_sealed);
    });
}

TEST_P(Households, an_export_visits_exactly_what_the_list_shows) {
    HouseholdFilter filter;
    filter.statuses = {Status::submitted};
    std::vector<std::int64_t> visited;
    const auto county = area(3);
    store().read([&](Reader& r) {
        visit_households(
            r, county, filter, HouseholdOrder::place,
            [&](const model::HouseholdRow& row) { visited.push_back(row.household.id); });
    });
    EXPECT_EQ(visited, ids(3, filter));
}

TEST_P(Households, one_id_number_stands_once_on_a_list) {
    EXPECT_THROW(
        store().write([](Transaction& t) { put(t, 1, 5, "张三", "zs", Status::draft, ""); }),
        StoreError);
}

StagedHousehold staged(std::int64_t id, bool is_new, std::int64_t division,
                       std::uint8_t id_number) {
    StagedHousehold row;
    row.household.id = id;
    row.household.division_id = division;
    row.household.head_name = "新户";
    row.household.head_name_key = "xh";
    row.household.id_hash = Blob{id_number};
    row.is_new = is_new;
    row.source_digest = Blob{1};
    return row;
}

TEST_P(Households, staged_rows_are_seen_by_nobody_until_they_are_published) {
    store().write([](Transaction& t) {
        stage_household(t, 77, staged(20, true, 5, 20));
        stage_household(t, 77, staged(1, false, 6, 1));
    });
    EXPECT_EQ(ids(1).size(), 7U);
    const auto gains = store().write_value([](Transaction& t) { return publish_staged(t, 77); });
    EXPECT_EQ(ids(1).size(), 8U);
    EXPECT_THAT(ids(5), ElementsAre(2, 3, 20));
    EXPECT_THAT(ids(6), ElementsAre(1, 5, 4));
    ASSERT_EQ(gains.size(), 1U); // one came to 5 and one left it
    EXPECT_EQ(gains[0].division_id, 6);
    EXPECT_EQ(gains[0].count, 1);
}

TEST_P(Households, a_publication_that_meets_a_known_id_number_is_refused_as_a_whole) {
    store().write([](Transaction& t) {
        stage_household(t, 77, staged(20, true, 5, 20));
        stage_household(t, 77, staged(21, true, 5, 1));
    });
    EXPECT_THROW(store().write([](Transaction& t) { publish_staged(t, 77); }), StoreError);
    EXPECT_EQ(ids(1).size(), 7U);
}

TEST_P(Households, what_an_abandoned_import_left_is_swept_away_after_a_day) {
    constexpr std::int64_t day = std::int64_t{24} * 3600 * 1'000'000;
    const auto now = now_us();
    store().write([&](Transaction& t) {
        stage_household(t, first_id_at(now - 2 * day), staged(20, true, 5, 20));
        stage_household(t, first_id_at(now), staged(21, true, 5, 21));
        discard_abandoned(t, now);
        EXPECT_EQ(*t.find("SELECT count(*) FROM household_staging", {},
                          [](const Row& row) { return row.integer(0); }),
                  1);
    });
}

} // namespace
} // namespace tuban::store
