#include "base/error.hpp"
#include "server/jobs/worker.hpp"
#include "server/jobs/worker_lock.hpp"
#include "tests/data/store/tree_fixture.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <future>

namespace tuban::jobs {
namespace {

class Works : public testing::Test {
  protected:
    Works() : m_store(store::open_store(m_folder.path())) { store::TreeFixture::fill(*m_store); }

    std::int64_t enqueue(const std::string& kind) {
        return m_store->write_value([&](store::Transaction& t) {
            return store::enqueue_job(t, {store::new_id(), kind, 3, {}, "{}"}, store::now_us());
        });
    }
    store::Job job(std::int64_t id) {
        return m_store
            ->read_value(
                [&](store::Reader& r) { return store::find_job(r, store::whole_area(), id); })
            .value()
            .job;
    }
    bool cancel(std::int64_t id) {
        return m_store->write_value(
            [&](store::Transaction& t) { return store::cancel_job(t, id, store::now_us()); });
    }
    Worker worker(JobKinds kinds) { return {*m_store, m_folder.path(), std::move(kinds)}; }

    /// Counts to `total`, one number a step; `at` is told of each before it is written.
    static JobCode counting(int total, std::function<void(int)> at = {}) {
        return [total, at = std::move(at)](JobRun& run) {
            const auto& from = run.job().step.checkpoint;
            for (int i = from.empty() ? 1 : std::stoi(from) + 1; i <= total; ++i) {
                if (at) {
                    at(i);
                }
                run.step({std::to_string(i), i, total, ""});
            }
            return std::string(R"({"counted":)") + run.job().step.checkpoint + "}";
        };
    }

    store::TemporaryFolder m_folder;
    std::unique_ptr<store::Store> m_store;
};

TEST_F(Works, the_queue_is_worked_off_and_reports_are_kept) {
    const auto first = enqueue("count");
    const auto second = enqueue("other");
    auto works = worker({{"count", counting(3)}, {"other", [](JobRun& run) {
                                                      run.step({"", 1023, 4267, ""});
                                                      return "{}";
                                                  }}});
    EXPECT_TRUE(works.run_queue());
    EXPECT_EQ(job(first).state, store::JobState::done);
    EXPECT_EQ(job(first).report, R"({"counted":3})");
    EXPECT_EQ(job(first).step.steps_done, 3);
    EXPECT_EQ(job(second).state, store::JobState::done);
    EXPECT_EQ(job(second).step.steps_done, 4267);
}

TEST_F(Works, a_job_that_throws_fails_and_tells_nothing_of_the_inside) {
    const auto bad = enqueue("bad");
    const auto good = enqueue("count");
    auto works = worker({{"bad", [](JobRun&) -> std::string { throw Error("x", "secret"); }},
                         {"count", counting(1)}});
    works.run_queue();
    EXPECT_EQ(job(bad).state, store::JobState::failed);
    EXPECT_EQ(job(bad).report.find("secret"), std::string::npos);
    EXPECT_NE(job(bad).report.find(std::to_string(bad)), std::string::npos);
    EXPECT_EQ(job(good).state, store::JobState::done);
}

TEST_F(Works, a_job_of_an_unknown_kind_fails) {
    const auto id = enqueue("unheard of");
    worker({}).run_queue();
    EXPECT_EQ(job(id).state, store::JobState::failed);
}

TEST_F(Works, a_cancelled_job_ends_at_its_next_step_and_what_it_wrote_stays) {
    const auto id = enqueue("count");
    auto works = worker({{"count", counting(9, [&](int i) {
                              if (i == 3) {
                                  EXPECT_TRUE(cancel(id));
                              }
                          })}});
    works.run_queue();
    EXPECT_EQ(job(id).state, store::JobState::cancelled);
    EXPECT_EQ(job(id).step.checkpoint, "2");
}

TEST_F(Works, a_cancel_reaches_a_computation_between_steps) {
    const auto id = enqueue("compute");
    auto works = worker({{"compute", [&](JobRun& run) -> std::string {
                              EXPECT_TRUE(cancel(id));
                              run.progress(1, 2, "计算");
                              EXPECT_TRUE(run.stop_token().stop_requested());
                              run.check();
                              return "{}";
                          }}});
    works.run_queue();
    EXPECT_EQ(job(id).state, store::JobState::cancelled);
}

/// A store whose disk is full.
class FullStore : public store::Store {
  public:
    explicit FullStore(store::Store& inner) : m_inner(inner) {}
    void read(const std::function<void(store::Reader&)>& work) override { m_inner.read(work); }
    void write(const std::function<void(store::Transaction&)>&) override {
        throw store::StoreError(store::StoreFault::full, "no space left");
    }

