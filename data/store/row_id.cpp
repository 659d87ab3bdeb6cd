#include "data/store/store.hpp"

#include <atomic>
#include <chrono>
#include <random>

namespace tuban::store {
namespace {

// 2024-01-01T00:00:00Z; 41 bits of milliseconds from there last until 2093.
constexpr std::int64_t first_millisecond = 1'704'067'200'000;
constexpr int random_bits = 22;

} // namespace

// Milliseconds, then a random start that counts up within one: two processes meet only where
// their runs of one and the same millisecond overlap.
std::int64_t new_id() {
    thread_local std::mt19937_64 random{std::random_device{}()};
    static std::atomic<std::int64_t> last{0};

    const std::int64_t milliseconds = first_id_at(now_us()) >> random_bits;
    const auto start = static_cast<std::int64_t>(random() >> (64 - random_bits + 1));
    const std::int64_t fresh = (milliseconds << random_bits) | start;
    std::int64_t before = last.load(std::memory_order_relaxed);
    std::int64_t id = 0;
    do {
        const bool same_millisecond = (before >> random_bits) >= milliseconds;
        id = same_millisecond ? before + 1 : fresh;
    } while (!last.compare_exchange_weak(before, id, std::memory_order_relaxed));
    return id;
}

std::int64_t first_id_at(std::int64_t time_us) {
    return (time_us / 1000 - first_millisecond) << random_bits;
}

std::int64_t now_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace tuban::store
