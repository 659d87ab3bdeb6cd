#include "data/store/audit.hpp"
#include "data/store/households.hpp"
#include "data/store/links.hpp"
#include "data/store/patch_edits.hpp"
#include "data/store/proposals.hpp"
#include "data/store/segments.hpp"
#include "server/jobs/import_patches.hpp"
#include "server/jobs/import_patches_county.hpp"
#include "server/jobs/patch_editing.hpp"
#include "server/jobs/rebuild_segment.hpp"
#include "server/map/division_marks.hpp"
#include "server/map/patch_text.hpp"
#include "server/map/scopes.hpp"
#include "tests/data/store/tree_fixture.hpp"
#include "tiles/tile.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

namespace tuban::map {
namespace {

namespace fs = std::filesystem;

const fs::path houses = fs::path(TUBAN_FIXTURES) / "vector" / "houses.geojson";
const std::string county = "990101000000";
const std::string here = "990101101201"; // villages of the fixture
const std::string there = "990101101202";
const std::string first = "9901011000001";
const std::string second = "9901011000002";
constexpr geometry::LonLat in_first{109.10005, 34.20004};
constexpr geometry::LonLat in_drawn{109.10205, 34.20004};

std::string bytes_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

geometry::MultiPolygon square(double lon, double lat) {
    return {
        {{{lon, lat}, {lon + 1e-4, lat}, {lon + 1e-4, lat + 8e-5}, {lon, lat + 8e-5}, {lon, lat}}}};
}

class PatchEdits : public testing::Test {
  protected:
    void SetUp() override {
        m_folder.root = m_temporary.path() / "data";
        fs::create_directories(m_folder.root);
        open();
        m_store->write([](store::Transaction& transaction) {
            store::TreeFixture::add(transaction, 1, county, "甲县", 3, 0, 1, 100);
            store::TreeFixture::add(transaction, 2, "990101101000", "桥头镇", 4, 1, 2, 90);
            store::TreeFixture::add(transaction, 3, here, "槐树村", 5, 2, 3, 3);
            store::TreeFixture::add(transaction, 4, there, "柳树村", 5, 2, 4, 4);
        });
        import(houses);
    }
    void open() {
        m_store = store::open_store(m_folder.root);
        m_scopes = std::make_unique<Scopes>(m_folder);
    }

    void import(const fs::path& file) {
        jobs::PatchImportRequest request;
        request.files = {file};
        m_result = jobs::import_patches(*m_store, sealer(), m_folder, request, {0, "test"});
    }
    seal::Sealer sealer() const { return seal::Sealer::open(m_folder.key_file(), true); }
    fs::path write(const std::string& name, const std::string& text) const {
        std::ofstream(m_temporary.path() / name, std::ios::binary) << text;
        return m_temporary.path() / name;
    }

    static model::Area village(std::int64_t label) { return model::AreaMaker::make(label, label); }
    std::shared_ptr<const AreaView> view(std::optional<model::Area> area = {}) {
        return m_store->read_value([&](store::Reader& reader) {
            return area ? m_scopes->view(reader, *area) : m_scopes->whole(reader);
        });
    }
    std::optional<Patch> served(const std::string& number) {
        const auto seen = view();
        const auto found = segment::Lookup(seen->scope).find_number(number);
        return found ? std::optional(jobs::patch_of(*found->source->segment, found->position))
                     : std::nullopt;
    }
    std::size_t count(const AreaView& seen) {
        return segment::Lookup(seen.scope).in_box({109, 34}, {110, 35}, 1000).size();
    }

    jobs::EditOutcome edit(std::optional<Patch> now, std::optional<Patch> then) {
        jobs::PatchChange change{county, std::move(now), std::move(then), "试改", epoch()};
        return m_store->write_value([&](store::Transaction& transaction) {
            return jobs::write_edit(transaction, change, {0, "test"});
        });
    }
    std::string draw() {
        Patch patch;
        patch.division_code = here;
        patch.shape = square(109.102, 34.2);
        patch.use = "residential";
        return edit(std::nullopt, patch).number;
    }
    void correct_floors(const std::string& number, std::uint16_t floors) {
        Patch then = served(number).value();
        then.floors = floors;
        edit(served(number), then);
    }
    void remove(const std::string& number) { edit(served(number), std::nullopt); }
    void drop(const std::string& number) {
        m_store->write([&](store::Transaction& transaction) {
            jobs::drop_edit(transaction, number, "撤销", {0, "test"});
        });
    }
    jobs::RebuildResult build() {
        return jobs::rebuild_segment(*m_store, sealer(), m_folder, county, {0, "test"},
                                     [](const std::string&) {});
    }
    std::int64_t epoch() {
        return m_store->read_value(
            [](store::Reader& reader) { return store::segments_epoch(reader); });
    }
    std::optional<store::PatchEdit> row(const std::string& number) {
        return m_store->read_value(
            [&](store::Reader& reader) { return store::find_patch_edit(reader, number); });
    }
    std::string tile() {
        // z16 around the fixture's houses
        const auto point = geometry::to_grid(in_first);
        return tiles::encode_patch_tile(view()->scope, {16, point.x >> 16U, point.y >> 16U},
                                        tiles::AttributeSet::slim);
    }

