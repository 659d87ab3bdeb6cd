#include "tests/server/workflow/workflow_fixture.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <map>
#include <random>

/// Random commands against the use cases and against a model that knows only SPEC 5.2–5.4.
/// TUBAN_SEED repeats a run, TUBAN_STEPS lengthens it.
namespace tuban::workflow::test {
namespace {

using model::PatchState;
using model::Status;
using nlohmann::json;

struct Content {
    json body;
    std::string housing;
    std::string grade;
    bool is_complete;
};

std::vector<Content> contents() {
    using namespace forms::test;
    auto unfinished = own_rural_body();
    unfinished.erase("grade");
    return {{deceased_body(), "deceased", "", true},
            {other_safe_body(), "other_safe", "", true},
            {own_rural_body(), "own_rural", "A", true},
            {dangerous_body(2024), "own_rural", "D", true},
            {dangerous_body(2019), "own_rural", "D", false},
            {unfinished, "own_rural", "", false},
            {json{{"floors", 2}}, "", "", false}};
}

struct ModelRecord {
    Place place = zhangjiawan;
    Status status = Status::not_started;
    std::int64_t version = 0;
    std::size_t content = 0;
    PatchState patch = PatchState::unlinked;
    std::string number;
    /// What the stored body says of the patch; it is written with the next save.
    PatchState saved_patch = PatchState::unlinked;
    std::string saved_number;
};

class ModelTest : public WorkflowTest {
  protected:
    std::uint64_t seed() {
        const auto* const given = std::getenv("TUBAN_SEED");
        return given != nullptr ? std::stoull(given) : std::random_device{}();
    }
    static int steps() {
        const auto* const given = std::getenv("TUBAN_STEPS");
        return given != nullptr ? std::stoi(given) : 2000;
    }
    std::size_t pick(std::size_t below) { return m_random() % below; }

    static bool is_open(Status status) {
        return status != Status::submitted && status != Status::approved;
    }

    void step() {
        auto entry = m_model.begin();
        std::advance(entry, static_cast<std::ptrdiff_t>(pick(m_model.size())));
        auto& [household, model] = *entry;
        switch (pick(10)) {
        case 0:
        case 1:
        case 2:
            return save_step(household, model);
        case 3:
        case 4:
            return submit_step(household, model);
        case 5:
            return decide_step(household, model, Status::submitted, Status::approved,
                               approve(household, who()));
        case 6:
            return decide_step(household, model, Status::submitted, Status::returned,
                               return_back(household, m_who));
        case 7:
            return decide_step(household, model, Status::approved, Status::returned,
                               withdraw(household, m_who));
        case 8:
            return link_step(household, model);
        default:
            // Stays within the year, on which the allowed years of a measure depend.
            m_now_us += pick(3) == 0 ? day_us / 4 : 1000;
        }
    }

    /// Mostly the one whose task it is.
    Who who() {
        static constexpr std::array all{clerk, reviewer, city, admin};
        m_who = pick(6) == 0 ? all[pick(all.size())] : reviewer;
        return m_who;
    }

    void save_step(std::int64_t household, ModelRecord& model) {
        const auto content = pick(m_contents.size());
        const bool is_stale = model.version > 0 && pick(5) == 0;
        const auto outcome =
            m_records.save(as(clerk), everywhere(), household, model.version - (is_stale ? 1 : 0),
                           request(m_contents[content].body));
        const bool is_same = model.version > 0 && content == model.content &&
                             model.patch == model.saved_patch && model.number == model.saved_number;
        if (!is_open(model.status)) {
            EXPECT_EQ(problem(outcome).refusal, Refusal::not_allowed);
        } else if (is_stale && !is_same) {
            EXPECT_EQ(problem(outcome).refusal, Refusal::conflict);
        } else {
            ASSERT_TRUE(outcome.is_ok());
            if (outcome.value().version != model.version) {
                model.version += 1;
                model.status = Status::draft;
                model.content = content;
                model.saved_patch = model.patch;
                model.saved_number = model.number;
            } else {
                EXPECT_TRUE(is_same);
            }
            EXPECT_EQ(outcome.value().version, model.version);
        }
    }

    void submit_step(std::int64_t household, ModelRecord& model) {
        const auto outcome = submit(household);
        const auto& content = m_contents[model.content];
        const bool has_patch =
            content.housing != "own_rural" || model.patch != PatchState::unlinked;
        if (model.status != Status::draft && model.status != Status::returned) {
            EXPECT_EQ(problem(outcome).refusal, Refusal::not_allowed);
        } else if (!content.is_complete || !has_patch) {
            EXPECT_EQ(problem(outcome).refusal, Refusal::incomplete);
        } else {
            ASSERT_TRUE(outcome.is_ok());
            model.status = Status::submitted;
            model.version += 1;
            model.saved_patch = model.patch;
            model.saved_number = model.number;
        }
    }

