#pragma once

#include "data/store/jobs.hpp"
#include "data/store/store.hpp"

#include <functional>
#include <map>
#include <stop_token>
#include <string>

namespace tuban::jobs {

/// A job's code is to end now, because it was cancelled or the worker is asked to stop. Thrown by
/// JobRun, caught by the worker; the code lets it pass.
class JobStopped {};

/// A running job, as its code sees it. Belongs to the thread that runs the job.
class JobRun {
  public:
    JobRun(store::Store& store, store::Job job, const std::stop_token& worker_stop);

    /// As it stood when it was taken up: `step.checkpoint` says where to go on.
    const store::Job& job() const { return m_job; }

    /// Writes what a step brought, and how far the job is, in one transaction. `work` may run more
    /// than once. Throws JobStopped, and nothing is written then.
    void step(const store::JobStep& step,
              const std::function<void(store::Transaction&)>& work = {});

    /// The same where only the work itself can tell where to go on; it returns that.
    void step(const std::function<store::JobStep(store::Transaction&)>& work);

    /// Only how far it is, at most a few times a second; the checkpoint stays. Throws nothing,
    /// as it is called from threads of a computation: a stop shows in stop_token(), and a store
    /// that can't be written at the next step.
    void progress(std::int64_t done, std::int64_t total, const std::string& text);

    /// For computations that run long without a step.
    std::stop_token stop_token() const { return m_stop.get_token(); }
    /// Throws JobStopped.
    void check() const;

  private:
    store::Store& m_store;
    store::Job m_job;
    std::int64_t m_shown_at_us = 0;
    std::stop_source m_stop;
    std::stop_callback<std::function<void()>> m_follow_worker;
};

/// Runs a job to its end and returns its report, a JSON object.
using JobCode = std::function<std::string(JobRun&)>;
using JobKinds = std::map<std::string, JobCode, std::less<>>;

} // namespace tuban::jobs
