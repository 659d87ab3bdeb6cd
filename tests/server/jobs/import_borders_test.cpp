#include "data/store/audit.hpp"
#include "data/store/crosswalk.hpp"
#include "data/store/division_shapes.hpp"
#include "data/store/divisions.hpp"
#include "server/jobs/import_borders.hpp"
#include "server/jobs/outlines.hpp"
#include "server/map/division_shapes.hpp"
#include "tests/server/jobs/match_fixture.hpp"

#include <gmock/gmock.h>

namespace tuban::jobs {
namespace {

using testing::AllOf;
using testing::Field;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

std::string square(double west, double south, double side) {
    return fmt::format("[[[{0},{1}],[{2},{1}],[{2},{3}],[{0},{3}],[{0},{1}]]]", west, south,
                       west + side, south + side);
}

class Borders : public test::Matches {
  protected:
    struct Feature {
        std::string properties; ///< JSON members
        std::string rings;
    };
    std::filesystem::path write(const std::vector<Feature>& features) {
        auto file = m_folder.path() / "borders.geojson";
        std::ofstream out(file);
        out << R"({"type":"FeatureCollection","features":[)";
        const char* separator = "";
        for (const auto& [properties, rings] : features) {
            out << std::exchange(separator, ",")
                << fmt::format(
                       R"({{"type":"Feature","properties":{{{}}},"geometry":{{"type":"Polygon","coordinates":{}}}}})",
                       properties, rings);
        }
        out << "]}";
        return file;
    }
    ImportReport import(const std::vector<Feature>& features,
                        std::map<std::string, std::string> mapping = {}) {
        auto report =
            import_borders(*m_store, {write(features), {}, std::move(mapping)}, {0, "test"});
        EXPECT_EQ(report.read, report.taken + report.unchanged + report.refused);
        return report;
    }
    bool remove_from_upper_village() {
        return m_store->write_value([](store::Transaction& transaction) {
            return remove_border(transaction, *store::find_division(transaction, "990101001200"),
                                 {0, "test"});
        });
    }
    /// The outlines that a running server would draw next.
    void draw() {
        Worker(*m_store, m_folder.path(), outlines_kinds(*m_store, m_scopes)).run_queue();
    }

    const geometry::MultiPolygon* shape(std::int64_t division) {
        m_view = m_store->read_value([&](store::Reader& reader) {
            return m_shapes.view(reader, *store::find_area(reader, 1));
        });
        const auto found = m_view->shapes.find(division);
        return found == m_view->shapes.end() ? nullptr : &found->second;
    }
    double area_km2(std::int64_t division) {
        const auto* const found = shape(division);
        return found == nullptr ? 0 : geometry::area_m2(*found) / 1e6;
    }

