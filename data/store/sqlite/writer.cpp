#include "data/store/sqlite/writer.hpp"

#include "data/store/sqlite/dialect.hpp"

#include <chrono>

namespace tuban::store::sqlite {
namespace {

// A group ends with whichever comes first, so that nobody waits long for many neighbours.
constexpr std::size_t group_size = 1024;
constexpr std::chrono::milliseconds group_time{50};

/// A commit that the disk failed may still be found after a restart.
std::exception_ptr commit_failure() {
    try {
        throw;
    } catch (const StoreError& error) {
        if (error.fault() == StoreFault::unavailable) {
            return std::make_exception_ptr(StoreError(StoreFault::unknown_outcome, error.detail()));
        }
        return std::current_exception();
    } catch (...) {
        return std::current_exception();
    }
}

} // namespace

Writer::Writer(const std::filesystem::path& file)
    : m_connection(file), m_thread([this] { serve(); }) {}

Writer::~Writer() {
    {
        const std::lock_guard lock(m_mutex);
        m_is_stopping = true;
    }
    m_arrived.notify_one();
    m_thread.join();
}

void Writer::write(const std::function<void(Transaction&)>& work) {
    if (std::this_thread::get_id() == m_thread.get_id()) {
        throw Error("store_nested_write", "a write was asked for inside a write");
    }
    Job job;
    job.work = &work;
    std::unique_lock lock(m_mutex);
    m_queue.push_back(&job);
    m_arrived.notify_one();
    m_answered.wait(lock, [&] { return job.is_answered; });
    if (job.failure) {
        std::rethrow_exception(job.failure);
    }
}

void Writer::serve() {
    while (true) {
        {
            std::unique_lock lock(m_mutex);
            m_arrived.wait(lock, [&] { return m_is_stopping || !m_queue.empty(); });
            if (m_queue.empty()) {
                return;
            }
        }
        answer(run_group());
    }
}

std::vector<Writer::Job*> Writer::run_group() {
    std::vector<Job*> group;
    try {
        m_connection.run(begin_write);
    } catch (...) {
        while (Job* job = take()) {
            job->failure = std::current_exception();
            group.push_back(job);
        }
        return group;
    }
    const auto end = std::chrono::steady_clock::now() + group_time;
    while (group.size() < group_size && std::chrono::steady_clock::now() < end) {
        Job* job = take();
        if (job == nullptr) {
            break;
        }
        if (!run_in_savepoint(*job)) {
            // The engine undid the whole group: only this write is at fault, the rest run again.
            put_back(group);
            return {job};
        }
        group.push_back(job);
    }
    try {
        m_connection.run(commit);
    } catch (...) {
        const auto failure = commit_failure();
        m_connection.abandon();
        for (Job* job : group) {
            if (!job->failure) {
                job->failure = failure;
            }
        }
    }
    return group;
}

bool Writer::run_in_savepoint(Job& job) {
    job.failure = nullptr;
    try {
        m_connection.run(savepoint);
        (*job.work)(m_connection);
        m_connection.run(keep_savepoint);
        return true;
    } catch (...) {
        job.failure = std::current_exception();
    }
    if (!m_connection.is_in_transaction()) {
        return false;
    }
    try {
        m_connection.run(undo_savepoint);
        m_connection.run(keep_savepoint);
        return true;
    } catch (...) {
        m_connection.abandon();
        return false;
    }
}

Writer::Job* Writer::take() {
    const std::lock_guard lock(m_mutex);
    if (m_queue.empty()) {
        return nullptr;
    }
    Job* job = m_queue.front();
    m_queue.pop_front();
    return job;
}

void Writer::put_back(const std::vector<Job*>& jobs) {
    const std::lock_guard lock(m_mutex);
    m_queue.insert(m_queue.begin(), jobs.begin(), jobs.end());
}

void Writer::answer(const std::vector<Job*>& jobs) {
    {
        const std::lock_guard lock(m_mutex);
        for (Job* job : jobs) {
            job->is_answered = true;
        }
    }
    m_answered.notify_all();
}

} // namespace tuban::store::sqlite