  private:
    store::Store& m_inner;
};

TEST_F(Works, progress_that_cannot_be_written_is_left_to_the_next_step) {
    FullStore full(*m_store);
    JobRun run(full, job(enqueue("compute")), {});
    EXPECT_NO_THROW(run.progress(1, 2, "计算"));
    EXPECT_FALSE(run.stop_token().stop_requested());
    EXPECT_THROW(run.step({"1", 1, 2, ""}), store::StoreError);
}

TEST_F(Works, a_stopped_worker_leaves_the_job_to_the_next_one) {
    const auto id = enqueue("count");
    std::stop_source stop;
    auto first = worker({{"count", counting(9, [&](int i) {
                              if (i == 4) {
                                  stop.request_stop();
                              }
                          })}});
    first.run_queue(stop.get_token());
    EXPECT_EQ(job(id).state, store::JobState::queued);
    std::vector<int> seen;
    worker({{"count", counting(9, [&](int i) { seen.push_back(i); })}}).run_queue();
    EXPECT_EQ(seen.front(), 4);
    EXPECT_EQ(job(id).state, store::JobState::done);
}

TEST_F(Works, only_one_worker_works_on_a_folder) {
    auto lock = WorkerLock::try_acquire(m_folder.path());
    ASSERT_TRUE(lock);
    const auto id = enqueue("count");
    auto works = worker({{"count", counting(1)}});
    EXPECT_FALSE(works.run_queue());
    EXPECT_EQ(job(id).state, store::JobState::queued);
    lock.reset();
    EXPECT_TRUE(works.run_queue());
    EXPECT_EQ(job(id).state, store::JobState::done);
}

TEST_F(Works, a_started_worker_sees_what_it_is_woken_for) {
    std::promise<void> ran;
    auto works = worker({{"tell", [&](JobRun&) {
                              ran.set_value();
                              return "{}";
                          }}});
    works.start();
    const auto id = enqueue("tell");
    works.wake();
    ASSERT_EQ(ran.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
    works.stop();
    EXPECT_FALSE(job(id).is_live());
}

TEST_F(Works, what_a_killed_process_left_goes_on_from_its_last_step) {
    const auto id = enqueue("count");
    m_store.reset();
    const auto child = ::fork();
    if (child == 0) {
        const auto mine = store::open_store(m_folder.path());
        Worker works(*mine, m_folder.path(), {{"count", counting(9, [](int i) {
                                                   if (i == 6) {
                                                       ::kill(::getpid(), SIGKILL);
                                                   }
                                               })}});
        works.run_queue();
        ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    m_store = store::open_store(m_folder.path());
    EXPECT_EQ(job(id).state, store::JobState::running);
    std::vector<int> seen;
    worker({{"count", counting(9, [&](int i) { seen.push_back(i); })}}).run_queue();
    EXPECT_EQ(seen.front(), 6);
    EXPECT_EQ(job(id).state, store::JobState::done);
    EXPECT_EQ(job(id).report, R"({"counted":9})");
}

} // namespace
} // namespace tuban::jobs