    store::TemporaryFolder m_temporary;
    model::DataFolder m_folder;
    std::unique_ptr<store::Store> m_store;
    std::unique_ptr<Scopes> m_scopes;
    jobs::PatchImportResult m_result;
};

TEST_F(PatchEdits, ADrawnPatchIsInEveryLookupAndTileAtOnce) {
    const auto version = view()->version;
    const auto tile_before = tile();
    const std::string number = draw();
    EXPECT_EQ(number, "H990101000001");
    EXPECT_NE(view()->version, version);

    const auto seen = view();
    segment::Lookup lookup(seen->scope);
    const auto found = lookup.find_number(number);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id() & 0xFFFFFFFFU, segment::first_edit_position);
    EXPECT_EQ(lookup.find_feature(found->id())->position, found->position);
    ASSERT_EQ(lookup.at_point(in_drawn).size(), 1U);
    EXPECT_EQ(lookup.nearest(in_drawn, 1).at(0).patch.id(), found->id());
    const auto all = lookup.in_box({109, 34}, {110, 35}, 1000);
    ASSERT_EQ(all.size(), 7U);
    EXPECT_EQ(all.back().id(), found->id());
    const auto last = lookup.in_box({109, 34}, {110, 35}, 1000, all[5].id());
    ASSERT_EQ(last.size(), 1U) << "pages go on from the segment to the edits";
    EXPECT_TRUE(lookup.in_box({109, 34}, {110, 35}, 1000, all[6].id()).empty());
    EXPECT_NE(tile(), tile_before);
    EXPECT_NE(tile().find(number), std::string::npos);
}

TEST_F(PatchEdits, ACorrectedPatchTakesThePlaceOfTheOld) {
    Patch then = served(first).value();
    then.floors = 9;
    then.shape = square(109.102, 34.2);
    EXPECT_FALSE(edit(served(first), then).fault);
    EXPECT_EQ(served(first)->floors, 9);
    const auto seen = view();
    segment::Lookup lookup(seen->scope);
    EXPECT_TRUE(lookup.at_point(in_first).empty());
    EXPECT_EQ(lookup.at_point(in_drawn).size(), 1U);
    EXPECT_EQ(count(*seen), 6U);
    EXPECT_EQ(row(first)->kind, "corrected");
    EXPECT_EQ(patch_from_text(*row(first)->original).floors, 2);
}

TEST_F(PatchEdits, ARemovedPatchIsNowhere) {
    remove(first);
    EXPECT_FALSE(served(first));
    const auto seen = view();
    segment::Lookup lookup(seen->scope);
    EXPECT_TRUE(lookup.at_point(in_first).empty());
    EXPECT_EQ(count(*seen), 5U);
    EXPECT_EQ(tile().find(first), std::string::npos);
    const auto marks = m_store->read_value(
        [&](store::Reader& reader) { return division_marks(reader, *m_scopes, village(3)); });
    ASSERT_EQ(marks.size(), 1U);
    EXPECT_EQ(marks[0].patches, 2);
}

TEST_F(PatchEdits, APatchIsKeptByALinkAndNotByAProposal) {
    m_store->write([](store::Transaction& transaction) {
        transaction.execute("INSERT INTO account (id, login, display_name, role, division_id, "
                            "password_hash, created_at) VALUES (1, 'a', '', 'collector', 3, '', 0)",
                            {});
        model::Household household;
        household.id = 1;
        household.division_id = 3;
        household.head_name = "张三";
        store::insert_household(transaction, household);
        store::set_link(transaction, 1, {model::PatchState::linked, first, false}, 1, 1);
        model::Proposal proposal;
        proposal.household_id = 1;
        proposal.division_id = 3;
        proposal.decision = model::MatchDecision::review;
        proposal.patch_number = second;
        store::put_proposal(transaction, proposal);
    });
    EXPECT_EQ(edit(served(first), std::nullopt).fault, jobs::EditFault::linked);
    EXPECT_EQ(edit(served(second), std::nullopt).fault, std::nullopt);
    EXPECT_TRUE(served(first));
    EXPECT_FALSE(served(second));
}

TEST_F(PatchEdits, ARefiledPatchIsSeenFromTheOtherVillageAlone) {
    const auto here_before = count(*view(village(3)));
    const auto there_before = count(*view(village(4)));
    Patch then = served(first).value();
    then.division_code = there;
    edit(served(first), then);
    EXPECT_EQ(row(first)->kind, "refiled");
    EXPECT_EQ(count(*view(village(3))), here_before - 1);
    EXPECT_EQ(count(*view(village(4))), there_before + 1);
    EXPECT_FALSE(segment::Lookup(view(village(3))->scope).find_number(first));
}

TEST_F(PatchEdits, ADroppedEditGivesBackWhatTheBatchesSay) {
    const auto before = to_text(*served(first));
    correct_floors(first, 9);
    drop(first);
    EXPECT_EQ(to_text(*served(first)), before);

    correct_floors(first, 8);
    build();
    correct_floors(first, 7);
    drop(first);
    EXPECT_EQ(to_text(*served(first)), before) << "not the form that was folded in";
    build();
    EXPECT_EQ(to_text(*served(first)), before);
    EXPECT_FALSE(row(first));

    const auto number = draw();
    drop(number);
    EXPECT_FALSE(served(number));
    EXPECT_NE(draw(), number) << "a number is never given again";
}

TEST_F(PatchEdits, TheNextBuildFoldsEditsIn) {
    const auto drawn = draw();
    correct_floors(first, 9);
    remove(second);
    const auto seen_before = count(*view());
    EXPECT_TRUE(build().has_changed);
    const auto seen = view();
    ASSERT_EQ(seen->scope.size(), 1U) << "no overlay is left";
    EXPECT_FALSE(seen->scope[0].hidden);
    EXPECT_EQ(count(*seen), seen_before);
    EXPECT_EQ(served(first)->floors, 9);
    EXPECT_FALSE(served(second));
    EXPECT_TRUE(served(drawn));
    EXPECT_TRUE(row(first)->is_folded);
    EXPECT_FALSE(build().has_changed);
}

TEST_F(PatchEdits, AnEditWinsOverLaterBatchesAndTheyAreListedWhereTheyDiffer) {
    const auto drawn = draw();
    correct_floors(first, 9);
    remove(second);

    import(houses);
    EXPECT_EQ(m_result.total().unchanged, 6U) << "the same batch again changes nothing";
    EXPECT_FALSE(m_result.counties.at(0).has_changed());
    EXPECT_FALSE(row(first)->batch_differs);

    std::string text = bytes_of(houses);
    text.replace(text.find("\"cs\": 2"), 7, "\"cs\": 4");
    import(write("newer.geojson", text));
    EXPECT_EQ(served(first)->floors, 9);
    EXPECT_FALSE(served(second));
    EXPECT_TRUE(served(drawn)) << "no batch names it, and none retires it";
    EXPECT_TRUE(row(first)->batch_differs);
    EXPECT_FALSE(row(second)->batch_differs);
    const auto listed = m_store->read_value([](store::Reader& reader) {
        return store::list_patch_edits(reader, village(3), true, 10, 0);
    });
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].number, first);

    drop(first);
    EXPECT_EQ(served(first)->floors, 4) << "what the latest batch says";
}