    void decide_step(std::int64_t, ModelRecord& model, Status from, Status to,
                     const Outcome& outcome) {
        if (model.status == from && m_who == reviewer) {
            ASSERT_TRUE(outcome.is_ok());
            model.status = to;
            model.version += 1;
        } else {
            EXPECT_EQ(problem(outcome).refusal, Refusal::not_allowed);
        }
    }

    void link_step(std::int64_t household, ModelRecord& model) {
        const auto kind = pick(3);
        const auto number = "99010100" + std::to_string(pick(4));
        const auto outcome =
            kind == 0   ? m_records.set_patch(as(clerk), everywhere(), household, number)
            : kind == 1 ? m_records.set_patch(as(clerk), everywhere(), household, std::nullopt)
                        : m_records.clear_patch(as(clerk), everywhere(), household, "选错了");
        const bool is_replacing = kind != 2 && model.patch == PatchState::linked;
        if (model.status == Status::submitted ||
            (model.status == Status::approved && is_replacing)) {
            EXPECT_EQ(problem(outcome).refusal, Refusal::not_allowed);
            return;
        }
        ASSERT_TRUE(outcome.is_ok());
        model.number = kind == 0 ? number : "";
        const bool waits_for_backfill =
            model.status == Status::approved && m_contents[model.content].housing == "own_rural";
        model.patch = kind == 0                         ? PatchState::linked
                      : kind == 1 || waits_for_backfill ? PatchState::not_found
                                                        : PatchState::unlinked;
    }

    void compare() {
        std::map<Place, Counts> expected;
        Counts total;
        for (const auto& [household, model] : m_model) {
            const auto& content = m_contents[model.content];
            const bool is_entered = model.status != Status::not_started;
            const auto counts = contribution(
                {model.status, is_entered ? content.housing : "", is_entered ? content.grade : ""});
            expected[model.place] += counts;
            total += counts;
        }
        EXPECT_EQ(statistics(county).total.counts, total);
        EXPECT_TRUE(total.parts_add_up());
        for (const auto place : {longxi, shuanghe, county}) {
            const auto table = statistics(place);
            Counts sum;
            for (const auto& row : table.rows) {
                sum += row.counts;
            }
            EXPECT_EQ(sum, table.total.counts) << place;
        }
        for (const auto place : {zhangjiawan, liushuping, baiyan}) {
            EXPECT_EQ(statistics(place).total.counts, expected[place]) << place;
        }
        EXPECT_THAT(recount().faults, testing::IsEmpty());
    }

    void compare_records() {
        for (const auto& [household, model] : m_model) {
            const auto shown = record(household);
            EXPECT_EQ(shown["status"], model::to_string(model.status));
            EXPECT_EQ(shown["version"], model.version);
            EXPECT_EQ(shown["body"].value("/patch/number"_json_pointer, ""), model.number);
        }
        const auto queue = m_store->read_value([&](store::Reader& reader) {
            store::HouseholdFilter filter;
            filter.statuses = {Status::submitted};
            return store::list_households(reader, everywhere(), filter,
                                          store::HouseholdOrder::review_queue, {100, 0});
        });
        EXPECT_EQ(queue.total, statistics(county).total.counts[Counter::submitted]);
        EXPECT_EQ(queue.rows.size(), static_cast<std::size_t>(queue.total));
    }

    std::mt19937_64 m_random;
    Who m_who = reviewer;
    std::vector<Content> m_contents = contents();
    std::map<std::int64_t, ModelRecord> m_model;
};

TEST_F(ModelTest, RandomCommandsKeepRecordsCountersAndQueueAsTheModelSays) {
    const auto used_seed = seed();
    SCOPED_TRACE("TUBAN_SEED=" + std::to_string(used_seed));
    std::printf("TUBAN_SEED=%llu\n", static_cast<unsigned long long>(used_seed));
    m_random.seed(used_seed);
    for (const auto place :
         {zhangjiawan, zhangjiawan, zhangjiawan, liushuping, liushuping, baiyan, baiyan, baiyan}) {
        ModelRecord model;
        model.place = place;
        m_model[add_household(place)] = model;
    }
    for (int i = 0; i < steps(); ++i) {
        step();
        compare();
        if (i % 10 == 0) {
            compare_records();
        }
        ASSERT_FALSE(HasFailure()) << "at step " << i;
    }
}

} // namespace
} // namespace tuban::workflow::test
