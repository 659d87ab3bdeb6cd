#include "data/store/crosswalk.hpp"
#include "data/store/segments.hpp"
#include "server/jobs/match_input.hpp"
#include "server/jobs/patch_editing.hpp"
#include "server/map/candidates.hpp"
#include "server/workflow/proposals.hpp"
#include "tests/server/jobs/match_fixture.hpp"

#include <gmock/gmock.h>

namespace tuban::jobs::test {
namespace {

using model::PatchState;
using nlohmann::json;
using testing::IsEmpty;

TEST_F(Matches, a_run_proposes_each_household_its_house_and_the_same_again_changes_nothing) {
    import_houses();
    const auto first = run();
    EXPECT_EQ(first["households"], houses);
    EXPECT_EQ(first["new"], houses);
    for (int i = 0; i < houses; ++i) {
        ASSERT_TRUE(proposal(i)) << i;
        EXPECT_EQ(proposal(i)->patch_number, number_of(i)) << i;
    }
    EXPECT_GT(first["auto"], houses / 2);
    EXPECT_FALSE(json::parse(proposal(0)->reasons).empty());
    EXPECT_THAT(faults(), IsEmpty());

    const auto before = proposal(7);
    const auto again = run();
    EXPECT_EQ(again["unchanged"], houses);
    EXPECT_EQ(again["new"], 0);
    EXPECT_EQ(again["changed"], 0);
    EXPECT_EQ(proposal(7)->evaluated_at_us, before->evaluated_at_us);
    EXPECT_EQ(proposal(7)->candidates, before->candidates);
}

TEST_F(Matches, the_candidates_of_one_household_say_nearly_what_the_run_proposes) {
    import_houses();
    run();
    m_store->read([&](store::Reader& reader) {
        const auto view = m_scopes.view(reader, store::whole_area());
        for (int i = 0; i < houses; i += 7) {
            const auto ranking = map::rank_candidates(reader, m_scopes, m_sealer, *view,
                                                      store::whole_area(), household(i));
            ASSERT_FALSE(ranking.candidates.empty()) << i;
            const auto& best = ranking.candidates.front();
            EXPECT_EQ(best.patch.source->segment->number(best.patch.position),
                      *proposal(i)->patch_number);
            EXPECT_NEAR(best.probability, proposal(i)->probability, 0.05) << i;
        }
    });
}

TEST_F(Matches, the_candidates_of_one_household_go_by_the_calibration_of_the_last_run) {
    import_houses();
    run();
    const auto none_probability = [&] {
        return m_store->read_value([&](store::Reader& reader) {
            return map::rank_candidates(reader, m_scopes, m_sealer,
                                        *m_scopes.view(reader, store::whole_area()),
                                        store::whole_area(), household(3))
                .none_probability;
        });
    };
    const double before = none_probability();
    m_store->write([](store::Transaction& t) {
        t.execute("UPDATE job SET report = $1 WHERE kind = 'match'",
                  {R"({"calibration":{"stretch":0.5,"none_offset":1.0}})"});
    });
    EXPECT_GT(none_probability(), before * 3);
}

TEST_F(Matches, a_persons_link_is_never_written_and_its_patch_is_taken) {
    import_houses();
    link(3, PatchState::linked, number_of(4));
    const auto report = run();
    EXPECT_EQ(household(3).patch_number, number_of(4));
    EXPECT_EQ(household(3).patch_source, "person");
    EXPECT_FALSE(proposal(3));
    EXPECT_EQ(report["linked"], 1);
    EXPECT_EQ(report["kept"], 1);
}

TEST_F(Matches, what_people_decided_stays_and_a_rejected_patch_does_not_come_back) {
    import_houses();
    run();
    link(8, PatchState::unlinked);
    m_store->write([&](store::Transaction& t) {
        workflow::reject_proposals(t, {{9, "test"}, model::Role::collector}, store::whole_area(),
                                   {1005}, store::now_us());
    });
    run();
    const auto after = proposal(5);
    ASSERT_TRUE(after);
    const bool is_proposed_again =
        after->state == model::ProposalState::open && after->patch_number == number_of(5);
    EXPECT_FALSE(is_proposed_again);
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(Matches, a_run_is_calibrated_by_what_was_decided_one_by_one) {
    import_houses();
    EXPECT_EQ(run()["calibration"]["cases"], 0);
    const auto confirm = [&](const std::vector<std::int64_t>& ids) {
        m_store->write([&](store::Transaction& t) {
            workflow::confirm_proposals(
                t, {{9, "test"}, model::Role::collector}, store::whole_area(), ids,
                [](const std::string&) { return true; }, store::now_us());
        });
    };
    confirm({1010});
    confirm({1020, 1021, 1022, 1023}); // nobody looked at each of them
    m_store->write([&](store::Transaction& t) {
        workflow::reject_proposals(t, {{9, "test"}, model::Role::collector}, store::whole_area(),
                                   {1005}, store::now_us());
    });
    ASSERT_EQ(household(10).patch_state, PatchState::linked);
    ASSERT_EQ(household(22).patch_state, PatchState::linked);
    const auto report = run();
    EXPECT_EQ(report["calibration"]["cases"], 2);
    EXPECT_LT(report["calibration"]["none_offset_deviation"],
              matching::Calibration().none_offset_deviation);
}

TEST_F(Matches, a_mark_of_no_patch_teaches_until_a_new_batch_comes) {
    import_houses({11, 12});
    link(11, PatchState::not_found);
    EXPECT_EQ(run()["calibration"]["cases"], 1);
    EXPECT_TRUE(proposal(11));

    import_houses({12});
    EXPECT_EQ(run()["calibration"]["cases"], 0); // nobody has looked at these footprints
    EXPECT_EQ(proposal(11)->patch_number, number_of(11));

    link(11, PatchState::not_found);
    EXPECT_EQ(run()["calibration"]["cases"], 1);
}

TEST_F(Matches, the_report_counts_positions_far_from_every_patch_and_names_their_households) {
    import_houses();
    EXPECT_EQ(run()["far_positions"], json::parse(R"({"households":0,"first":[]})"));
    m_store->write([](store::Transaction& t) {
        t.execute("UPDATE household SET lon = 0, lat = 0 WHERE id IN (1007, 1009)", {});
        t.execute("UPDATE household SET lon = 109.1, lat = 34.2 WHERE id = 1010", {});
    });
    EXPECT_EQ(run()["far_positions"], json::parse(R"({"households":2,"first":["1007","1009"]})"));
}

TEST_F(Matches, a_code_from_before_a_merger_is_its_village_of_today) {
    // The houses were surveyed under a code that the tree doesn't have any more.
    const auto former = [&](const char* known_by) {
        return m_store->read_value([&](store::Reader& r) {
            const auto county_area = store::area_of(store::find_division(r, county).value());
            std::vector<std::string> merged;
            for (const auto& division : read_match_divisions(r, county_area)) {
                if (division.code == known_by) {
                    merged.push_back(division.merged_into);
                }
            }
            return merged;
        });
    };
    EXPECT_THAT(former("990101001777"), IsEmpty());
    m_store->write(
        [&](store::Transaction& t) { store::set_crosswalk(t, "990101001777", upper_village); });
    EXPECT_THAT(former("990101001777"), testing::ElementsAre("990101001200"));
}

TEST_F(Matches, a_run_that_goes_on_leaves_out_what_it_has_written) {
    import_houses();
    const auto id = enqueue();
    m_store->write([&](store::Transaction& t) {
        store::take_job(t, 3, "{}", store::now_us());
        const json checkpoint{
            {"after", 1199}, {"added", 200}, {"changed", 0}, {"unchanged", 0}, {"kept", 0}};
        store::advance_job(t, id, {checkpoint.dump(), 200, houses, ""}, store::now_us());
    });
    const auto report = run(id);
    EXPECT_FALSE(proposal(199));
    EXPECT_TRUE(proposal(200));
    EXPECT_EQ(report["new"], houses);
}

TEST_F(Matches, a_household_that_needs_no_house_loses_its_proposal) {
    import_houses();
    run();
    set_housing(1, "deceased");
    set_housing(2, "other_safe");
    const auto report = run();
    EXPECT_FALSE(proposal(1));
    EXPECT_FALSE(proposal(2));
    EXPECT_EQ(report["removed"], 2);
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(Matches, a_new_batch_brings_candidates_to_those_marked_not_found_and_to_no_others) {
    BackfillWatch watch(parts(), 0);
    BackfillWatch patient(parts());
    import_houses({11});
    link(11, PatchState::not_found);
    const auto jobs = [&] {
        return m_store->read_value([](store::Reader& r) {
            return store::list_jobs(r, store::whole_area(), {backfill_kind, {}}, {}).total;
        });
    };
    const auto work = [&] {
        Worker(*m_store, m_folder.path(), match_kinds(parts()), [&] { watch(); }).run_queue();
    };
    const auto likely = [&] {
        return m_store->read_value([](store::Reader& r) {
            return store::list_backfill(r, store::whole_area(), {}, {}).likely_total;
        });
    };
    work();
    EXPECT_EQ(jobs(), 1);
    EXPECT_EQ(likely(), 0);
    work();
    EXPECT_EQ(jobs(), 1);

    import_houses();
    patient();
    EXPECT_EQ(jobs(), 2);
    work();
    EXPECT_EQ(jobs(), 2);
    EXPECT_EQ(likely(), 1);
    EXPECT_EQ(proposal(11)->patch_number, number_of(11));
    EXPECT_FALSE(proposal(12));
    EXPECT_EQ(household(11).patch_state, PatchState::not_found);
    EXPECT_EQ(household(11).status, model::Status::not_started);

    m_store->write([](store::Transaction& t) {
        Patch drawn;
        drawn.division_code = "990101001200";
        drawn.shape = {{{{109.2, 34.3}, {109.2001, 34.3}, {109.2, 34.3001}, {109.2, 34.3}}}};
        const PatchChange change{"990101000000", {}, drawn, "漏画", store::segments_epoch(t)};
        ASSERT_FALSE(write_edit(t, change, {0, "test"}).fault);
    });
    patient(); // so soon after the last run it waits for more of them
    EXPECT_EQ(jobs(), 2);
    work();
    EXPECT_EQ(jobs(), 3);
}

TEST_F(Matches, the_wanted_precision_of_the_county_decides_how_many_are_proposed) {
    import_houses();
    const auto at = [&](double precision) {
        m_store->write([&](store::Transaction& t) {
            store::set_match_precision(t, county, precision, store::now_us());
        });
        return run()["auto"].get<int>();
    };
    const auto strict = at(0.9999);
    EXPECT_LE(strict, at(0.9));
}

TEST_F(Matches, a_county_without_households_or_patches_is_matched_to_nothing) {
    EXPECT_EQ(run()["auto"], 0); // no patches
    EXPECT_EQ(proposal(0)->patch_number, std::nullopt);
    const auto id = m_store->write_value(
        [](store::Transaction& t) { return enqueue_match(t, match_kind, 7, {}, store::now_us()); });
    EXPECT_EQ(run(id)["households"], 0);
}

} // namespace
} // namespace tuban::jobs::test
