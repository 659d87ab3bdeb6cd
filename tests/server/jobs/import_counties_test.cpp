#include "base/error.hpp"
#include "server/jobs/import_patches_build.hpp"
#include "tests/server/jobs/import_fixture.hpp"
#include "tests/spatial/segment/patches.hpp"

#include <algorithm>
#include <set>

namespace tuban::jobs {
namespace {

/// Eight counties that are built side by side.
class ImportCounties : public ImportFixture {
  protected:
    static constexpr int counties = 8;

    /// Into a folder of its own: a first batch, and a newer one that changes, adds and retires.
    std::pair<std::string, std::vector<store::SegmentInForce>> import_on(unsigned threads) {
        m_store.reset();
        m_folder.root = m_root / std::to_string(threads);
        std::filesystem::create_directories(m_folder.root);
        const auto on = [&](PatchImportRequest& request) { request.threads = threads; };
        import({write("a.geojsonl", row_of_houses(400, 109.2, counties))}, on);
        std::string newer = row_of_houses(480, 109.2, counties);
        for (int gone = 0; gone < 100; ++gone) {
            newer.erase(0, newer.find('\n') + 1);
        }
        newer = replaced(newer, "200号", "二百号");
        const auto result = import({write("a.geojsonl", newer)}, on);
        EXPECT_GT(result.retired(), 0U);
        EXPECT_GT(result.total().unchanged, 0U);
        return {to_json(result), store().read_value([](store::Reader& reader) {
                    return store::segments_in_force(reader);
                })};
    }
};

TEST_F(ImportCounties, GiveTheSameBytesAndReportWithAnyNumberOfThreads) {
    const auto [report, segments] = import_on(1);
    ASSERT_EQ(segments.size(), counties);
    for (const unsigned threads : {2U, 3U, 16U}) {
        const auto [other_report, other_segments] = import_on(threads);
        EXPECT_EQ(other_report, report) << threads;
        ASSERT_EQ(other_segments.size(), segments.size());
        for (std::size_t i = 0; i < segments.size(); ++i) {
            EXPECT_EQ(other_segments[i].file_hash, segments[i].file_hash) << threads;
        }
    }
}

TEST_F(ImportCounties, AreEachToldOfOnce) {
    std::set<std::string> codes;
    std::vector<std::size_t> order;
    import({write("a.geojsonl", row_of_houses(80, 109.2, counties))},
           [&](PatchImportRequest& request) {
               request.threads = 4;
    request.on_build = [&](const std::string& code, std::size_t nth, std::size_t count) {
        codes.insert(code);
        order.push_back(nth);
        EXPECT_EQ(count, counties);
    };
});
EXPECT_EQ(codes.size(), counties);
EXPECT_TRUE(std::ranges::is_sorted(order));
EXPECT_EQ(order.back(), counties);
} // namespace

TEST(BuildCounties, ThatWaitForOneThatFailsAreNotBegun) {
    const segment::testing::Folder folder;
    for (int round = 0; round < 20; ++round) {
        std::map<std::string, CountyMerge> merges;
        FingerprintTable added;
        for (int i = 0; i < 4; ++i) {
            const auto code = fmt::format("99010{}000000", i);
            auto& merge = merges.try_emplace(code, folder.path(), code, nullptr, "").first->second;
            const auto house = segment::testing::patch(
                code, {{segment::testing::square({0, 0}, 10)}}, fmt::format("99010{}001001", i));
            merge.add(house);
            added.insert(house.number, 0);
        }
        std::size_t begun = 0;
        const auto fail = [&](const std::string&, std::size_t nth) {
            begun = nth;
            throw Error("write_failed", "planted");
        };
        const auto retires = [](const segment::Segment&, segment::Position) { return false; };
        EXPECT_THROW(build_counties(merges, added, retires, fail, 4, 1), Error);
        EXPECT_EQ(begun, 1U);
    }
}

TEST_F(ImportCounties, OfWhichOneFailsAreNoneInForce) {
    const auto file = write("a.geojsonl", row_of_houses(80, 109.2, counties));
    const auto fail_at_third = [](PatchImportRequest& request) {
        request.threads = 4;
        request.on_build = [](const std::string&, std::size_t nth, std::size_t) {
            if (nth == 3) {
                throw Error("write_failed", "planted");
            }
        };
    };
    EXPECT_THROW(import({file}, fail_at_third), Error);
    EXPECT_FALSE(in_force());
    EXPECT_EQ(import({file}).counties.size(), counties);
}

} // namespace tuban::jobs
} // namespace tuban::jobs
