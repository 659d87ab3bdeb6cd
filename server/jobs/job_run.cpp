#include "server/jobs/job_run.hpp"

#include "base/log.hpp"

#include <utility>

namespace tuban::jobs {
namespace {

constexpr std::int64_t progress_interval_us = 300'000;

} // namespace

JobRun::JobRun(store::Store& store, store::Job job, const std::stop_token& worker_stop)
    : m_store(store), m_job(std::move(job)),
      m_follow_worker(worker_stop, [this] { m_stop.request_stop(); }) {}

void JobRun::step(const store::JobStep& step,
                  const std::function<void(store::Transaction&)>& work) {
    this->step([&](store::Transaction& transaction) {
        if (work) {
            work(transaction);
        }
        return step;
    });
}

void JobRun::step(const std::function<store::JobStep(store::Transaction&)>& work) {
    check();
    try {
        m_job.step = m_store.write_value([&](store::Transaction& transaction) {
            auto step = work(transaction);
            if (!store::advance_job(transaction, m_job.start.id, step, store::now_us())) {
                throw JobStopped{}; // undoes what the work wrote
            }
            return step;
        });
    } catch (const JobStopped&) {
        m_stop.request_stop();
        throw;
    }
}

void JobRun::progress(std::int64_t done, std::int64_t total, const std::string& text) {
    const auto now_us = store::now_us();
    const bool is_new = text != m_job.step.text;
    if (m_stop.stop_requested() || (!is_new && now_us - m_shown_at_us < progress_interval_us)) {
        return;
    }
    m_shown_at_us = now_us;
    const store::JobStep step{m_job.step.checkpoint, done, total, text};
    try {
        const bool is_going_on = m_store.write_value([&](store::Transaction& transaction) {
            return store::advance_job(transaction, m_job.start.id, step, now_us);
        });
        if (is_going_on) {
            m_job.step = step;
        } else {
            m_stop.request_stop();
        }
    } catch (const store::StoreError& error) { // the next step meets it where it can be handled
        log_error("job {}: progress not written: {}", m_job.start.id, error.what());
    }
}

void JobRun::check() const {
    if (m_stop.stop_requested()) {
        throw JobStopped{};
    }
}

} // namespace tuban::jobs
