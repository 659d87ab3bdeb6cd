#pragma once

#include "server/jobs/job_run.hpp"

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <thread>

namespace tuban::jobs {

/// Works off the jobs of a data folder one after the other, beside the server or for a verb of the
/// command line. Of all processes on the folder one works at a time; the others wait to take over.
/// What a process that died left behind goes on from its last step.
class Worker {
  public:
    /// `look_for_work` is called before each look at the queue and may put jobs in it. The store
    /// outlives the worker.
    Worker(store::Store& store, std::filesystem::path data_folder, JobKinds kinds,
           std::function<void()> look_for_work = {});
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Works in a thread of its own until stop(), which ends a running job at its next step.
    void start();
    void stop();
    /// There is a new job; without it the worker sees it within a second.
    void wake();

    /// Works off what is in the queue, or one job of it, in the caller's thread; false when another
    /// process works.
    bool run_queue(const std::stop_token& stop = {}, std::optional<std::int64_t> only = {});

    /// Works on this job, or waits while another process works, until it has ended.
    void run_until_ended(std::int64_t job_id, const std::stop_token& stop = {});

  private:
    void loop(const std::stop_token& stop);
    void run_one(const store::Job& job, const std::stop_token& stop);
    void wait(const std::stop_token& stop);

    store::Store& m_store;
    std::filesystem::path m_folder;
    JobKinds m_kinds;
    std::function<void()> m_look_for_work;
    std::mutex m_mutex;
    std::condition_variable_any m_woken;
    bool m_has_news = false;
    std::jthread m_thread;
};

} // namespace tuban::jobs