    map::DivisionShapes m_shapes;
    std::shared_ptr<const map::DivisionView> m_view;
};

constexpr double square_km2 = 102.2; // a tenth of a degree each way at 34.2° N

TEST_F(Borders, belong_to_the_division_of_their_code_or_else_of_their_name) {
    const auto report = import({{R"("XZQDM":"990101001200","XZQMC":"x")", square(109.1, 34.2, 0.1)},
                                {R"("XZQDM":null,"XZQMC":"下河村")", square(109.3, 34.2, 0.1)},
                                {R"("XZQDM":"990102","XZQMC":"")", square(109.5, 34.2, 0.1)}});
    EXPECT_EQ(report.taken, 3U);
    EXPECT_NEAR(area_km2(5), square_km2, 1);
    EXPECT_NEAR(area_km2(6), square_km2, 1);
    EXPECT_NEAR(area_km2(7), square_km2, 1);
    EXPECT_EQ(import({{R"("A":"990201000000")", square(109.1, 34.2, 0.1)}}, {{"code", "A"}}).taken,
              1U);
    EXPECT_NE(shape(8), nullptr);
}

TEST_F(Borders, of_unknown_codes_and_names_and_names_of_several_are_refused) {
    m_store->write([](store::Transaction& t) {
        store::TreeFixture::add(t, 9, "990201001000", "河口镇", 4, 8, 62, 63);
        store::set_crosswalk(t, "990101009000", 4);
    });
    const auto report =
        import({{R"("code":"990199000000","name":"甲县")", square(109.1, 34.2, 0.1)},
                {R"("name":"无名村")", square(109.1, 34.2, 0.1)},
                {R"("name":"河口镇")", square(109.1, 34.2, 0.1)},
                {R"("code":"x9")", square(109.1, 34.2, 0.1)},
                {R"("code":"990101009000")", square(109.1, 34.2, 0.1)}});
    EXPECT_THAT(
        report.refusals,
        UnorderedElementsAre(
            AllOf(Field(&Issue::code, "code_invalid"), Field(&Issue::subject, "x9")),
            AllOf(Field(&Issue::code, "division_unknown"), Field(&Issue::subject, "990199000000")),
            AllOf(Field(&Issue::code, "division_unknown"), Field(&Issue::subject, "无名村")),
            Field(&Issue::code, "division_ambiguous")));
    EXPECT_EQ(report.taken, 1U); // through the crosswalk
    EXPECT_NE(shape(4), nullptr);
}

TEST_F(Borders, are_repaired_and_cut_where_two_of_a_level_overlap) {
    const auto report = import(
        {{R"("code":"990101001201")", square(109.15, 34.2, 0.1)},
         {R"("code":"990101001200")", square(109.1, 34.2, 0.1)},
         {R"("code":"990101001000")", square(109.0, 34.1, 0.4)},
         // A bow tie.
         {R"("code":"990102000000")", "[[[109,35],[109.2,35.2],[109.2,35],[109,35.2],[109,35]]]"}});
    EXPECT_EQ(report.taken, 4U);
    EXPECT_EQ(report.repaired, 1U);
    ASSERT_EQ(report.warnings.size(), 1U);
    EXPECT_EQ(report.warnings[0].code, "border_overlap");
    EXPECT_THAT(report.warnings[0].detail, HasSubstr("上河村"));
    EXPECT_NEAR(area_km2(5), square_km2, 1);
    EXPECT_NEAR(area_km2(6), square_km2 / 2, 1);
    EXPECT_NEAR(area_km2(4), 16 * square_km2, 20); // of another level
    const auto covered = import({{R"("code":"990101001200")", square(109.1, 34.2, 0.1)},
                                 {R"("code":"990101001201")", square(109.12, 34.22, 0.01)}});
    ASSERT_EQ(covered.refusals.size(), 1U);
    EXPECT_EQ(covered.refusals[0].code, "border_covered");
}

TEST_F(Borders, of_several_pieces_are_one) {
    const auto report = import({{R"("code":"990101001200")", square(109.125, 34.25, 0.125)},
                                {R"("code":"990101001200")", square(109.25, 34.25, 0.125)},
                                {R"("code":"990101001200")", square(109.5, 34.25, 0.125)}});
    EXPECT_EQ(report.taken, 3U);
    ASSERT_NE(shape(5), nullptr);
    EXPECT_EQ(shape(5)->size(), 2U);
}

TEST_F(Borders, stay_when_houses_change_and_those_above_are_drawn_around_them) {
    import_houses();
    import({{ R"("code":"990101001200")", square(109.1, 34.2, 0.1) }});
    draw();
    EXPECT_NEAR(area_km2(5), square_km2, 1);
    EXPECT_GT(area_km2(3), square_km2 - 1); // the county's, derived from the village's
    import_houses({0, 1, 2, 30, 31, 32});
    OutlinesWatch watch(*m_store, 0);
    watch();
    draw();
    EXPECT_NEAR(area_km2(5), square_km2, 1);
}

TEST_F(Borders, imported_again_change_nothing) {
    const std::vector<Feature> features{{R"("code":"990101001200")", square(109.1, 34.2, 0.1)},
                                        {R"("code":"990101001201")", square(109.15, 34.2, 0.1)}};
    import(features);
    const auto epoch = [&] {
        return m_store->read_value(
            [](store::Reader& reader) { return store::division_shapes_epoch(reader); });
    };
    const auto before = epoch();
    const auto again = import(features);
    EXPECT_EQ(again.unchanged, 2U);
    EXPECT_EQ(epoch(), before);
    EXPECT_EQ(import({{R"("code":"990101001200")", square(109.1, 34.2, 0.12)}}).taken, 1U);
}

TEST_F(Borders, once_removed_leave_the_place_to_the_outline_of_the_houses) {
    import_houses();
    import({{ R"("code":"990101001200")", square(109.1, 34.2, 0.1) }});
    draw();
    const auto outline_of = [&](std::int64_t division) {
        shape(division);
        const auto found =
            std::ranges::find(m_view->outlines, division == 5 ? "990101001200" : "990101000000",
                              &tiles::DivisionOutline::code);
        return found == m_view->outlines.end() ? std::string() : found->outline;
    };
    EXPECT_EQ(outline_of(5), "imported");
    EXPECT_EQ(outline_of(3), "derived");
    EXPECT_TRUE(remove_from_upper_village());
    EXPECT_EQ(shape(5), nullptr);
    draw();
    EXPECT_EQ(outline_of(5), "derived");
    EXPECT_LT(area_km2(5), square_km2 / 2);
    EXPECT_LT(area_km2(3), square_km2 - 1) << "the county's follows";
    EXPECT_FALSE(remove_from_upper_village()) << "a derived one is no border";
    const auto audit = m_store->read_value([](store::Reader& reader) {
        return store::list_audit(reader, {"border", "990101001200"}, 10, 0);
    });
    ASSERT_EQ(audit.size(), 1U);
    EXPECT_EQ(audit[0].action, "remove");
}

/// What runs has read the border already, so that it must not be the last run.
TEST_F(Borders, removed_while_outlines_are_drawn_are_followed_by_another_run) {
    import({{ R"("code":"990101001200")", square(109.1, 34.2, 0.1) }});
    int runs = 0;
    Worker(*m_store, m_folder.path(),
           {{outlines_kind,
             [&](JobRun&) {
                 if (++runs == 1) {
                     EXPECT_TRUE(remove_from_upper_village());
                 }
                 return std::string("{}");
             }}})
        .run_queue();
    EXPECT_EQ(runs, 2);
}

TEST_F(Borders, broken_off_in_between_are_told_of_and_drawn_as_far_as_they_are_written) {
    static constexpr std::size_t towns = 150;
    std::vector<Feature> features;
    m_store->write([&](store::Transaction& transaction) {
        for (std::size_t i = 0; i < towns; ++i) {
            const auto code = fmt::format("990201{:03}000", i + 1);
            store::TreeFixture::add(transaction, 1000 + static_cast<std::int64_t>(i), code,
                                    fmt::format("{}镇", i), 4, 8, 62, 62);
            features.push_back({fmt::format(R"("code":"{}")", code),
                                square(109 + 0.001 * static_cast<double>(i), 34.2, 0.001)});
        }
        transaction.execute("CREATE TRIGGER fault BEFORE INSERT ON division_shape "
                            "WHEN NEW.division_id = 1149 BEGIN SELECT RAISE(ABORT, 'planted'); END",
                            {});
    });
    EXPECT_ANY_THROW(import(features));
    m_store->read([](store::Reader& reader) {
        const auto written = store::division_shape_origins(reader).size();
        EXPECT_GT(written, 0U);
        EXPECT_LT(written, towns);
        const auto audit = store::list_audit(reader, {"borders", "borders.geojson"}, 10, 0);
        ASSERT_EQ(audit.size(), 1U);
        EXPECT_EQ(nlohmann::json::parse(audit[0].change).at("borders"), written);
        const auto job = store::latest_job(reader, outlines_kind, 1);
        ASSERT_TRUE(job);
        EXPECT_EQ(job->job.state, store::JobState::queued);
    });
    m_store->write(
        [](store::Transaction& transaction) { transaction.execute("DROP TRIGGER fault", {}); });
    EXPECT_EQ(import(features).unchanged, 100U);
    const auto jobs = m_store->read_value([](store::Reader& reader) {
        return store::list_jobs(reader, *store::find_area(reader, 1), {outlines_kind, {}}, {10, 0});
    });
    EXPECT_EQ(jobs.total, 1) << "one that waits reads what came later too";
}

TEST_F(Borders, of_a_file_that_is_none_are_an_error) {
    const auto file = m_folder.path() / "broken.gpkg";
    std::ofstream(file) << "no database";
    EXPECT_THROW(import_borders(*m_store, {file, {}, {}}, {0, "test"}), Error);
    EXPECT_THROW(import({{R"("code":"99")", square(109, 34, 1)}}, {{"code", "B"}}), Error);
    EXPECT_THROW(import({{R"("code":"99")", square(109, 34, 1)}}, {{"floors", "code"}}), Error);
}

} // namespace
} // namespace tuban::jobs
