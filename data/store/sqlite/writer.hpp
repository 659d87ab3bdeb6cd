#pragma once

#include "data/store/sqlite/connection.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tuban::store::sqlite {

/// The one thread of this process that writes. Writes that wait while a commit is on its way to
/// the disk share the next one; each runs in a savepoint of its own and is answered after the
/// commit. Thread-safe.
class Writer {
  public:
    explicit Writer(const std::filesystem::path& file);
    ~Writer(); ///< finishes what is queued
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Blocks until `work` is durable; rethrows what it threw. Throws Error `store_nested_write`
    /// when called from inside another write.
    void write(const std::function<void(Transaction&)>& work);

  private:
    struct Job {
        const std::function<void(Transaction&)>* work = nullptr;
        std::exception_ptr failure;
        bool is_answered = false;
    };

    void serve();
    std::vector<Job*> run_group();
    Job* take();
    void put_back(const std::vector<Job*>& jobs);
    void answer(const std::vector<Job*>& jobs);
    bool run_in_savepoint(Job& job);

    Connection m_connection;
    std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::condition_variable m_answered;
    std::deque<Job*> m_queue;
    bool m_is_stopping = false;
    std::thread m_thread;
};

} // namespace tuban::store::sqlite
