#include "data/store/division_shapes.hpp"
#include "server/jobs/outlines.hpp"
#include "server/map/division_shapes.hpp"
#include "tests/server/jobs/match_fixture.hpp"

#include <algorithm>

namespace tuban::jobs {
namespace {

class Outlines : public test::Matches {
  protected:
    /// Runs what the watch puts in the queue; the number of runs.
    int run_watched() {
        OutlinesWatch watch(*m_store, 0);
        int runs = 0;
        auto kinds = outlines_kinds(*m_store, m_scopes);
        const auto code = kinds.at(outlines_kind);
        kinds[outlines_kind] = [&](JobRun& run) {
            ++runs;
            m_report = nlohmann::json::parse(code(run));
            return m_report.dump();
        };
        Worker(*m_store, m_folder.path(), std::move(kinds), watch).run_queue();
        return runs;
    }
    std::shared_ptr<const map::DivisionView> view(std::int64_t division) {
        return m_store->read_value([&](store::Reader& reader) {
            return m_shapes.view(reader, *store::find_area(reader, division));
        });
    }
    std::vector<std::string> with_outline(std::int64_t division) {
        std::vector<std::string> names;
        for (const auto& outline : view(division)->outlines) {
            names.push_back(outline.name);
        }
        return names;
    }

    map::DivisionShapes m_shapes;
    nlohmann::json m_report;
};

TEST_F(Outlines, each_division_with_houses_and_all_above_it_have_one) {
    import_houses();
    EXPECT_EQ(run_watched(), 1);
    EXPECT_EQ(m_report.at("made"), 5);
    EXPECT_EQ(with_outline(1),
              (std::vector<std::string>{"虚构省", "云山市", "甲县", "河口镇", "上河村"}));
    // Of an area nothing outside, and nothing above.
    EXPECT_EQ(with_outline(4), (std::vector<std::string>{"河口镇", "上河村"}));
    EXPECT_TRUE(with_outline(7).empty());
    EXPECT_EQ(view(4)->outlines.front().name, "河口镇");
    EXPECT_EQ(view(4)->outlines.front().level, "town");
}

TEST_F(Outlines, are_made_again_only_where_houses_have_changed) {
    import_houses();
    run_watched();
    const auto before = view(1)->version;
    EXPECT_EQ(run_watched(), 0);
    import_houses({0, 1, 2, 30, 31, 32}); // a newer batch without a corner
    EXPECT_EQ(run_watched(), 1);
    EXPECT_EQ(m_report.at("made"), 5);
    EXPECT_NE(view(1)->version, before);
    const auto after = view(1)->version;
    m_store->write([](store::Transaction& t) { store::grow_tree_version(t); });
    EXPECT_EQ(run_watched(), 1);
    EXPECT_EQ(m_report.at("made"), 0);
    EXPECT_EQ(view(1)->version, after);
}

TEST_F(Outlines, wait_for_their_pause) {
    import_houses();
    run_watched();
    import_houses({0});
    OutlinesWatch watch(*m_store);
    watch();
    EXPECT_FALSE(m_store->read_value([](store::Reader& r) { return store::has_live_job(r); }));
}

TEST_F(Outlines, tiles_show_them_from_the_zoom_of_their_level_on_and_their_name_once) {
    import_houses();
    run_watched();
    const auto all = view(1);
    const auto middle = geometry::to_grid({109.104, 34.202});
    const auto tile = [&](std::uint8_t zoom) {
        return tiles::encode_division_tile(
            {zoom, middle.x >> (32U - zoom), middle.y >> (32U - zoom)}, all->outlines);
    };
    EXPECT_NE(tile(5).find("云山市"), std::string::npos);
    EXPECT_EQ(tile(5).find("甲县"), std::string::npos);
    EXPECT_NE(tile(8).find("甲县"), std::string::npos);
    EXPECT_EQ(tile(8).find("上河村"), std::string::npos);
    EXPECT_NE(tile(12).find("上河村"), std::string::npos);
    EXPECT_NE(tile(12).find("division_labels"), std::string::npos);
    EXPECT_TRUE(tiles::encode_division_tile({12, 0, 0}, all->outlines).empty());
}

} // namespace
} // namespace tuban::jobs
