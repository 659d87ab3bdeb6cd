#include "base/report.hpp"
#include "data/codelists/code_lists.hpp"
#include "data/store/patch_edits.hpp"
#include "data/store/segments.hpp"
#include "server/jobs/export_patches.hpp"
#include "server/jobs/patch_editing.hpp"
#include "server/map/patch_text.hpp"
#include "spatial/io/patch_reader.hpp"
#include "tests/server/jobs/match_fixture.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

namespace tuban::jobs {
namespace {

namespace fs = std::filesystem;

constexpr std::array row_formats{ExportFormat::geopackage, ExportFormat::shapefile,
                                 ExportFormat::flatgeobuf, ExportFormat::geojson};

class Exports : public test::Matches {
  protected:
    ExportParts export_parts() { return {*m_store, m_sealer, m_scopes, 2}; }

    std::int64_t enqueue(std::int64_t division, ExportFormat format, bool is_gbk = false) {
        return m_store->write_value([&](store::Transaction& t) {
            return enqueue_export(t, division, 9, {format, is_gbk, "990101"}, store::now_us());
        });
    }
    /// Runs it and returns its file; the report is left in m_report.
    fs::path exported(std::int64_t division, ExportFormat format, bool is_gbk = false) {
        const auto id = enqueue(division, format, is_gbk);
        Worker(*m_store, m_folder.path(), export_kinds(export_parts())).run_queue();
        EXPECT_EQ(job(id).state, store::JobState::done) << job(id).report;
        m_report = nlohmann::json::parse(job(id).report);
        return find_exported_file(m_data, job(id)).value().path;
    }
    std::map<std::string, Patch> read(const fs::path& file) {
        io::ReadOptions options;
        options.normalize_code = codelists::normalize_patch_code;
        options.seal_owner_id = [](std::string_view) { return std::string(); };
        ImportReport report;
        std::map<std::string, Patch> patches;
        io::read_patches(file, options, report, [&](Patch&& patch) -> std::optional<Issue> {
            EXPECT_FALSE(patches.contains(patch.number));
            patches.emplace(patch.number, std::move(patch));
            return {};
        });
        EXPECT_EQ(report.refused, 0U);
        EXPECT_EQ(report.repaired, 0U);
        return patches;
    }
    std::vector<std::string> left_over() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(m_data.exports())) {
            names.push_back(entry.path().filename().string());
        }
        return names;
    }

    nlohmann::json m_report;
};

double west_of(const Patch& patch) {
    double west = 180;
    for (const auto& point : patch.shape.at(0).at(0)) {
        west = std::min(west, point.lon);
    }
    return west;
}

TEST_F(Exports, have_each_patch_of_the_area_once_as_surveyed_in_each_format) {
    import_houses();
    for (const auto format : row_formats) {
        const auto patches = read(exported(test::county, format));
        SCOPED_TRACE(to_text(format));
        ASSERT_EQ(patches.size(), static_cast<std::size_t>(test::houses));
        for (int i = 0; i < test::houses; ++i) {
            const auto& patch = patches.at(test::number_of(i));
            EXPECT_EQ(patch.division_code, "990101001200");
            EXPECT_EQ(patch.address, test::address_of(i));
            EXPECT_EQ(patch.owner_name, "");
            EXPECT_EQ(patch.use, "residential");
            EXPECT_EQ(patch.floors, 2);
            // The grid would be up to 1e-7 degrees away.
            EXPECT_NEAR(west_of(patch), 109.1 + 0.0003 * (i % 30), 1e-10);
        }
        EXPECT_EQ(m_report.at("patches"), test::houses);
        EXPECT_EQ(m_report.at("as_surveyed"), test::houses);
        EXPECT_EQ(m_report.at("on_grid"), 0);
    }
}

TEST_F(Exports, in_gbk_say_the_same) {
    import_houses();
    const auto patches = read(exported(test::county, ExportFormat::shapefile, true));
    ASSERT_EQ(patches.size(), static_cast<std::size_t>(test::houses));
    EXPECT_EQ(patches.at(test::number_of(7)).address, test::address_of(7));
}

TEST_F(Exports, of_a_village_hold_that_village_alone) {
    import_houses();
    EXPECT_EQ(read(exported(test::upper_village, ExportFormat::geojson)).size(),
              static_cast<std::size_t>(test::houses));
    const auto file = exported(6, ExportFormat::flatgeobuf); // the village without houses
    EXPECT_EQ(m_report.at("patches"), 0);
    EXPECT_TRUE(fs::exists(file));
}

