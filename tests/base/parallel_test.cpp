#include "base/parallel.hpp"

#include <gtest/gtest.h>
#include <pthread.h>

#include <atomic>
#include <stdexcept>
#include <thread>

namespace tuban {
namespace {

/// While it lives, threads ask for a stack that no machine has.
class NoThreads {
  public:
    NoThreads() {
        pthread_getattr_default_np(&m_before);
        pthread_attr_t huge;
        pthread_attr_init(&huge);
        pthread_attr_setstacksize(&huge, std::size_t{1} << 47U);
        pthread_setattr_default_np(&huge);
        pthread_attr_destroy(&huge);
    }
    ~NoThreads() {
        pthread_setattr_default_np(&m_before);
        pthread_attr_destroy(&m_before);
    }
    NoThreads(const NoThreads&) = delete;
    NoThreads& operator=(const NoThreads&) = delete;

  private:
    pthread_attr_t m_before{};
};

TEST(ForEachParallel, WorksOnEachOnce) {
    std::vector<std::atomic<int>> worked(1000);
    for_each_parallel(worked.size(), 4, [&](std::size_t i) { ++worked[i]; });
    for (const auto& times : worked) {
        EXPECT_EQ(times, 1);
    }
}

TEST(ForEachParallel, GoesOnWithTheThreadsThereAreWhereNoneCanBeStarted) {
    std::size_t worked = 0;
    {
        const NoThreads none;
        ASSERT_THROW(std::thread([] {}).join(), std::system_error);
        for_each_parallel(100, 4, [&](std::size_t) { ++worked; });
    }
    EXPECT_EQ(worked, 100U);
}

TEST(ForEachParallel, ThrowsTheFirstExceptionWhenAllHaveStopped) {
    std::atomic<int> begun = 0;
    EXPECT_THROW(for_each_parallel(1'000'000, 4,
                                   [&](std::size_t) {
                                       ++begun;
                                       throw std::runtime_error("planted");
                                   }),
                 std::runtime_error);
    EXPECT_LE(begun, 4);
}

} // namespace
} // namespace tuban