TEST_F(PatchEdits, AnEditedPatchThatABatchKnowsNoMoreStaysAndIsListed) {
    correct_floors(first, 9);
    std::string text = bytes_of(houses);
    const auto at = text.find(first);
    const auto begin = text.rfind('\n', at);
    text.erase(begin, text.find('\n', at) - begin);
    import(write("fewer.geojson", text));
    EXPECT_EQ(m_result.retired(), 0U);
    EXPECT_EQ(served(first)->floors, 9);
    EXPECT_TRUE(row(first)->batch_differs);
    EXPECT_FALSE(row(first)->original);
}

TEST_F(PatchEdits, AChangeOfSomethingThatMovedOnIsRefused) {
    const auto now = served(first);
    Patch then = *now;
    then.floors = 3;
    jobs::PatchChange change{county, now, then, "试改", epoch()};
    correct_floors(second, 5);
    const auto outcome = m_store->write_value([&](store::Transaction& transaction) {
        return jobs::write_edit(transaction, change, {0, "test"});
    });
    EXPECT_EQ(outcome.fault, jobs::EditFault::stale);

    correct_floors(first, 5);
    change.segments_epoch = epoch();
    change.expected_version = 0;
    EXPECT_EQ(m_store
                  ->write_value([&](store::Transaction& transaction) {
                      return jobs::write_edit(transaction, change, {0, "test"});
                  })
                  .fault,
              jobs::EditFault::version_differs);
    EXPECT_EQ(served(first)->floors, 5);
}

