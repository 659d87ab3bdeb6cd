#include "base/error.hpp"
#include "server/map/scopes.hpp"
#include "spatial/segment/catalog.hpp"
#include "tests/forked.hpp"
#include "tests/server/jobs/import_fixture.hpp"

#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <random>
#include <set>

namespace tuban::jobs {
namespace {

namespace fs = std::filesystem;

using ImportFaults = ImportFixture;

TEST_F(ImportFaults, ImportsNothingWheneverItIsCancelled) {
    int asked = 0;
    import({houses}, [&](PatchImportRequest& request) {
        request.is_cancelled = [&] { return ++asked == 0;
};
} // namespace
);
const auto before = *in_force();
const auto changed = write("a.geojson", houses_of(3));
ASSERT_GE(asked, 9) << "with each of 6 features, before keeping, building and publishing";
for (int at = 1; at <= asked; ++at) {
    int now = 0;
    const auto cancel = [&](PatchImportRequest& request) {
        request.is_cancelled = [&] { return ++now == at; };
    };
    EXPECT_THROW(import({changed}, cancel), Error) << at;
    EXPECT_EQ(now, at) << "it went on";
    EXPECT_EQ(in_force()->file_hash, before.file_hash) << at;
    EXPECT_EQ(segment()->size(), 6U);
}
EXPECT_EQ(import({changed}).total().taken, 1U);
} // namespace tuban::jobs

TEST_F(ImportFaults, GivesWayWhenTheCountyWasPublishedMeanwhile) {
    import({houses});
    const std::string other_hash(64, 'a');
    const auto changed = write("a.geojson", houses_of(3));
    const auto publish = [&](store::Transaction& transaction) {
        store::publish_segment(transaction, county, other_hash, 1, store::now_us());
    };
    const auto publish_at_the_last = [&](PatchImportRequest& request) {
        request.on_read = [&](const fs::path&, std::uint64_t read, std::optional<std::uint64_t>) {
            if (read == 6) {
                store().write(publish);
            }
        };
    };
    try {
        import({changed}, publish_at_the_last);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "import_conflict");
    }
    EXPECT_EQ(in_force()->file_hash, other_hash);
    EXPECT_EQ(batches().size(), 1U);
}

TEST_F(ImportFaults, ClearsWhatAKilledImportLeft) {
    import({houses});
    std::ofstream(m_folder.batches() / "abc.part") << "half";
    const fs::path orphan = m_folder.segment(std::string(64, 'b'));
    std::ofstream(orphan) << "never in force";
    fs::last_write_time(orphan, fs::file_time_type::clock::now() - std::chrono::hours(2));
    const fs::path young = m_folder.segment(std::string(64, 'c'));
    std::ofstream(young) << "just replaced";
    import({houses});
    EXPECT_FALSE(fs::exists(m_folder.batches() / "abc.part"));
    EXPECT_FALSE(fs::exists(orphan));
    EXPECT_TRUE(fs::exists(young));
    EXPECT_TRUE(fs::exists(m_folder.segment(in_force()->file_hash)));
}

using ImportFaultsDeath = ImportFixture;

TEST_F(ImportFaultsDeath, AKilledImportLeavesTheOldOneServingAndCanBeRepeated) {
    import({houses});
    const auto before = *in_force();
    m_store.reset();
    const auto changed = write("a.geojson", houses_of(3));
    for (std::uint64_t at : {1U, 3U, 6U}) {
        EXPECT_EXIT(import({changed},
                           [&](PatchImportRequest& request) {
                               request.on_read = [&](const fs::path&, std::uint64_t read,
                                                     std::optional<std::uint64_t>) {
                                   if (read == at) {
                                       ::raise(SIGKILL);
                                   }
                               };
                           }),
                    testing::KilledBySignal(SIGKILL), "");
        EXPECT_EQ(in_force()->file_hash, before.file_hash);
        EXPECT_EQ(segment()->size(), 6U);
        m_store.reset();
    }
    EXPECT_EQ(import({changed}).total().taken, 1U);
    EXPECT_NE(in_force()->file_hash, before.file_hash);
}

TEST_F(ImportFaultsDeath, KilledAtAnyMomentTheOldOrTheNewServesWholeAndNothingElseIsLeft) {
    const std::uint64_t seed = std::random_device()();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937_64 random(seed);
    import({houses});
    map::Scopes server(m_folder); // goes on while imports come and die
    const auto served = [&] {
        return store().read_value([&](store::Reader& reader) { return server.whole(reader); });
    };
    const auto held = served();
    m_store.reset();
    const std::clock_t begin = std::clock();
    import({write("a.geojson", houses_of(100))});
    const auto whole = static_cast<std::uint64_t>(std::clock() - begin) *
                       (1'000'000'000U / static_cast<std::uint64_t>(CLOCKS_PER_SEC));
    int killed = 0;
    std::set<std::optional<std::uint16_t>> seen;
    for (int round = 0; round < 50; ++round) {
        const auto changed = write("a.geojson", houses_of(101 + round % 2));
        m_store.reset();
        const auto moment = 1 + static_cast<std::int64_t>(random() % whole);
        const pid_t child = ::fork();
        if (child == 0) {
            forked::die_after(moment);
            import({changed});
            ::_exit(0);
        }
        const int outcome = forked::outcome_of(child);
        EXPECT_TRUE(outcome == 0 || outcome == -SIGKILL) << outcome;
        killed += outcome == 0 ? 0 : 1;
        EXPECT_EQ(segment()->size(), 6U) << "whole, whichever serves";
        const auto view = served();
        const segment::Lookup lookup(view->scope);
        const auto house = lookup.find_number("9901011000001").value();
        seen.insert(house.source->segment->floors(house.position));
        EXPECT_EQ(house.source->segment->size(), 6U);
        for (const auto& batch : batches()) {
            EXPECT_NO_THROW(
                sealer().unseal_file(m_folder.batch(batch.content_hash), m_root / "plain"));
        }
    }
    EXPECT_GT(killed, 10);
    EXPECT_EQ(seen.count(2), 0U) << "the reader saw what was put in force";
    EXPECT_EQ(segment::Lookup(held->scope).find_number(second).value().source->segment->size(), 6U)
        << "a reader keeps what it holds";
    EXPECT_EQ(import({write("a.geojson", houses_of(103))}).total().taken, 1U);
    for (const auto& folder :
         {m_folder.segments(), m_folder.batches(), m_folder.root / "imports"}) {
        for (const auto& entry : fs::directory_iterator(folder)) {
            EXPECT_NE(entry.path().extension(), ".part") << entry.path();
            EXPECT_NE(entry.path().extension(), ".journal") << entry.path();
            if (entry.path().extension() == ".seg") {
                EXPECT_EQ(segment::Segment::open(entry.path())->size(), 6U);
            }
        }
    }
}

/// First the segment does not fit, then the transaction that puts it in force.
TEST_F(ImportFaults, AFullDiskLeavesTheOldOneServing) {
    import({houses});
    const std::string before = in_force()->file_hash;
    m_store.reset();
    const auto changed = write("a.geojson", houses_of(3));
    const auto length = fs::file_size(m_folder.segment(before));
    std::set<std::string> failures;
    bool is_done = false;
    for (auto limit = length / 8; !is_done; limit += limit / 2) {
        const pid_t child = ::fork();
        if (child == 0) {
            auto& opened = store(); // the limit is for what the import writes
            std::signal(SIGXFSZ, SIG_IGN);
            const rlimit most{limit, limit};
            ::setrlimit(RLIMIT_FSIZE, &most);
            try {
                PatchImportRequest request;
                request.files = {changed};
                import_patches(opened, sealer(), m_folder, request, {0, "test"});
                ::_exit(0);
            } catch (const Error& error) {
                ::_exit(error.code() == "write_failed" ? 1 : 2);
            }
        }
        const int outcome = forked::outcome_of(child);
        is_done = outcome == 0;
        failures.insert(outcome == 1 ? "files" : outcome == 2 ? "store" : "none");
        EXPECT_TRUE(outcome >= 0 && outcome <= 2) << outcome << " at " << limit;
        EXPECT_EQ(in_force()->file_hash == before, !is_done) << limit;
        EXPECT_EQ(segment()->size(), 6U);
        m_store.reset();
    }
    EXPECT_EQ(failures, (std::set<std::string>{"files", "store", "none"}));
    EXPECT_EQ(import({changed}).total().unchanged, 6U);
}
} // namespace
} // namespace tuban::jobs
