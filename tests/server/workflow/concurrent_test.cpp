#include "tests/server/workflow/workflow_fixture.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

namespace tuban::workflow::test {
namespace {

using model::Status;
using nlohmann::json;

class Concurrently : public WorkflowTest {
  protected:
    static void run_all(const std::vector<std::function<void()>>& works) {
        std::vector<std::jthread> threads;
        std::atomic<std::size_t> ready{0};
        for (const auto& work : works) {
            threads.emplace_back([&] {
                ++ready;
                while (ready < works.size()) {
                    std::this_thread::yield();
                }
                work();
            });
        }
    }
};

TEST_F(Concurrently, OfTwoReviewersExactlyOneDecidesAndTheOtherIsTold) {
    constexpr int rounds = 20;
    for (int round = 0; round < rounds; ++round) {
        const auto household = record_in(Status::submitted);
        const auto seen = version(household);
        std::optional<Outcome> approved;
        std::optional<Outcome> returned;
        run_all({[&] { approved = m_records.approve(as(reviewer), everywhere(), household, seen); },
                 [&] {
                     returned = m_records.return_back(as(other_reviewer), everywhere(), household,
                                                      seen, {"wrong_information"}, "面积不对");
                 }});
        ASSERT_NE(approved->is_ok(), returned->is_ok());
        const auto& loser = approved->is_ok() ? *returned : *approved;
        EXPECT_EQ(loser.refusal().refusal, Refusal::conflict);
        EXPECT_EQ(json::parse(loser.refusal().details)["current"]["version"], seen + 1);
        EXPECT_EQ(record(household)["history"].size(), 3U); // first save, submit, one decision
    }
    EXPECT_THAT(recount().faults, testing::IsEmpty());
}

TEST_F(Concurrently, CollidingEditsNeverOverwriteEachOtherSilently) {
    constexpr int editors = 4;
    constexpr int edits = 25;
    const auto household = add_household();
    std::atomic<int> written{0};
    std::vector<std::function<void()>> works;
    for (int editor = 0; editor < editors; ++editor) {
        works.emplace_back([&, editor] {
            for (int i = 0; i < edits;) {
                const auto got = m_records.get(as(clerk), everywhere(), household);
                auto body = json::parse(got.value().json)["body"];
                // Each edit adds one to the count that it read: a lost one shows in the sum.
                body["extension_count"] = body.value("extension_count", 0) + 1;
                body["surveyor"] = "编辑" + std::to_string(editor);
                const auto outcome = m_records.save(as(clerk), everywhere(), household,
                                                    got.value().version, request(body));
                if (outcome.is_ok()) {
                    ++written;
                    ++i;
                } else {
                    ASSERT_EQ(outcome.refusal().refusal, Refusal::conflict);
                }
            }
        });
    }
    run_all(works);
    EXPECT_EQ(written, editors * edits);
    EXPECT_EQ(record(household)["body"]["extension_count"], editors * edits);
    EXPECT_EQ(version(household), editors * edits);
}

TEST_F(Concurrently, TheSameRequestFromTwoConnectionsIsDoneOnce) {
    const auto household = record_in(Status::submitted);
    const store::RequestKey key{reviewer, "approve-1", {1}};
    std::vector<std::optional<Outcome>> outcomes(4);
    std::vector<std::function<void()>> works;
    for (auto& outcome : outcomes) {
        works.emplace_back([&, seen = 2] {
            outcome = m_records.approve(as(reviewer), everywhere(), household, seen, key);
        });
    }
    run_all(works);
    for (const auto& outcome : outcomes) {
        ASSERT_TRUE(outcome->is_ok());
        EXPECT_EQ(outcome->value().version, 3);
    }
    EXPECT_EQ(count("SELECT count(*) FROM document_revision WHERE action = 'approve'"), 1);
}

} // namespace
} // namespace tuban::workflow::test
