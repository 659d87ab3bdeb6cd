#include "tests/data/store/engine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <latch>
#include <stdexcept>
#include <thread>
#include <vector>

namespace tuban::store {
namespace {

class ConcurrentStore : public StoreContract {};
INSTANTIATE_TEST_SUITE_P(Engines, ConcurrentStore, testing::Values(embedded_engine()), engine_name);

constexpr int thread_count = 16;

/// Runs `work(thread)` on all threads at once.
void on_all_threads(const std::function<void(int)>& work) {
    std::latch ready(thread_count);
    std::vector<std::thread> threads;
    for (int thread = 0; thread < thread_count; ++thread) {
        threads.emplace_back([&, thread] {
            ready.arrive_and_wait();
            work(thread);
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
}

TEST_P(ConcurrentStore, each_thread_finds_its_own_write_when_it_returns) {
    constexpr int writes = 100;
    std::atomic<int> missing{0};
    on_all_threads([&](int thread) {
        for (int i = 0; i < writes; ++i) {
            const std::int64_t id = thread * writes + i + 1;
            store().write([&](Transaction& t) { insert(t, id); });
            const auto found = store().read_value([&](Reader& r) {
                return r.find("SELECT id FROM note WHERE id = $1", {id},
                              [](const Row& row) { return row.integer(0); });
            });
            missing += found ? 0 : 1;
        }
    });
    EXPECT_EQ(missing, 0);
    EXPECT_EQ(count(store()), thread_count * writes);
}

TEST_P(ConcurrentStore, a_failing_write_is_undone_alone_among_its_neighbours) {
    constexpr int writes = 60;
    std::atomic<int> refused{0};
    on_all_threads([&](int thread) {
        for (int i = 0; i < writes; ++i) {
            const std::int64_t id = thread * writes + i + 1;
            try {
                store().write([&](Transaction& t) {
                    insert(t, id);
                    if (i % 3 == 0) {
                        insert(t, id); // the same again
                    }
                    if (i % 3 == 1) {
                        throw std::runtime_error("no");
                    }
                });
            } catch (const std::runtime_error&) {
                ++refused;
            }
        }
    });
    EXPECT_EQ(refused, thread_count * writes * 2 / 3);
    EXPECT_EQ(count(store()), thread_count * writes / 3);
}

TEST_P(ConcurrentStore, writes_that_read_first_lose_no_increment) {
    constexpr int writes = 50;
    store().write([](Transaction& t) { insert(t, 1, "0"); });
    const auto other = open();
    on_all_threads([&](int thread) {
        for (int i = 0; i < writes; ++i) {
            auto& target = thread % 2 == 0 ? store() : *other;
            target.write([](Transaction& t) {
                const auto before =
                    *t.find("SELECT body FROM note WHERE id = 1", {},
                            [](const Row& row) { return std::stoi(std::string(row.text(0))); });
                t.execute("UPDATE note SET body = $1 WHERE id = 1", {std::to_string(before + 1)});
            });
        }
    });
    const auto total = store().read_value([](Reader& r) {
        return *r.find("SELECT body FROM note WHERE id = 1", {},
                       [](const Row& row) { return std::string(row.text(0)); });
    });
    EXPECT_EQ(total, std::to_string(thread_count * writes));
}

TEST_P(ConcurrentStore, readers_see_each_write_whole_or_not_at_all) {
    std::atomic<bool> is_done{false};
    std::atomic<int> halves{0};
    std::thread writer([&] {
        for (std::int64_t i = 0; i < 200; ++i) {
            store().write([&](Transaction& t) {
                insert(t, 2 * i + 1);
                insert(t, 2 * i + 2);
            });
        }
        is_done = true;
    });
    std::vector<std::thread> readers;
    for (int i = 0; i < 4; ++i) {
        readers.emplace_back([&] {
            while (!is_done) {
                store().read([&](Reader& r) {
                    const auto first = count(r);
                    halves += first % 2 == 0 && first == count(r) ? 0 : 1;
                });
            }
        });
    }
    writer.join();
    for (auto& reader : readers) {
        reader.join();
    }
    EXPECT_EQ(halves, 0);
}

TEST_P(ConcurrentStore, ids_made_on_many_threads_never_repeat) {
    constexpr std::size_t ids = 20'000;
    std::vector<std::vector<std::int64_t>> made(thread_count);
    on_all_threads([&](int thread) {
        for (std::size_t i = 0; i < ids; ++i) {
            made[static_cast<std::size_t>(thread)].push_back(new_id());
        }
    });
    std::vector<std::int64_t> all;
    for (const auto& some : made) {
        all.insert(all.end(), some.begin(), some.end());
    }
    std::sort(all.begin(), all.end());
    EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
}

} // namespace
} // namespace tuban::store
