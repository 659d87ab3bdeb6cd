#include "base/parallel.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace tuban {

void for_each_parallel(std::size_t count, unsigned threads,
                       const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex failure_mutex;
    const auto run = [&] {
        try {
            for (std::size_t i = next++; i < count; i = next++) {
                work(i);
            }
        } catch (...) {
            next = count;
            const std::lock_guard lock(failure_mutex);
            failure = failure ? failure : std::current_exception();
        }
    };
    {
        std::vector<std::jthread> others;
        const std::size_t wanted = std::min<std::size_t>(std::max(threads, 1U), count);
        try {
            while (others.size() + 1 < wanted) {
                others.emplace_back(run);
            }
        } catch (const std::system_error& error) {
            log_warning("只启动了 {} 个线程（要 {} 个）：{}", others.size() + 1, wanted,
                        error.what());
        }
        run();
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
}

} // namespace tuban
