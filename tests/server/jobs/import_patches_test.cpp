#include "base/error.hpp"
#include "data/store/audit.hpp"
#include "data/store/crosswalk.hpp"
#include "server/jobs/import_patches_batch.hpp"
#include "tests/data/store/tree_fixture.hpp"
#include "tests/server/jobs/import_fixture.hpp"

#include <algorithm>
#include <sstream>

namespace tuban::jobs {
namespace {

namespace fs = std::filesystem;

/// The same lines without those that hold one of the texts.
std::string without(const std::string& text, const std::vector<std::string>& parts) {
    std::istringstream in(text);
    std::string kept;
    for (std::string line; std::getline(in, line);) {
        const bool goes = std::ranges::any_of(
            parts, [&](const std::string& part) { return line.find(part) != std::string::npos; });
        kept += goes ? "" : line + "\n";
    }
    return kept;
}

using ImportPatches = ImportFixture;

TEST_F(ImportPatches, PutsASegmentInForceWithItsBatchCodesAndAudit) {
    const auto result = import({houses});
    EXPECT_EQ(result.total().taken, 6U);
    ASSERT_EQ(result.counties.size(), 1U);
    EXPECT_EQ(in_force()->file_hash, result.counties[0].file_hash);
    EXPECT_EQ(in_force()->patch_count, 6);

    const auto all = segment();
    ASSERT_EQ(all->size(), 6U);
    const auto first = all->find_number("9901011000001").value();
    EXPECT_EQ(all->code(segment::CodeColumn::structure, first), "brick_stone");
    EXPECT_EQ(all->text(segment::TextColumn::owner_name, first), "张示例");
    const auto id = all->text(segment::TextColumn::owner_id_sealed, first);
    EXPECT_EQ(id.find("9901011980"), std::string::npos);
    EXPECT_EQ(sealer().unseal({reinterpret_cast<const std::uint8_t*>(id.data()), id.size()}),
              "990101198001010014");

    ASSERT_EQ(batches().size(), 1U);
    EXPECT_EQ(batches()[0].name, "houses");
    EXPECT_EQ(nlohmann::json::parse(batches()[0].report).at("taken"), 6);
    const auto codes = store().read_value(
        [](store::Reader& reader) { return store::list_unmapped_codes(reader); });
    EXPECT_EQ(codes.size(), 2U);
    const auto audit = store().read_value([](store::Reader& reader) {
        return store::list_audit(reader, {"batch", ""}, 10, 0);
    });
    ASSERT_EQ(audit.size(), 1U);
    EXPECT_EQ(audit[0].action, "import");
    const auto segments = store().read_value([](store::Reader& reader) {
        return store::list_audit(reader, {"segment", county}, 10, 0);
    });
    EXPECT_EQ(segments.size(), 1U);
}

TEST_F(ImportPatches, KeepsTheFileAsItCameSealed) {
    const auto result = import({houses});
    const fs::path kept = m_folder.batch(result.files.at(0).content_hash);
    EXPECT_EQ(bytes_of(kept).find("张示例"), std::string::npos);
    sealer().unseal_file(kept, m_root / "plain");
    EXPECT_EQ(bytes_of(m_root / "plain"), bytes_of(houses));
}

TEST_F(ImportPatches, ChangesNothingWhenTheSameComesAgain) {
    import({houses});
    const auto before = *in_force();
    const auto epoch_before = epoch();
    const auto again = import({houses});
    EXPECT_EQ(again.total().unchanged, 6U);
    EXPECT_EQ(again.total().taken, 0U);
    ASSERT_EQ(again.counties.size(), 1U);
    EXPECT_FALSE(again.counties[0].has_changed());
    EXPECT_EQ(in_force()->file_hash, before.file_hash);
    EXPECT_EQ(in_force()->published_at_us, before.published_at_us);
    EXPECT_EQ(epoch(), epoch_before);
    EXPECT_EQ(batches().size(), 1U);
    EXPECT_EQ(std::distance(fs::directory_iterator(m_folder.segments()), {}), 2)
        << "segment and lock";
}

TEST_F(ImportPatches, UpdatesWhatChangedAndKeepsTheRest) {
    import({houses});
    const auto attribute = import({write("a.geojson", houses_of(3))});
    EXPECT_EQ(attribute.total().taken, 1U);
    EXPECT_EQ(attribute.total().unchanged, 5U);
    EXPECT_EQ(segment()->floors(*segment()->find_number("9901011000001")), 3);

    const auto shape = import({write("a.geojson", replaced(houses_of(3), "109.1001", "109.1002"))});
    EXPECT_EQ(shape.total().taken, 1U);
    const auto owner =
        import({write("a.geojson", replaced(replaced(houses_of(3), "109.1001", "109.1002"),
                                            "990101198001010014", "990101197506150026"))});
    EXPECT_EQ(owner.total().taken, 1U) << "the sealed id is compared by what it says";
    EXPECT_EQ(segment()->size(), 6U);
}

TEST_F(ImportPatches, APartialBatchLeavesTheOtherPatchesAsTheyWere) {
    import({houses});
    const auto before = segment();
    const auto result =
        import({write("one.geojson", R"({"type":"Feature","properties":{"patch_no":"X1",
        "division_code":"990101101203"},"geometry":{"type":"Polygon","coordinates":
        [[[109.2,34.2],[109.2001,34.2],[109.2001,34.2001],[109.2,34.2]]]}})")});
    EXPECT_EQ(result.total().taken, 1U);
    const auto after = segment();
    ASSERT_EQ(after->size(), 7U);
    for (segment::Position i = 0; i < before->size(); ++i) {
        const auto j = after->find_number(before->number(i)).value();
        EXPECT_EQ(before->shape(i), after->shape(j));
        EXPECT_EQ(before->text(segment::TextColumn::address, i),
                  after->text(segment::TextColumn::address, j));
        EXPECT_EQ(before->ground_area_m2(i), after->ground_area_m2(j));
    }
}

TEST_F(ImportPatches, PutsEveryCountyOfABatchInForceAtOnce) {
    const auto result =
        import({write("two.geojson", replaced(bytes_of(houses), "990101101202", "990102101202"))});
    EXPECT_EQ(result.counties.size(), 2U);
    EXPECT_EQ(in_force("990101000000")->patch_count, 5);
    EXPECT_EQ(in_force("990102000000")->patch_count, 1);
}

TEST_F(ImportPatches, TakesTheCountyFromTheTreeWhereItKnowsTheVillage) {
    store::TreeFixture::fill(store());
    store().write([](store::Transaction& transaction) {
        // A village whose code still begins with its former county's digits.
        store::TreeFixture::add(transaction, 9, "990101101202", "飞地村", 5, 7, 32, 32);
    });
    import({houses});
    EXPECT_EQ(in_force("990101000000")->patch_count, 3);
    EXPECT_EQ(in_force("990102000000")->patch_count, 3);
}

TEST_F(ImportPatches, RefusesANumberThatIsInForceInAnotherCounty) {
    import({houses});
    const auto result =
        import({write("b.geojson", replaced(bytes_of(houses), "990101101201", "990102101201"))});
    ASSERT_EQ(result.total().refusals.size(), 1U);
    EXPECT_EQ(result.total().refusals[0].code, "number_elsewhere");
    EXPECT_EQ(result.total().refusals[0].subject, "9901011000001");
    EXPECT_EQ(result.total().unchanged, 5U);
    EXPECT_FALSE(in_force("990102000000"));
}

TEST_F(ImportPatches, RefusesANumberThatTwoFilesOfOneImportCarry) {
    const auto result = import({houses, write("copy.geojson", bytes_of(houses))});
    EXPECT_EQ(result.files.at(0).report.taken, 6U);
    EXPECT_EQ(result.files.at(1).report.refused, 6U);
    EXPECT_EQ(result.files.at(1).report.refusals.at(0).code, "number_duplicate");
}

TEST_F(ImportPatches, RefusesAFeatureWithoutADivisionUnlessOneIsGiven) {
    const auto file = write("one.geojson", R"({"type":"Feature","properties":{"patch_no":"X1"},
        "geometry":{"type":"Polygon","coordinates":[[[109.2,34.2],[109.2001,34.2],[109.2001,34.2001],[109.2,34.2]]]}})");
    EXPECT_EQ(import({file}).total().refusals.at(0).code, "division_missing");
    const auto given =
        import({file}, [](PatchImportRequest& request) { request.division_code = "990101000000"; });
    EXPECT_EQ(given.total().taken, 1U);
    EXPECT_EQ(segment()->villages()[0].code, "990101000000");
}

TEST_F(ImportPatches, RetiresWhatANewerBatchOfItsVillageDoesNotName) {
    import({houses});
    const auto newer = import({write("newer.geojson", without(bytes_of(houses), {second}))});
    ASSERT_EQ(newer.counties.size(), 1U);
    EXPECT_EQ(newer.counties[0].change.retired, std::vector{second});
    EXPECT_EQ(newer.counties[0].change.unchanged, 5U);
    EXPECT_EQ(newer.retired(), 1U);
    EXPECT_EQ(segment()->size(), 5U);
    EXPECT_FALSE(segment()->find_number(second));
    EXPECT_EQ(batches().size(), 2U) << "also when the newer one only retires";
}

TEST_F(ImportPatches, APartialBatchRetiresNothing) {
    import({houses});
    const auto newer = import({write("newer.geojson", without(bytes_of(houses), {second}))},
                              [](PatchImportRequest& request) { request.is_partial = true; });
    EXPECT_EQ(newer.retired(), 0U);
    EXPECT_EQ(segment()->size(), 6U);
}

TEST_F(ImportPatches, APatchWhoseNewFeatureIsRefusedStays) {
    import({houses});
    std::string text = bytes_of(houses);
    const auto at = text.find(second);
    const auto from = text.find("\"geometry\"", at);
    text.replace(from, text.find("]]]}", from) + 4 - from, "\"geometry\": null");
    const auto newer = import({write("newer.geojson", text)});
    EXPECT_EQ(newer.total().refused, 1U);
    EXPECT_EQ(newer.counties.at(0).refused, 1U);
    EXPECT_EQ(newer.retired(), 0U);
    EXPECT_TRUE(segment()->find_number(second));
}

TEST_F(ImportPatches, UnderACodeAboveTheVillageOnlyWhereTheBatchHasPatchesOthersAreRetired) {
    import({write("a.geojsonl", squares({{"near", 109.2}, {"next", 109.2003}, { "far", 109.3 }}))});
    const auto newer = import({write("b.geojsonl", squares({{"near", 109.2}}))});
    EXPECT_EQ(newer.counties.at(0).change.retired, std::vector<std::string>{"next"});
    EXPECT_TRUE(segment()->find_number("far"));
}

TEST_F(ImportPatches, AFileThatCannotBeReadStopsNeitherTheOthersNorRetiresAnything) {
    import({houses});
    const auto result = import({write("broken.geojson", "{"),
                                write("newer.geojson", without(bytes_of(houses), {second}))});
    ASSERT_EQ(result.files.size(), 2U);
    EXPECT_EQ(result.files[0].failure.value().code, "file_unreadable");
    EXPECT_EQ(result.files[1].report.unchanged, 5U);
    EXPECT_EQ(result.files[1].report.warnings.back().code, "nothing_retired");
    EXPECT_EQ(result.retired(), 0U);
    EXPECT_EQ(segment()->size(), 6U);
}

TEST_F(ImportPatches, AFileThatBreaksOffLeavesNothingOfIt) {
    const std::string whole = squares({{"A", 109.2}, {"B", 109.2003}});
    const std::string cut = squares({{"A", 109.4}, {"C", 109.4003}, {"D", 109.4006}});
    const auto result = import(
        {write("cut.geojsonl", cut.substr(0, cut.size() - 40)), write("whole.geojsonl", whole)});
    EXPECT_TRUE(result.files.at(0).failure);
    EXPECT_EQ(result.files.at(1).report.taken, 2U) << "A is not taken from the file before";
    EXPECT_EQ(segment()->size(), 2U);
    EXPECT_FALSE(segment()->find_number("C"));
}

TEST_F(ImportPatches, IsAnErrorWhenNoFileCanBeRead) {
    EXPECT_THROW(import({write("a.geojson", "{"), write("b.geojson", "[")}), Error);
    EXPECT_FALSE(in_force());
    EXPECT_TRUE(batches().empty());
}

TEST_F(ImportPatches, KeepsACodeInTheCountyThatHoldsItsPatches) {
    import({houses});
    store::TreeFixture::fill(store());
    store().write([](store::Transaction& transaction) {
        store::TreeFixture::add(transaction, 9, "990101101202", "飞地村", 5, 7, 32, 32);
    });
    const auto again = import({houses});
    EXPECT_EQ(again.total().unchanged, 6U) << "though the tree says another county by now";
}

TEST_F(ImportPatches, KeepsTheFilesOfAShapefileTogetherUnderOneHash) {
    const fs::path source = fs::path(TUBAN_FIXTURES) / "vector";
    for (const char* name : {"gauss_kruger.shp", "gauss_kruger.prj"}) {
        fs::copy_file(source / name, m_root / name);
    }
    fs::create_directories(m_folder.batches());
    EXPECT_EQ(batch_files(m_root / "gauss_kruger.shp").size(), 2U);
    const std::string hash = keep_batch(m_root / "gauss_kruger.shp", sealer(), m_folder);
    EXPECT_EQ(keep_batch(m_root / "gauss_kruger.shp", sealer(), m_folder), hash);
    sealer().unseal_file(m_folder.batch(hash), m_root / "plain.tar");
    const std::string tar = bytes_of(m_root / "plain.tar");
    EXPECT_EQ(tar.size() % 512, 0U);
    EXPECT_EQ(tar.substr(0, 17), std::string("gauss_kruger.prj\0", 17));
    EXPECT_NE(tar.find(bytes_of(source / "gauss_kruger.shp")), std::string::npos);
    std::ofstream(m_root / "gauss_kruger.prj", std::ios::app) << " ";
    EXPECT_NE(keep_batch(m_root / "gauss_kruger.shp", sealer(), m_folder), hash);
}
} // namespace
} // namespace tuban::jobs
