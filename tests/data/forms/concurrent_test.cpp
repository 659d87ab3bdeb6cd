#include "data/forms/form.hpp"
#include "tests/data/forms/lookback_bodies.hpp"

#include <gtest/gtest.h>

#include <latch>
#include <thread>
#include <vector>

namespace tuban::forms {
namespace {

TEST(FormOnManyThreads, RunsItsFirstChecksAtOnce) {
    auto body = test::other_safe_body();
    body["moved"] = true;
    body["moved_to"] = "not a division";
    const auto& form = Form::lookback();
    constexpr std::size_t thread_count = 8;
    std::vector<Issues> issues(thread_count);
    {
        std::latch start(thread_count);
        std::vector<std::jthread> threads;
        for (auto& own : issues) {
            threads.emplace_back([&] {
                start.arrive_and_wait();
                own = form.validate(body, Mode::submit);
            });
        }
    }
    ASSERT_FALSE(issues.front().empty());
    for (const auto& own : issues) {
        ASSERT_EQ(own.size(), issues.front().size());
        EXPECT_EQ(own.front().field, issues.front().front().field);
    }
}

} // namespace
} // namespace tuban::forms