TEST_F(PatchEdits, EveryEditIsInTheAuditTrailWithoutPersonalData) {
    draw();
    remove(first);
    drop(first);
    const auto audit = m_store->read_value([](store::Reader& reader) {
        return store::list_audit(reader, {"patch", ""}, 10, 0);
    });
    ASSERT_EQ(audit.size(), 3U);
    EXPECT_EQ(audit[0].action, "restore");
    EXPECT_EQ(audit[1].action, "remove");
    EXPECT_EQ(audit[2].action, "add");
    EXPECT_EQ(audit[1].change.find("张示例"), std::string::npos);
}

TEST_F(PatchEdits, ACountyWithoutCensusCanBeDrawnIn) {
    const std::string empty_county = "990102000000";
    m_store->write([](store::Transaction& transaction) {
        store::TreeFixture::add(transaction, 9, "990102000000", "乙县", 3, 0, 200, 300);
        store::TreeFixture::add(transaction, 10, "990102100201", "新村", 5, 9, 201, 201);
    });
    jobs::ensure_segment(*m_store, m_folder, empty_county);
    Patch patch;
    patch.division_code = "990102100201";
    patch.shape = square(109.5, 34.2);
    jobs::PatchChange change{empty_county, std::nullopt, patch, "补录", epoch()};
    const auto number = m_store
                            ->write_value([&](store::Transaction& transaction) {
                                return jobs::write_edit(transaction, change, {0, "test"});
                            })
                            .number;
    EXPECT_TRUE(served(number));
    EXPECT_EQ(count(*view(village(201))), 1U);
}

using PatchEditsDeath = PatchEdits;

TEST_F(PatchEditsDeath, AnAcknowledgedEditSurvivesAKill) {
    m_scopes.reset();
    m_store.reset();
    EXPECT_EXIT(
        {
            open();
            remove(first);
            draw();
            ::raise(SIGKILL);
        },
        testing::KilledBySignal(SIGKILL), "");
    open();
    EXPECT_FALSE(served(first));
    EXPECT_TRUE(served("H990101000001"));
}

TEST(PatchText, GivesBackEveryAttribute) {
    Patch patch;
    patch.number = "1";
    patch.division_code = here;
    patch.shape = square(109.1, 34.2);
    patch.shape.front().push_back(square(109.10002, 34.20002).front().front());
    patch.address = "一组\"1\"号";
    patch.building_name = "b";
    patch.owner_name = "张示例";
    patch.owner_id_sealed = std::string("\0\xFF\x7Fz", 4);
    patch.use = "residential";
    patch.dwelling_kind = "d";
    patch.structure = "s";
    patch.built_period = "p";
    patch.built_by = "c";
    patch.land_tenure = "t";
    patch.grade = "C";
    patch.floors = 0;
    patch.height_m = 3.5F;
    patch.ground_area_m2 = 80.25F;
    patch.floor_area_m2 = 160.1F;
    const Patch back = patch_from_text(to_text(patch));
    EXPECT_EQ(to_text(back), to_text(patch));
    EXPECT_EQ(back.owner_id_sealed, patch.owner_id_sealed);
    EXPECT_EQ(back.floors, 0);
    EXPECT_EQ(back.floor_area_m2, 160.1F);
    EXPECT_EQ(back.grade, "C");
    EXPECT_THROW(patch_from_text("{"), Error);
    EXPECT_THROW(patch_from_text(R"({"shape":[[[1]]]})"), Error);
}

} // namespace
} // namespace tuban::map
