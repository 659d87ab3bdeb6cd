#include "data/store/jobs.hpp"
#include "tests/data/store/tree_fixture.hpp"

#include <gmock/gmock.h>

namespace tuban::store {
namespace {

using testing::ElementsAre;

class Jobs : public StoreContract {
  protected:
    Jobs() {
        TreeFixture::fill(store());
        enqueue(1, "match", 3);
    }

    std::int64_t enqueue(std::int64_t id, const char* kind, std::int64_t division,
                         const char* parameters = R"({"a":1})") {
        return store().write_value([&](Transaction& t) {
            return enqueue_job(t, {id, kind, division, {}, parameters}, 100);
        });
    }
    std::optional<Job> find(std::int64_t id, std::int64_t division_of_caller = 1) {
        const auto row = store().read_value(
            [&](Reader& r) { return find_job(r, *find_area(r, division_of_caller), id); });
        return row ? std::optional(row->job) : std::nullopt;
    }
    std::optional<Job> take(std::int64_t max_attempts = 3) {
        return store().write_value(
            [&](Transaction& t) { return take_job(t, max_attempts, R"({"f":1})", 150); });
    }
    bool advance(const JobStep& step) {
        return store().write_value([&](Transaction& t) { return advance_job(t, 1, step, 200); });
    }
    bool cancel(std::int64_t id = 1) {
        return store().write_value([&](Transaction& t) { return cancel_job(t, id, 300); });
    }
    bool finish(JobState end) {
        return store().write_value(
            [&](Transaction& t) { return finish_job(t, 1, end, R"({"n":2})", 400); });
    }
    std::vector<std::int64_t> list(std::int64_t division_of_caller, const JobFilter& filter = {},
                                   PageRange range = {}) {
        std::vector<std::int64_t> ids;
        store().read([&](Reader& r) {
            for (const auto& row :
                 list_jobs(r, *find_area(r, division_of_caller), filter, range).rows) {
                ids.push_back(row.job.start.id);
            }
        });
        return ids;
    }
    bool has_work() {
        return store().read_value([](Reader& r) { return has_live_job(r); });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Jobs, testing::Values(embedded_engine()), engine_name);

TEST_P(Jobs, a_new_job_waits_at_its_beginning) {
    const auto job = find(1);
    ASSERT_TRUE(job);
    EXPECT_EQ(job->state, JobState::queued);
    EXPECT_EQ(job->start.kind, "match");
    EXPECT_EQ(job->start.division_id, 3);
    EXPECT_EQ(job->start.account_id, std::nullopt);
    EXPECT_EQ(job->start.parameters, R"({"a":1})");
    EXPECT_EQ(job->step.checkpoint, "");
    EXPECT_EQ(job->started_at_us, 100);
    EXPECT_TRUE(has_work());
}

TEST_P(Jobs, a_job_outside_the_callers_area_is_as_if_it_were_not_there) {
    EXPECT_TRUE(find(1, 3));
    EXPECT_FALSE(find(1, 4)); // a town of the county
    EXPECT_FALSE(find(1, 7)); // another county
    EXPECT_FALSE(find(9));
}

TEST_P(Jobs, lists_are_of_an_area_a_kind_and_an_account_latest_first) {
    enqueue(2, "export", 4);
    enqueue(3, "match", 7);
    store().write([](Transaction& t) {
        t.execute("INSERT INTO account (id, login, display_name, role, division_id, password_hash, "
                  "created_at) VALUES (9, 'x', '王五', 'reviewer', 3, '', 0)",
                  {});
        enqueue_job(t, {4, "match", 5, 9, "{}"}, 100);
    });
    EXPECT_THAT(list(1), ElementsAre(4, 3, 2, 1));
    EXPECT_THAT(list(3), ElementsAre(4, 2, 1));
    EXPECT_THAT(list(1, {"match", {}}), ElementsAre(4, 3, 1));
    EXPECT_THAT(list(1, {"", 9}), ElementsAre(4));
    EXPECT_THAT(list(1, {}, {2, 1}), ElementsAre(3, 2));
    store().read([](Reader& r) {
        EXPECT_EQ(list_jobs(r, *find_area(r, 3), {}, {1, 0}).total, 3);
        const auto row = latest_job(r, "match", 5);
        ASSERT_TRUE(row);
        EXPECT_EQ(row->account_name, "王五");
        EXPECT_EQ(row->division.name, "上河村");
        EXPECT_FALSE(latest_job(r, "match", 4));
    });
}

TEST_P(Jobs, the_same_run_is_live_only_once) {
    EXPECT_EQ(enqueue(2, "match", 3), 1);
    EXPECT_EQ(enqueue(3, "export", 3), 3);
    EXPECT_EQ(enqueue(4, "match", 7), 4);
    EXPECT_EQ(enqueue(5, "match", 3, R"({"a":2})"), 5);
    ASSERT_TRUE(finish(JobState::failed));
    EXPECT_EQ(enqueue(6, "match", 3), 6);
}

TEST_P(Jobs, jobs_are_taken_one_by_one_oldest_first) {
    enqueue(2, "export", 3);
    EXPECT_EQ(take()->start.id, 1);
    EXPECT_EQ(find(1)->state, JobState::running);
    ASSERT_TRUE(finish(JobState::done));
    EXPECT_EQ(take()->start.id, 2);
    store().write([](Transaction& t) { finish_job(t, 2, JobState::done, "{}", 0); });
    EXPECT_FALSE(take());
    EXPECT_FALSE(has_work());
}

TEST_P(Jobs, a_job_that_was_left_behind_goes_on_from_its_last_step) {
    take();
    ASSERT_TRUE(advance({"990101001200", 3, 12, "正在匹配"}));
    enqueue(0, "export", 3);
    const auto again = take();
    EXPECT_EQ(again->start.id, 1);
    EXPECT_EQ(again->step.checkpoint, "990101001200");
    EXPECT_EQ(again->step.steps_done, 3);
    EXPECT_EQ(again->step.steps_total, 12);
    EXPECT_EQ(find(1)->step.text, "正在匹配");
}

TEST_P(Jobs, a_job_that_never_gets_further_fails_after_some_attempts) {
    take();
    take();
    ASSERT_TRUE(advance({"x", 1, 3, ""})); // gets further: the count begins anew
    take();
    EXPECT_EQ(take()->attempts, 3);
    EXPECT_FALSE(take());
    EXPECT_EQ(find(1)->state, JobState::failed);
    EXPECT_EQ(find(1)->report, R"({"f":1})");
}

TEST_P(Jobs, a_released_job_waits_again_with_its_checkpoint) {
    take();
    ASSERT_TRUE(advance({"x", 1, 2, ""}));
    store().write([](Transaction& t) { release_job(t, 1, 250); });
    EXPECT_EQ(find(1)->state, JobState::queued);
    EXPECT_EQ(take()->step.checkpoint, "x");
    EXPECT_EQ(find(1)->attempts, 1);
}

TEST_P(Jobs, a_cancelled_job_takes_no_further_step_and_stays_live_until_its_run_ends) {
    take();
    ASSERT_TRUE(cancel());
    EXPECT_FALSE(cancel());
    EXPECT_FALSE(advance({"x", 1, 2, ""}));
    EXPECT_EQ(find(1)->step.checkpoint, "");
    EXPECT_EQ(find(1)->state, JobState::cancelling);
    EXPECT_TRUE(find(1)->is_live());
    ASSERT_TRUE(finish(JobState::cancelled));
    EXPECT_EQ(find(1)->state, JobState::cancelled);
}

TEST_P(Jobs, a_waiting_job_and_one_whose_run_died_are_cancelled_without_running) {
    enqueue(2, "export", 3);
    ASSERT_TRUE(cancel(2));
    EXPECT_EQ(find(2)->state, JobState::cancelled);
    take();
    ASSERT_TRUE(cancel());
    EXPECT_FALSE(take());
    EXPECT_EQ(find(1)->state, JobState::cancelled);
}

TEST_P(Jobs, an_ended_job_keeps_its_end_and_report) {
    ASSERT_TRUE(finish(JobState::done));
    EXPECT_FALSE(finish(JobState::failed));
    EXPECT_FALSE(cancel());
    EXPECT_FALSE(advance({"x", 1, 2, ""}));
    const auto job = find(1);
    EXPECT_EQ(job->state, JobState::done);
    EXPECT_EQ(job->report, R"({"n":2})");
    EXPECT_EQ(job->changed_at_us, 400);
}

} // namespace
} // namespace tuban::store
