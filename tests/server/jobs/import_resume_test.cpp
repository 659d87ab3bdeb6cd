#include "base/error.hpp"
#include "tests/forked.hpp"
#include "tests/server/jobs/import_fixture.hpp"

#include <algorithm>
#include <chrono>
#include <random>

namespace tuban::jobs {
namespace {

namespace fs = std::filesystem;

/// What an import leaves: its report, and what is in force by the hash of its bytes.
struct Left {
    std::string report;
    std::string first;
    std::string second;

    bool operator==(const Left&) const = default;
};

class ResumedImport : public ImportFixture {
  protected:
    void SetUp() override {
        ImportFixture::SetUp();
        m_earlier = write("earlier.geojsonl", row_of_houses(8));
        m_files = {write("a.geojsonl", row_of_houses(12)), write("b.geojsonl", "{"),
                   write("c.geojsonl", row_of_houses(7, 109.4))};
    }

    /// A data folder in which an earlier batch is in force.
    void begin(const std::string& name) {
        m_store.reset();
        m_folder.root = m_root / name;
        fs::create_directories(m_folder.root);
        import({m_earlier});
    }
    Left go_on(const std::function<void(PatchImportRequest&)>& change = {}) {
        const auto result = import(m_files, change);
        EXPECT_TRUE(fs::is_empty(m_folder.root / "imports"));
        return {to_json(result), in_force()->file_hash, in_force("990102000000")->file_hash};
    }
    Left unbroken() {
        begin("unbroken");
        return go_on();
    }

    fs::path m_earlier;
    std::vector<fs::path> m_files;
};

TEST_F(ResumedImport, CancelledAtAnyStepLeavesInTheEndWhatAnUnbrokenOneLeaves) {
    const Left expected = unbroken();
    int asked = 1;
    for (bool was_cancelled = true; was_cancelled; asked += 3) {
        begin(std::to_string(asked));
        const auto before = *in_force();
        try {
            go_on(cancelled_at(asked));
            was_cancelled = false;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), "cancelled");
            EXPECT_EQ(in_force()->file_hash, before.file_hash);
            EXPECT_EQ(go_on(), expected) << asked;
        }
    }
    EXPECT_GT(asked, 20);
}

TEST_F(ResumedImport, ReadsWhatWasReadFromItsJournal) {
    begin("data");
    m_files.resize(1);
    EXPECT_THROW(go_on(cancelled_at(5)), Error);
    const fs::path journal = *fs::directory_iterator(m_folder.root / "imports");
    EXPECT_EQ(bytes_of(journal).find("号"), std::string::npos) << "addresses in clear";
    testing::internal::CaptureStderr();
    EXPECT_THROW(go_on(cancelled_at(9)), Error);
    EXPECT_NE(testing::internal::GetCapturedStderr().find("已读 5 个要素"), std::string::npos);
    EXPECT_THROW(go_on(cancelled_at(13)), Error); // all is read, nothing built
    testing::internal::CaptureStderr();
    EXPECT_EQ(nlohmann::json::parse(go_on().report).at("read"), 12);
    EXPECT_NE(testing::internal::GetCapturedStderr().find("已读 12 个要素"), std::string::npos);
}

TEST_F(ResumedImport, BeginsAgainAndSaysSoWhenTheFileOrTheOptionsChanged) {
    begin("data");
    m_files.resize(1);
    EXPECT_THROW(go_on(cancelled_at(6)), Error);
    write("a.geojsonl", row_of_houses(11)); // within the clock's tick, of another size
    testing::internal::CaptureStderr();
    EXPECT_THROW(go_on(cancelled_at(6)), Error);
    EXPECT_NE(testing::internal::GetCapturedStderr().find("从头读取"), std::string::npos);
    const auto other_batch = [](PatchImportRequest& request) { request.batch_name = "other"; };
    testing::internal::CaptureStderr();
    EXPECT_EQ(nlohmann::json::parse(go_on(other_batch).report).at("read"), 11);
    EXPECT_NE(testing::internal::GetCapturedStderr().find("从头读取"), std::string::npos);
}

TEST_F(ResumedImport, SeesWhatWasPutInForceMeanwhile) {
    begin("data");
    m_files.resize(1);
    EXPECT_THROW(go_on(cancelled_at(9)), Error);
    std::string elsewhere = row_of_houses(1);
    elsewhere = replaced(elsewhere, "990101101201", "990103101201");
    elsewhere = replaced(elsewhere, "-0000", "-0010");
    import({write("other.geojsonl", elsewhere)});
    const auto report = nlohmann::json::parse(go_on().report);
    EXPECT_TRUE(std::ranges::any_of(report.at("refusals"), [](const auto& refusal) {
        return refusal.at("reason") == "number_elsewhere";
    })) << report;
}

TEST_F(ResumedImport, IsForgottenAfterThreeDays) {
    begin("data");
    m_files.resize(1);
    EXPECT_THROW(go_on(cancelled_at(6)), Error);
    const fs::path journal = *fs::directory_iterator(m_folder.root / "imports");
    import({m_earlier});
    EXPECT_TRUE(fs::exists(journal));
    fs::last_write_time(journal, fs::file_time_type::clock::now() - std::chrono::hours(73));
    import({m_earlier});
    EXPECT_FALSE(fs::exists(journal));
}

using ResumedImportDeath = ResumedImport;

/// More than a block of the journal, so that what is killed has kept something.
TEST_F(ResumedImportDeath, KilledAtAnyMomentsLeavesInTheEndWhatAnUnbrokenOneLeaves) {
    const std::uint64_t seed = std::random_device()();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937_64 random(seed);
    m_files[0] = write("a.geojsonl", row_of_houses(2500));
    begin("unbroken");
    const std::clock_t start = std::clock();
    const Left expected = go_on();
    const auto whole = static_cast<std::uint64_t>(std::clock() - start) *
                       (1'000'000'000U / static_cast<std::uint64_t>(CLOCKS_PER_SEC));
    int killed = 0;
    int resumed = 0;
    for (int round = 0; round < 12; ++round) {
        begin(std::to_string(round));
        m_store.reset();
        for (int time = 0; time < 2; ++time) {
            const auto moment = 1 + static_cast<std::int64_t>(random() % whole);
            const pid_t child = ::fork();
            if (child == 0) {
                forked::die_after(moment);
                import(m_files);
                ::_exit(0);
            }
            if (forked::outcome_of(child) == 0) {
                break; // done already
            }
            ++killed;
        }
        const auto journals = m_folder.root / "imports";
        resumed += fs::exists(journals) && !fs::is_empty(journals) ? 1 : 0;
        if (!in_force("990102000000") || in_force()->file_hash != expected.first) {
            EXPECT_EQ(go_on(), expected);
        }
        EXPECT_EQ(in_force()->file_hash, expected.first);
        EXPECT_EQ(in_force("990102000000")->file_hash, expected.second);
    }
    EXPECT_GT(killed, 6);
    EXPECT_GT(resumed, 2);
}
} // namespace
} // namespace tuban::jobs