TEST_F(Exports, show_what_people_drew_and_corrected_since) {
    import_houses();
    auto drawn = read(exported(test::county, ExportFormat::geojson)).at(test::number_of(3));
    drawn.shape = {{{
        {109.2000000001, 34.3},
        {109.2001, 34.3},
        {109.2001, 34.3001},
        {109.2000000001, 34.3},
    }}};
    m_store->write([&](store::Transaction& t) {
        store::PatchEdit edit;
        edit.number = test::number_of(3);
        edit.county_code = "990101000000";
        edit.kind = "corrected";
        edit.division_code = "990101001200";
        edit.patch = map::to_text(drawn);
        edit.account_id = 9;
        edit.changed_at_us = store::now_us();
        store::put_patch_edit(t, edit);
        edit.number = test::number_of(4);
        edit.kind = "removed";
        edit.patch.reset();
        store::put_patch_edit(t, edit);
    });
    const auto patches = read(exported(test::county, ExportFormat::geopackage));
    EXPECT_EQ(patches.size(), static_cast<std::size_t>(test::houses - 1));
    EXPECT_FALSE(patches.contains(test::number_of(4)));
    EXPECT_NEAR(west_of(patches.at(test::number_of(3))), 109.2000000001, 1e-11);
    EXPECT_EQ(m_report.at("as_surveyed"), test::houses - 1);
}

TEST_F(Exports, take_the_grid_where_a_kept_batch_is_gone_and_say_so) {
    import_houses();
    for (const auto& entry : fs::directory_iterator(m_data.batches())) {
        fs::remove(entry.path());
    }
    const auto patches = read(exported(test::county, ExportFormat::geojson));
    EXPECT_EQ(patches.size(), static_cast<std::size_t>(test::houses));
    EXPECT_EQ(m_report.at("on_grid"), test::houses);
    EXPECT_EQ(m_report.at("unreadable_batches"), 1);
}

TEST_F(Exports, are_read_by_gdals_own_tools_row_for_row) {
    import_houses();
    for (const auto format : row_formats) {
        const auto file = exported(test::county, format);
        const auto csv = m_folder.path() / (std::string(to_text(format)) + ".csv");
        const auto command =
            "ogr2ogr -f CSV " + csv.string() + " " + file.string() +
            " -lco STRING_QUOTING=IF_NEEDED -sql 'SELECT patch_no, address FROM patches' 2>&1";
        ASSERT_EQ(std::system(command.c_str()), 0) << command; // NOLINT(cert-env33-c)
        std::ifstream in(csv);
        std::set<std::string> lines;
        for (std::string line; std::getline(in, line);) {
            lines.insert(line);
        }
        EXPECT_EQ(lines.size(), static_cast<std::size_t>(test::houses + 1)) << to_text(format);
        EXPECT_TRUE(lines.contains(test::number_of(11) + "," + test::address_of(11)));
    }
}

TEST_F(Exports, as_pmtiles_are_a_whole_archive) {
    import_houses();
    const auto file = exported(test::county, ExportFormat::pmtiles);
    std::ifstream in(file, std::ios::binary);
    std::string head(8, '\0');
    in.read(head.data(), 8);
    EXPECT_EQ(head, std::string("PMTiles\3"));
    EXPECT_GT(m_report.at("tiles"), 6);
    EXPECT_EQ(m_report.at("bytes"), fs::file_size(file));
}

TEST_F(Exports, that_are_cancelled_leave_no_file) {
    import_houses();
    for (const auto format : {ExportFormat::pmtiles, ExportFormat::geopackage}) {
        const auto id = enqueue(test::county, format);
        auto code = export_kinds(export_parts()).at(export_kind);
        JobKinds kinds{{export_kind, [&](JobRun& run) {
                            m_store->write([&](store::Transaction& t) {
                                store::cancel_job(t, id, store::now_us());
                            });
                            return code(run);
                        }}};
        Worker(*m_store, m_folder.path(), std::move(kinds)).run_queue();
        EXPECT_EQ(job(id).state, store::JobState::cancelled) << to_text(format);
        EXPECT_TRUE(left_over().empty());
        EXPECT_FALSE(find_exported_file(m_data, job(id)));
    }
}

TEST_F(Exports, go_after_their_time_and_what_a_killed_run_left_goes_at_once) {
    import_houses();
    const auto old = exported(test::county, ExportFormat::geojson);
    const auto young = exported(test::county, ExportFormat::geopackage);
    fs::create_directories(m_data.exports() / "17.part");
    fs::last_write_time(old, fs::file_time_type::clock::now() -
                                 std::chrono::seconds(ExportUpkeep::kept_s + 60));
    ExportUpkeep{m_data}();
    EXPECT_EQ(left_over(), std::vector{young.filename().string()});
}

} // namespace
} // namespace tuban::jobs
