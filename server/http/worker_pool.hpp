#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tuban::http {

/// Threads for the handlers that wait. The queue is bounded: what does not fit is refused at once
/// rather than answered late. Tasks must not throw.
class WorkerPool {
  public:
    WorkerPool(int threads, std::size_t max_waiting);
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// False: as many wait as may, or stop() was called. The task is dropped.
    bool try_submit(std::function<void()> task);
    /// Drops what waits, then waits for what runs. Idempotent.
    void stop();

  private:
    void run();

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::function<void()>> m_waiting;
    std::size_t m_max_waiting;
    std::size_t m_idle = 0;
    bool m_is_stopped = false;
    std::vector<std::thread> m_threads;
};

} // namespace tuban::http
