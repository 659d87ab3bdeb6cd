#include "data/store/crosswalk.hpp"
#include "data/store/idempotency.hpp"
#include "data/store/patch_changes.hpp"
#include "data/store/proposals.hpp"
#include "data/store/segments.hpp"
#include "tests/data/store/tree_fixture.hpp"

#include <gmock/gmock.h>

namespace tuban::store {
namespace {

class Repositories : public StoreContract {
  protected:
    Repositories() { TreeFixture::fill(store()); }

    model::Area area(std::int64_t division_id) {
        return *store().read_value([&](Reader& r) { return find_area(r, division_id); });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Repositories, testing::Values(embedded_engine()), engine_name);

std::vector<std::string> names(const std::vector<model::Division>& divisions) {
    std::vector<std::string> all;
    for (const auto& division : divisions) {
        all.push_back(division.name);
    }
    return all;
}

TEST_P(Repositories, divisions_are_found_by_id_and_by_code) {
    store().read([](Reader& reader) {
        EXPECT_EQ(find_division(reader, 4)->name, "河口镇");
        EXPECT_EQ(find_division(reader, "990101001000")->id, 4);
        EXPECT_EQ(find_division(reader, "990101001000")->parent_id, 3);
        EXPECT_FALSE(find_division(reader, "990109000000"));
        EXPECT_FALSE(find_division(reader, 99));
    });
}

TEST_P(Repositories, children_are_those_of_the_parent_whatever_their_code_says) {
    store().read([](Reader& reader) {
        EXPECT_THAT(names(child_divisions(reader, 1)), testing::ElementsAre("云山市", "丙县"));
        EXPECT_THAT(names(root_divisions(reader)), testing::ElementsAre("虚构省"));
        EXPECT_THAT(names(child_divisions(reader, 5)), testing::IsEmpty());
    });
}

TEST_P(Repositories, the_path_leads_from_the_root_to_the_division) {
    store().read([](Reader& reader) {
        EXPECT_THAT(names(division_path(reader, 5)),
                    testing::ElementsAre("虚构省", "云山市", "甲县", "河口镇", "上河村"));
        EXPECT_THAT(names(division_path(reader, 99)), testing::IsEmpty());
    });
}

TEST_P(Repositories, a_division_outside_the_callers_area_is_as_if_it_were_not_there) {
    const auto caller = area(3);
    store().read([&](Reader& reader) {
        EXPECT_TRUE(readable_area(reader, caller, "990101000000"));
        EXPECT_EQ(readable_area(reader, caller, "990101001200")->first_label(), 5);
        for (const char* code :
             {"990000000000", "990100000000", "990102000000", "990201000000", "990199000000"}) {
            EXPECT_FALSE(readable_area(reader, caller, code)) << code;
        }
        EXPECT_FALSE(find_area(reader, 99));
    });
}

TEST_P(Repositories, divisions_of_an_area_come_parents_first) {
    const auto city = area(2);
    store().read([&](Reader& reader) {
        EXPECT_THAT(names(divisions_in(reader, city)),
                    testing::ElementsAre("云山市", "甲县", "河口镇", "上河村", "下河村", "乙县"));
        EXPECT_EQ(divisions_in(reader, whole_area()).size(), 8U);
    });
}

TEST_P(Repositories, a_census_code_means_itself_until_the_crosswalk_says_otherwise) {
    const auto meaning = [&](const char* code) {
        return store().read_value([&](Reader& r) { return division_of_census_code(r, code); });
    };
    const auto version = [&] {
        return store().read_value([](Reader& r) { return tree_version(r); });
    };
    EXPECT_EQ(meaning("990101001200"), 5);
    EXPECT_EQ(meaning("990101001777"), std::nullopt);
    const auto before = version();
    store().write([](Transaction& t) {
        set_crosswalk(t, "990101001777", 6);
        set_crosswalk(t, "990101001200", 6);
    });
    EXPECT_EQ(meaning("990101001777"), 6);
    EXPECT_EQ(meaning("990101001200"), 6);
    EXPECT_GT(version(), before);
}

TEST_P(Repositories, census_codes_that_mean_no_division_are_listed_with_their_patches) {
    store().write([](Transaction& t) {
        replace_census_codes(t, "990101000000",
                             {{"990101001200", 10}, {"990101001777", 3}, {"990101001778", 5}});
        replace_census_codes(t, "990102000000", {{"990101001777", 4}});
    });
    auto unmapped = store().read_value([](Reader& r) { return list_unmapped_codes(r); });
    ASSERT_EQ(unmapped.size(), 2U);
    EXPECT_EQ(unmapped[0].code, "990101001777");
    EXPECT_EQ(unmapped[0].patch_count, 7);
    store().write([](Transaction& t) {
        set_crosswalk(t, "990101001777", 6);
        replace_census_codes(t, "990101000000", {});
    });
    EXPECT_TRUE(store().read_value([](Reader& r) { return list_unmapped_codes(r); }).empty());
}

TEST_P(Repositories, a_proposal_is_listed_where_its_household_is_after_a_newer_list_moved_it) {
    store().write([](Transaction& t) {
        model::Household household;
        household.id = 40;
        household.division_id = 5;
        household.head_name = "某人";
        insert_household(t, household);
        model::Proposal proposal;
        proposal.household_id = 40;
        proposal.division_id = 5;
        put_proposal(t, proposal);
        t.execute("UPDATE household SET division_id = 7 WHERE id = 40", {});
    });
    const auto total = [&](std::int64_t division_id) {
        const auto where = area(division_id);
        return store().read_value(
            [&](Reader& r) { return list_proposals(r, where, {}, {}).total; });
    };
    EXPECT_EQ(total(5), 0);
    EXPECT_EQ(total(7), 1);
}

TEST_P(Repositories, a_request_sent_again_is_answered_as_the_first_time) {
    const RequestKey request{7, "key-1", Blob{1, 2, 3}};
    const auto check = [&](const RequestKey& asked) {
        return store().read_value([&](Reader& r) { return check_key(r, asked); });
    };
    EXPECT_EQ(check(request).state, KeyCheck::State::fresh);
    store().write([&](Transaction& t) {
        remember_answer(t, request, {201, R"({"id":"5"})"}, 1000);
    });
    EXPECT_EQ(check(request).state, KeyCheck::State::repeated);
    EXPECT_EQ(check(request).answer.status, 201);
    EXPECT_EQ(check(request).answer.body, R"({"id":"5"})");
    EXPECT_EQ(check({7, "key-1", Blob{1, 2, 4}}).state, KeyCheck::State::conflicting);
    EXPECT_EQ(check({8, "key-1", Blob{1, 2, 3}}).state, KeyCheck::State::fresh);
}

TEST_P(Repositories, answers_are_forgotten_after_thirty_days_and_not_before) {
    constexpr std::int64_t day = std::int64_t{24} * 3600 * 1'000'000;
    store().write([&](Transaction& t) {
        remember_answer(t, {7, "old", Blob{1}}, {204, ""}, 0);
        remember_answer(t, {7, "young", Blob{1}}, {204, ""}, 2 * day);
        EXPECT_EQ(purge_answers(t, 31 * day), 1);
        EXPECT_EQ(check_key(t, {7, "old", Blob{1}}).state, KeyCheck::State::fresh);
        EXPECT_EQ(check_key(t, {7, "young", Blob{1}}).state, KeyCheck::State::repeated);
    });
}

TEST_P(Repositories, a_countys_slot_is_given_once_and_no_two_share_one) {
    store().write([](Transaction& t) {
        EXPECT_EQ(find_county_slot(t, "990101000000"), std::nullopt);
        EXPECT_EQ(get_county_slot(t, "990101000000"), 1U);
        EXPECT_EQ(get_county_slot(t, "990102000000"), 2U);
        EXPECT_EQ(get_county_slot(t, "990101000000"), 1U);
        EXPECT_EQ(find_county_slot(t, "990102000000"), 2U);
    });
}

TEST_P(Repositories, publishing_a_segment_replaces_the_countys_earlier_one_and_grows_the_epoch) {
    const auto epoch = [&] {
        return store().read_value([](Reader& r) { return segments_epoch(r); });
    };
    const auto before = epoch();
    store().write([](Transaction& t) {
        publish_segment(t, "990101000000", "aa", 10, 1);
        publish_segment(t, "990102000000", "bb", 20, 2);
        publish_segment(t, "990101000000", "cc", 11, 3);
    });
    const auto all = store().read_value([](Reader& r) { return segments_in_force(r); });
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].file_hash, "cc");
    EXPECT_EQ(all[0].slot, 1U);
    EXPECT_EQ(all[0].patch_count, 11);
    EXPECT_EQ(all[1].slot, 2U);
    EXPECT_EQ(epoch(), before + 3);
    const auto found =
        store().read_value([](Reader& r) { return find_segment(r, "990102000000"); });
    EXPECT_EQ(found->file_hash, "bb");
}

TEST_P(Repositories, the_latest_batch_with_the_same_bytes_is_found) {
    store().write([](Transaction& t) {
        record_batch(t, {1, "2020", "a.zip", "hash", "{}", 100, "{}"});
        record_batch(t, {2, "2020 again", "a.zip", "hash", "{}", 200, "{}"});
        EXPECT_EQ(find_batch(t, "hash")->id, 2);
        EXPECT_EQ(find_batch(t, "other"), std::nullopt);
        EXPECT_EQ(list_batches(t).size(), 2U);
    });
}

TEST_P(Repositories, patch_changes_are_read_in_order_from_an_epoch_on) {
    store().write([](Transaction& t) {
        EXPECT_EQ(last_patch_epoch(t), 0);
        const auto first = append_patch_change(t, "A");
        EXPECT_EQ(append_patch_change(t, "B"), first + 1);
        append_patch_change(t, "C");
        const auto later = patch_changes_since(t, first);
        ASSERT_EQ(later.size(), 2U);
        EXPECT_EQ(later[0].patch_number, "B");
        EXPECT_EQ(later[1].epoch, last_patch_epoch(t));
        EXPECT_EQ(patch_changes_since(t, 0, 1).size(), 1U);
    });
}

} // namespace
} // namespace tuban::store
