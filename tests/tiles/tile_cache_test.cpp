#include "base/gzip.hpp"
#include "tiles/tile_cache.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace tuban::tiles {
namespace {

std::string plain_of(const StoredTile& tile) {
    return tile.plain_size == 0 ? "" : gunzip(tile.gzipped, tile.plain_size);
}

/// Bytes that don't get smaller.
std::string noise(std::size_t size, unsigned seed) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) {
        seed = seed * 1664525U + 1013904223U;
        byte = static_cast<char>(seed >> 24U);
    }
    return bytes;
}

TEST(TileCache, makes_a_tile_once_and_gives_it_back_with_its_digest) {
    TileCache cache(1 << 20);
    int made = 0;
    const auto make = [&] {
        ++made;
        return std::string("tile");
    };
    const auto first = cache.get("a", make);
    const auto second = cache.get("a", make);
    EXPECT_EQ(first, second);
    EXPECT_EQ(made, 1);
    EXPECT_EQ(plain_of(*first), "tile");
    EXPECT_EQ(first->digest, cache.get("b", make)->digest);
    EXPECT_NE(first->digest, cache.get("c", [] { return std::string("elit"); })->digest);
}

TEST(TileCache, remembers_that_a_tile_is_empty) {
    TileCache cache(1 << 20);
    EXPECT_EQ(cache.get("sea", [] { return std::string(); })->plain_size, 0U);
    EXPECT_EQ(
        cache.get("sea", []() -> std::string { throw std::logic_error("made again"); })->plain_size,
        0U);
}

TEST(TileCache, stays_below_its_limit_and_forgets_what_was_used_longest_ago) {
    TileCache cache(50'000);
    const auto get = [&](unsigned i) {
        return cache.get(std::to_string(i), [&] { return noise(9'000, i); });
    };
    for (unsigned i = 0; i < 100; ++i) {
        get(0);
        get(i);
        EXPECT_LE(cache.counts().bytes, 50'000U);
    }
    const auto before = cache.counts();
    get(0);
    get(99);
    EXPECT_EQ(cache.counts().misses, before.misses);
    get(50);
    EXPECT_EQ(cache.counts().misses, before.misses + 1);
    cache.get("huge", [] { return noise(60'000, 1); });
    EXPECT_LE(cache.counts().bytes, 50'000U);
}

TEST(TileCache, what_several_ask_for_at_once_is_made_once) {
    constexpr int askers = 8;
    TileCache cache(1 << 20);
    std::atomic<int> made = 0;
    std::atomic<int> asking = 0;
    std::array<std::string, askers> got;
    std::vector<std::thread> threads;
    for (int i = 0; i < askers; ++i) {
        threads.emplace_back([&, i] {
            ++asking;
            got[static_cast<std::size_t>(i)] = plain_of(*cache.get("tile", [&] {
                while (asking < askers) { // all others are about to ask
                    std::this_thread::yield();
                }
                return std::to_string(++made);
            }));
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(made, 1);
    for (const std::string& tile : got) {
        EXPECT_EQ(tile, "1");
    }
    EXPECT_EQ(cache.counts().misses, 1U);
}

TEST(TileCache, a_failure_reaches_all_who_wait_and_is_forgotten) {
    TileCache cache(1 << 20);
    std::latch is_making(1);
    std::atomic<bool> may_fail = false;
    std::thread first([&] {
        EXPECT_THROW(cache.get("a",
                               [&]() -> std::string {
                                   is_making.count_down();
                                   while (!may_fail) {
                                       std::this_thread::yield();
                                   }
                                   throw std::runtime_error("disk");
                               }),
                     std::runtime_error);
    });
    is_making.wait();
    std::thread second([&] {
        EXPECT_THROW(cache.get("a",
                               [&]() -> std::string {
                                   throw std::runtime_error("came after the first had failed");
                               }),
                     std::runtime_error);
    });
    may_fail = true;
    first.join();
    second.join();
    EXPECT_EQ(plain_of(*cache.get("a", [] { return std::string("well"); })), "well");
}

TEST(TileCache, many_threads_get_the_right_tiles_while_it_forgets) {
    TileCache cache(20'000);
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < 4; ++t) {
        threads.emplace_back([&cache, t] {
            for (unsigned i = 0; i < 2000; ++i) {
                const unsigned key = (i * 7919U + t * 31U) % 40U;
                const auto tile =
                    cache.get(std::to_string(key), [&] { return noise(900 + key, key); });
                EXPECT_EQ(tile->plain_size, 900 + key);
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_LE(cache.counts().bytes, 20'000U);
}

} // namespace
} // namespace tuban::tiles
