#include "server/jobs/worker.hpp"

#include "base/log.hpp"
#include "data/store/divisions.hpp"
#include "server/jobs/worker_lock.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <exception>
#include <utility>

namespace tuban::jobs {
namespace {

constexpr std::int64_t max_attempts = 3;
constexpr std::chrono::seconds poll_interval{1};

std::string failure(const std::string& detail) {
    return nlohmann::json{{"detail", detail}}.dump();
}

} // namespace

Worker::Worker(store::Store& store, std::filesystem::path data_folder, JobKinds kinds,
               std::function<void()> look_for_work)
    : m_store(store), m_folder(std::move(data_folder)), m_kinds(std::move(kinds)),
      m_look_for_work(std::move(look_for_work)) {}

Worker::~Worker() {
    stop();
}

void Worker::start() {
    m_thread = std::jthread([this](const std::stop_token& stop) { loop(stop); });
}

void Worker::stop() {
    m_thread.request_stop();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void Worker::wake() {
    {
        const std::lock_guard lock(m_mutex);
        m_has_news = true;
    }
    m_woken.notify_all();
}

void Worker::wait(const std::stop_token& stop) {
    std::unique_lock lock(m_mutex);
    m_woken.wait_for(lock, stop, poll_interval, [this] { return m_has_news; });
    m_has_news = false;
}

void Worker::loop(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            run_queue(stop);
        } catch (const std::exception& error) {
            log_error("jobs: {}", error.what());
        }
        wait(stop);
    }
}

bool Worker::run_queue(const std::stop_token& stop, std::optional<std::int64_t> only) {
    const auto lock = WorkerLock::try_acquire(m_folder);
    if (!lock) {
        return false;
    }
    if (m_look_for_work && !only) {
        try {
            m_look_for_work();
        } catch (const std::exception& error) { // what waits is done all the same
            log_error("jobs: {}", error.what());
        }
    }
    while (!stop.stop_requested()) {
        // A look costs no write while nothing is there.
        const bool has_work =
            m_store.read_value([](store::Reader& reader) { return store::has_live_job(reader); });
        if (!has_work) {
            break;
        }
        const auto job = m_store.write_value([&](store::Transaction& transaction) {
            return store::take_job(transaction, max_attempts,
                                   failure("任务多次中断，没有进展，已停止。请查看服务器日志。"),
                                   store::now_us(), only);
        });
        if (!job) {
            break;
        }
        run_one(*job, stop);
    }
    return true;
}

void Worker::run_until_ended(std::int64_t job_id, const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        run_queue(stop, job_id);
        const auto found = m_store.read_value([&](store::Reader& reader) {
            return store::find_job(reader, store::whole_area(), job_id);
        });
        if (!found || !found->job.is_live()) {
            return;
        }
        wait(stop);
    }
}

void Worker::run_one(const store::Job& job, const std::stop_token& stop) {
    const auto id = job.start.id;
    const auto end = [&](store::JobState state, const std::string& report) {
        m_store.write([&](store::Transaction& transaction) {
            store::finish_job(transaction, id, state, report, store::now_us());
        });
        log_info("job {} ({}): {}", id, job.start.kind, store::to_text(state));
    };
    const auto kind = m_kinds.find(job.start.kind);
    if (kind == m_kinds.end()) {
        end(store::JobState::failed, failure("这个版本的程序不认识这种任务。"));
        return;
    }
    JobRun run(m_store, job, stop);
    try {
        end(store::JobState::done, kind->second(run));
    } catch (const JobStopped&) {
        if (stop.stop_requested()) {
            m_store.write([&](store::Transaction& transaction) {
                store::release_job(transaction, id, store::now_us());
            });
        } else {
            end(store::JobState::cancelled, "{}");
        }
    } catch (const store::StoreError&) {
        // Left as it is: it is taken up again, from its last step, a few times.
        throw;
    } catch (const std::exception& error) {
        log_error("job {} ({}): {}", id, job.start.kind, error.what());
        end(store::JobState::failed,
            failure(fmt::format("任务出错，没有完成。请把任务编号 {} 告诉管理员。", id)));
    }
}

} // namespace tuban::jobs
