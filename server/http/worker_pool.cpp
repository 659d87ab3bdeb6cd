#include "server/http/worker_pool.hpp"

#include <utility>

namespace tuban::http {

WorkerPool::WorkerPool(int threads, std::size_t max_waiting) : m_max_waiting(max_waiting) {
    m_threads.reserve(static_cast<std::size_t>(threads));
    for (int i = 0; i < threads; ++i) {
        m_threads.emplace_back([this] { run(); });
    }
}

WorkerPool::~WorkerPool() {
    stop();
}

bool WorkerPool::try_submit(std::function<void()> task) {
    {
        const std::lock_guard lock(m_mutex);
        // A task for which a thread is free does not wait.
        if (m_is_stopped || m_waiting.size() >= m_max_waiting + m_idle) {
            return false;
        }
        m_waiting.push_back(std::move(task));
    }
    m_changed.notify_one();
    return true;
}

void WorkerPool::stop() {
    std::deque<std::function<void()>> dropped;
    {
        const std::lock_guard lock(m_mutex);
        m_is_stopped = true;
        dropped.swap(m_waiting);
    }
    m_changed.notify_all();
    for (auto& thread : m_threads) {
        if (thread.joinable()) {
            thread.join();
        }
    }
}

void WorkerPool::run() {
    for (;;) {
        std::function<void()> task;
        {
            std::unique_lock lock(m_mutex);
            ++m_idle;
            m_changed.wait(lock, [this] { return m_is_stopped || !m_waiting.empty(); });
            --m_idle;
            if (m_is_stopped) {
                return;
            }
            task = std::move(m_waiting.front());
            m_waiting.pop_front();
        }
        task();
    }
}

} // namespace tuban::http
