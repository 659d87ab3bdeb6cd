#include "base/error.hpp"
#include "data/model/household.hpp"
#include "data/store/audit.hpp"
#include "data/store/crosswalk.hpp"
#include "data/store/households.hpp"
#include "data/store/patch_lineage.hpp"
#include "data/store/segments.hpp"
#include "server/jobs/import_patches.hpp"
#include "server/jobs/import_patches_batch.hpp"
#include "server/map/scopes.hpp"
#include "spatial/segment/segment.hpp"
#include "tests/data/store/tree_fixture.hpp"
#include "tests/forked.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <set>
#include <sstream>

namespace tuban::jobs {
namespace {

namespace fs = std::filesystem;

const fs::path houses = fs::path(TUBAN_FIXTURES) / "vector" / "houses.geojson";
const std::string county = "990101000000";

std::string bytes_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), by);
}

const std::string second = "9901011000002";

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

class ImportPatches : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "tuban-jobs-XXXXXX").string();
        m_root = ::mkdtemp(name.data());
        m_folder.root = m_root / "data";
        fs::create_directories(m_folder.root);
    }
    void TearDown() override { fs::remove_all(m_root); }

    store::Store& store() {
        if (!m_store) {
            m_store = store::open_store(m_folder.root);
        }
        return *m_store;
    }
    seal::Sealer sealer() const { return seal::Sealer::open(m_folder.key_file(), true); }

    PatchImportResult import(std::vector<fs::path> files,
                             const std::function<void(PatchImportRequest&)>& change = {}) {
        PatchImportRequest request;
        request.files = std::move(files);
        if (change) {
            change(request);
        }
        return import_patches(store(), sealer(), m_folder, request, {0, "test"});
    }

    fs::path write(const std::string& name, const std::string& text) const {
        std::ofstream(m_root / name, std::ios::binary) << text;
        return m_root / name;
    }

    std::optional<store::SegmentInForce> in_force(const std::string& code = county) {
        return store().read_value(
            [&](store::Reader& reader) { return store::find_segment(reader, code); });
    }
    std::shared_ptr<const segment::Segment> segment(const std::string& code = county) {
        return segment::Segment::open(m_folder.segment(in_force(code).value().file_hash));
    }
    std::int64_t epoch() {
        return store().read_value(
            [](store::Reader& reader) { return store::segments_epoch(reader); });
    }
    std::vector<store::Batch> batches() {
        return store().read_value(
            [](store::Reader& reader) { return store::list_batches(reader); });
    }

    fs::path m_root;
    model::DataFolder m_folder;
    std::unique_ptr<store::Store> m_store;
};

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
    const std::string text = bytes_of(houses);
    const auto attribute = import({write("a.geojson", replaced(text, R"("cs": 2)", R"("cs": 3)"))});
    EXPECT_EQ(attribute.total().taken, 1U);
    EXPECT_EQ(attribute.total().unchanged, 5U);
    EXPECT_EQ(segment()->floors(*segment()->find_number("9901011000001")), 3);

    const auto shape =
        import({write("a.geojson", replaced(replaced(text, R"("cs": 2)", R"("cs": 3)"), "109.1001",
                                            "109.1002"))});
    EXPECT_EQ(shape.total().taken, 1U);
    const auto owner =
        import({write("a.geojson", replaced(replaced(replaced(text, R"("cs": 2)", R"("cs": 3)"),
                                                     "109.1001", "109.1002"),
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

/// Squares at these longitudes, under a county's code alone.
std::string squares(const std::vector<std::pair<std::string, double>>& places) {
    std::string text;
    for (const auto& [number, lon] : places) {
        const auto polygon =
            nlohmann::json{{{lon, 34.2}, {lon + 1e-4, 34.2}, {lon + 1e-4, 34.2001}, {lon, 34.2}}};
        const nlohmann::json feature{
            {"type", "Feature"},
            {"properties", {{"patch_no", number}, {"division_code", "990101"}}},
            {"geometry", {{"type", "Polygon"}, {"coordinates", polygon}}}};
        text += feature.dump() + "\n";
    }
    return text;
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

TEST_F(ImportPatches, ImportsNothingWheneverItIsCancelled) {
    int asked = 0;
    import({houses}, [&](PatchImportRequest& request) {
        request.is_partial = true;
    request.is_cancelled = [&] {
        ++asked;
        return false;
    };
});
const auto before = *in_force();
const auto changed = write("a.geojson", replaced(bytes_of(houses), R"("cs": 2)", R"("cs": 3)"));
ASSERT_GE(asked, 9) << "with each of 6 features, before keeping, building and publishing";
for (int at = 1; at <= asked; ++at) {
    int now = 0;
    EXPECT_THROW(import({changed},
                        [&](PatchImportRequest& request) {
                            request.is_cancelled = [&] { return ++now == at; };
                        }),
                 Error)
        << at;
    EXPECT_EQ(now, at) << "it went on";
    EXPECT_EQ(in_force()->file_hash, before.file_hash) << at;
    EXPECT_EQ(segment()->size(), 6U);
}
EXPECT_EQ(import({changed}).total().taken, 1U);
} // namespace

TEST_F(ImportPatches, GivesWayWhenTheCountyWasPublishedMeanwhile) {
    import({houses});
    const std::string other_hash(64, 'a');
    const auto changed = write("a.geojson", replaced(bytes_of(houses), R"("cs": 2)", R"("cs": 3)"));
    const auto publish = [&](store::Transaction& transaction) {
        store::publish_segment(transaction, county, other_hash, 1, store::now_us());
    };
    const auto publish_at_the_last = [&](const fs::path&, std::uint64_t read,
                                         std::optional<std::uint64_t>) {
        if (read == 6) {
            store().write(publish);
        }
    };
    try {
        import({changed},
               [&](PatchImportRequest& request) { request.on_read = publish_at_the_last;
    });
    FAIL();
}
catch (const Error& error) {
    EXPECT_EQ(error.code(), "import_conflict");
}
EXPECT_EQ(in_force()->file_hash, other_hash);
EXPECT_EQ(batches().size(), 1U);
} // namespace tuban::jobs

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

TEST_F(ImportPatches, ClearsWhatAKilledImportLeft) {
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

/// One household a patch, in a village; ids from 1.
void link_households(store::Store& store, const std::vector<std::string>& numbers) {
    store.write([&](store::Transaction& transaction) {
        store::TreeFixture::add(transaction, 1, county, "甲县", 3, 0, 1, 100);
        store::TreeFixture::add(transaction, 2, "990101101201", "槐树村", 5, 1, 2, 2);
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            model::Household household;
            household.id = static_cast<std::int64_t>(i) + 1;
            household.division_id = 2;
            household.head_name = "李某";
            household.head_name_key = "lm";
            store::insert_household(transaction, household);
            transaction.execute("UPDATE household SET patch_state = 'linked', patch_number = $2, "
                                "patch_source = 'person', patch_at = 1 WHERE id = $1",
                                {household.id, numbers[i]});
        }
    });
}

std::string patch_of_household(store::Store& store, std::int64_t id) {
    return store.read_value([&](store::Reader& reader) {
        return *reader.find("SELECT patch_number FROM household WHERE id = $1", {id},
                            [](const store::Row& row) { return std::string(row.text(0)); });
    });
}

std::vector<store::LostLink> lost_links(store::Store& store) {
    return store.read_value([](store::Reader& reader) {
        return store::list_lost_links(reader, model::AreaMaker::make(1, 100), 100, 0);
    });
}

TEST_F(ImportPatches, LinksFollowAHouseToItsNewNumberAndAllOthersAreListedWithSuggestions) {
    import({write("a.geojsonl", squares({{"renamed", 109.2}, {"gone", 109.201}, {"kept", 109.202}, {
                                             "moved",
                                             109.203
                                         }}))});
    link_households(store(), {"renamed", "gone", "kept", "moved"});
    const auto newer = import({write("b.geojsonl", squares({{"new-name", 109.200005},
                                                            {"kept", 109.202},
                                                            {"moved", 109.2005},
                                                            {"other", 109.20301}}))});
    EXPECT_EQ(newer.retired(), 2U);
    EXPECT_EQ(patch_of_household(store(), 1), "new-name");
    EXPECT_EQ(patch_of_household(store(), 2), "gone") << "never dropped";
    EXPECT_EQ(patch_of_household(store(), 3), "kept");
    EXPECT_EQ(patch_of_household(store(), 4), "moved");

    const auto lost = lost_links(store());
    ASSERT_EQ(lost.size(), 2U);
    EXPECT_EQ(lost[0].household_id, 2);
    EXPECT_EQ(lost[0].lineage.fate, "gone");
    EXPECT_EQ(lost[1].household_id, 4);
    EXPECT_EQ(lost[1].lineage.fate, "moved");
    EXPECT_EQ(lost[1].lineage.successors, R"(["other"])");

    store().write([](store::Transaction& transaction) {
        transaction.execute("UPDATE household SET patch_number = 'other', patch_at = $1 "
                            "WHERE id = 4",
                            {store::now_us()});
    });
    EXPECT_EQ(lost_links(store()).size(), 1U) << "linked again by a person";

    import({write("c.geojsonl", squares({{"new-name", 109.200005},
                                         {"gone", 109.201},
                                         {"kept", 109.202},
                                         {"moved", 109.2005},
                                         { "other",
                                           109.20301 }}))});
    EXPECT_TRUE(lost_links(store()).empty()) << "its patch is back";
}

TEST_F(ImportPatches, TwoHousesThatBecameOneAreMergedAndNoLinkFollows) {
    import({write("a.geojsonl", squares({{"left", 109.2}, { "right", 109.200005 }}))});
    link_households(store(), {"left", "right"});
    const auto newer = import({write("b.geojsonl", squares({{"one", 109.200003}}))});
    ASSERT_EQ(newer.counties.at(0).change.lineage.size(), 2U);
    for (const auto& [number, lineage] : newer.counties[0].change.lineage) {
        EXPECT_EQ(lineage.fate, segment::Fate::merged) << number;
    }
    EXPECT_EQ(patch_of_household(store(), 1), "left");
    EXPECT_EQ(lost_links(store()).size(), 2U);
}

/// Houses in a row, in turn of two counties; every fifth has no shape.
std::string row_of_houses(int count, double lon = 109.2) {
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += fmt::format(
            R"({{"type":"Feature","properties":{{"patch_no":"{}-{:04}","division_code":"99010{}101201","address":"{}号"}},"geometry":{}}})"
            "\n",
            lon, i, 1 + i % 2, i,
            i % 5 == 4
                ? "null"
                : fmt::format(
                      R"({{"type":"Polygon","coordinates":[[[{0},34.2],[{1},34.2],[{1},34.2001],[{0},34.2]]]}})",
                      lon + i * 2e-4, lon + i * 2e-4 + 1e-4));
    }
    return text;
}

/// What an import leaves: its report, and what is in force by the hash of its bytes.
struct Left {
    std::string report;
    std::string first;
    std::string second;

    bool operator==(const Left&) const = default;
};

class ResumedImport : public ImportPatches {
  protected:
    void SetUp() override {
        ImportPatches::SetUp();
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
        int now = 0;
        try {
            go_on([&](PatchImportRequest& request) {
                request.is_cancelled = [&] { return ++now == asked; };
            });
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
    const auto cancel_at = [&](int at) {
        int now = 0;
        EXPECT_THROW(go_on([&](PatchImportRequest& request) {
                         request.is_cancelled = [&now, at] { return ++now == at; };
                     }),
                     Error);
    };
    cancel_at(5);
    testing::internal::CaptureStderr();
    cancel_at(9);
    EXPECT_NE(testing::internal::GetCapturedStderr().find("已读 5 个要素"), std::string::npos);
    cancel_at(13); // all is read, nothing built
    testing::internal::CaptureStderr();
    EXPECT_EQ(nlohmann::json::parse(go_on().report).at("read"), 12);
    EXPECT_NE(testing::internal::GetCapturedStderr().find("已读 12 个要素"), std::string::npos);
}

TEST_F(ResumedImport, BeginsAgainAndSaysSoWhenTheFileOrTheOptionsChanged) {
    begin("data");
    m_files.resize(1);
    const auto cancel = [&](PatchImportRequest& request) {
        request.is_cancelled = [now = 0]() mutable { return ++now == 6; };
    };
    EXPECT_THROW(go_on(cancel), Error);
    write("a.geojsonl", row_of_houses(11)); // within the clock's tick, of another size
    testing::internal::CaptureStderr();
    EXPECT_THROW(go_on(cancel), Error);
    EXPECT_NE(testing::internal::GetCapturedStderr().find("从头读取"), std::string::npos);
    const auto other_batch = [](PatchImportRequest& request) { request.batch_name = "other"; };
    testing::internal::CaptureStderr();
    EXPECT_EQ(nlohmann::json::parse(go_on(other_batch).report).at("read"), 11);
    EXPECT_NE(testing::internal::GetCapturedStderr().find("从头读取"), std::string::npos);
}

TEST_F(ResumedImport, SeesWhatWasPutInForceMeanwhile) {
    begin("data");
    m_files.resize(1);
    EXPECT_THROW(go_on([](PatchImportRequest& request) {
                     request.is_cancelled = [now = 0]() mutable { return ++now == 9; };
                 }),
                 Error);
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
    EXPECT_THROW(go_on([](PatchImportRequest& request) {
                     request.is_cancelled = [now = 0]() mutable { return ++now == 6; };
                 }),
                 Error);
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

using ImportPatchesDeath = ImportPatches;

TEST_F(ImportPatchesDeath, AKilledImportLeavesTheOldOneServingAndCanBeRepeated) {
    import({houses});
    const auto before = *in_force();
    m_store.reset();
    const auto changed = write("a.geojson", replaced(bytes_of(houses), R"("cs": 2)", R"("cs": 3)"));
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

TEST_F(ImportPatchesDeath, KilledAtAnyMomentTheOldOrTheNewServesWholeAndNothingElseIsLeft) {
    const std::uint64_t seed = std::random_device()();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937_64 random(seed);
    const auto houses_of = [&](int floors) {
        return write("a.geojson",
                     replaced(bytes_of(houses), R"("cs": 2)", fmt::format(R"("cs": {})", floors)));
    };
    import({houses});
    map::Scopes server(m_folder); // goes on while imports come and die
    const auto served = [&] {
        return store().read_value([&](store::Reader& reader) { return server.whole(reader); });
    };
    const auto held = served();
    m_store.reset();
    const std::clock_t begin = std::clock();
    import({houses_of(100)});
    const auto whole = static_cast<std::uint64_t>(std::clock() - begin) *
                       (1'000'000'000U / static_cast<std::uint64_t>(CLOCKS_PER_SEC));
    int killed = 0;
    std::set<std::optional<std::uint16_t>> seen;
    for (int round = 0; round < 50; ++round) {
        const auto changed = houses_of(101 + round % 2);
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
    EXPECT_EQ(import({houses_of(103)}).total().taken, 1U);
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
TEST_F(ImportPatches, AFullDiskLeavesTheOldOneServing) {
    import({houses});
    const std::string before = in_force()->file_hash;
    m_store.reset();
    const auto changed = write("a.geojson", replaced(bytes_of(houses), R"("cs": 2)", R"("cs": 3)"));
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
