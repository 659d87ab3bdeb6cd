#include "base/gzip.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <thread>
#include <vector>

namespace tuban {
namespace {

std::string repetitive(std::size_t size) {
    std::mt19937_64 random(size);
    std::string text;
    while (text.size() < size) {
        text += "990101000" + std::to_string(random() % 1000) + ",A,brick_concrete,2;";
    }
    text.resize(size);
    return text;
}

std::string random_bytes(std::size_t size) {
    std::mt19937_64 random(size);
    std::string bytes(size, '\0');
    for (char& byte : bytes) {
        byte = static_cast<char>(random());
    }
    return bytes;
}

TEST(Gzip, gives_back_what_it_was_given_at_once_as_at_every_level) {
    for (const std::size_t size : {0U, 1U, 100U, 65'535U, 65'536U, 1'000'000U}) {
        for (const std::string& plain : {repetitive(size), random_bytes(size)}) {
            EXPECT_EQ(gunzip(gzip_at_once(plain), plain.size()), plain) << size;
            EXPECT_EQ(gunzip(gzip(plain, 1), plain.size()), plain) << size;
            EXPECT_EQ(gunzip(gzip(plain, 12), plain.size()), plain) << size;
        }
    }
}

TEST(Gzip, holds_no_more_memory_than_its_bytes) {
    const std::string plain = repetitive(500'000);
    for (const std::string& packed : {gzip_at_once(plain), gzip(plain, 6)}) {
        EXPECT_LT(packed.size(), plain.size() / 2);
        EXPECT_LE(packed.capacity(), packed.size() + 16);
    }
}

TEST(Gzip, works_in_several_threads_at_once) {
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i <= 4; ++i) {
        threads.emplace_back([i] {
            const std::string plain = repetitive(i * 50'000);
            for (int round = 0; round < 20; ++round) {
                EXPECT_EQ(gunzip(gzip_at_once(plain), plain.size()), plain);
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

} // namespace
} // namespace tuban
