#include "data/import/divisions.hpp"
#include "data/store/counters.hpp"
#include "data/store/crosswalk.hpp"
#include "data/store/divisions.hpp"
#include "tests/data/import/import_fixture.hpp"

#include <thread>

namespace tuban::import {
namespace {

class ImportDivisions : public ImportTest {
  protected:
    model::Division get(std::string_view code) {
        return store->read_value(
            [&](store::Reader& reader) { return store::find_division(reader, code).value(); });
    }
};

TEST_F(ImportDivisions, PadsShortCodesAndHangsEachUnderTheNearestCodeAbove) {
    const auto report =
        import_divisions(*store, write("d.csv", "code,name\n99,安澜省\n9901,临溪市\n990101,云泽县\n"
                                                "990101100,龙溪镇\n990101100201,张家湾村\n"));
    EXPECT_EQ(report.taken, 5U);
    const auto village = get("990101100201");
    EXPECT_EQ(village.full_name, "安澜省临溪市云泽县龙溪镇张家湾村");
    EXPECT_EQ(village.level, model::Level::village);
    EXPECT_EQ(village.parent_id, get("990101100000").id);
    EXPECT_TRUE(store::area_of(get("990101000000")).contains(village.first_label));
    EXPECT_FALSE(store::area_of(village).contains(get("990101100000").first_label));
}

TEST_F(ImportDivisions, GoesByTheGivenParentRatherThanByTheCode) {
    import_divisions(*store, write("d.csv", "code,name,parent\n990000000000,省,\n"
                                            "990100000000,市,99\n990181000000,省直管县,99\n"));
    EXPECT_EQ(get("990181000000").parent_id, get("990000000000").id);
}

TEST_F(ImportDivisions, TheSameFileAgainChangesNothing) {
    const auto file = write("d.csv", "code,name\n99,省\n9901,市\n");
    import_divisions(*store, file);
    const auto version = store->read_value(store::tree_version);
    const auto again = import_divisions(*store, file);
    EXPECT_EQ(again.taken, 0U);
    EXPECT_EQ(again.unchanged, 2U);
    EXPECT_EQ(store->read_value(store::tree_version), version);
}

TEST_F(ImportDivisions, ALaterVillageGetsALabelInItsTownWithoutMovingItsNeighbours) {
    import_divisions(*store,
                     write("a.csv", "code,name\n99,省\n9901,市\n990101,县\n990101100,镇\n"
                                    "990101100201,甲村\n990101200,乡\n990101200201,乙村\n"));
    const auto neighbour = get("990101200201");
    import_divisions(*store, write("b.csv", "code,name\n990101100202,丙村\n"));
    EXPECT_EQ(get("990101200201").first_label, neighbour.first_label);
    const auto added = get("990101100202");
    EXPECT_TRUE(store::area_of(get("990101100000")).contains(store::area_of(added)));
    EXPECT_FALSE(store::area_of(get("990101100201")).contains(added.first_label));
}

TEST_F(ImportDivisions, FiguresFollowATownToItsNewCounty) {
    import_divisions(*store, write("a.csv", "code,name,parent\n990000000000,省,\n"
                                            "990100000000,市,99\n990101000000,甲县,9901\n"
                                            "990102000000,乙县,9901\n990101100000,镇,990101\n"
                                            "990101100201,村,990101100\n"));
    store->write([&](store::Transaction& transaction) {
        store::count_new_households(transaction, "lookback", get("990101100201").id, 20'000, 3);
    });
    import_divisions(*store, write("b.csv", "code,name,parent\n990101100000,镇,990102\n"));
    const auto total = [&](std::string_view code) {
        std::int64_t households = 0;
        store->read([&](store::Reader& reader) {
            for (const auto& sum :
                 store::sum_counters(reader, store::area_of(get(code)), "lookback")) {
                households += sum.name == "total" ? sum.value : 0;
            }
        });
        return households;
    };
    EXPECT_EQ(total("990101000000"), 0);
    EXPECT_EQ(total("990102000000"), 3);
    EXPECT_EQ(total("990100000000"), 3);
}

TEST_F(ImportDivisions, ReadsTheStatisticsOfficesNestedJson) {
    const auto report = import_divisions(
        *store, write("345.json", "\xEF\xBB\xBF{\"9901\": {\"990101\": \"云泽县\"}, \"990101\": "
                                  "{\"990101100\": \"龙溪镇\"}, \"990101100\": "
                                  "{\"990101100201\": \"张家湾村（大）\"}}"));
    EXPECT_EQ(report.read, 3U);
    EXPECT_EQ(report.refused, 0U);
    EXPECT_EQ(get("990101100201").parent_id, get("990101100000").id);
}

TEST_F(ImportDivisions, RefusesBadRowsWithTheirPlaceAndTakesTheRest) {
    const auto report = import_divisions(
        *store, write("d.csv", "code,name\n99,省\n12x,坏\n9901,\n9902,甲市\n9902,乙市\n"));
    EXPECT_EQ(report.read, 5U);
    EXPECT_EQ(report.taken, 2U);
    ASSERT_EQ(report.refusals.size(), 3U);
    EXPECT_EQ(report.refusals[0].code, "code_invalid");
    EXPECT_EQ(report.refusals[0].subject, "d.csv:3");
    EXPECT_EQ(report.refusals[1].code, "name_invalid");
    EXPECT_EQ(report.refusals[2].code, "code_repeated");
}

TEST_F(ImportDivisions, RefusesWhatClosesACycleAndTakesThoseBelowIt) {
    const auto report =
        import_divisions(*store, write("d.csv", "code,name,parent\n990101,甲县,990102\n"
                                                "990102,乙县,990103\n990103,丙县,990101\n"
                                                "990104,丁县,990102\n"));
    ASSERT_EQ(report.refusals.size(), 1U);
    EXPECT_EQ(report.refusals[0].code, "parent_cycle");
    EXPECT_EQ(report.taken, 3U);
    EXPECT_EQ(get("990104000000").parent_id, get("990102000000").id);
    EXPECT_FALSE(get("990102000000").parent_id);
}

TEST_F(ImportDivisions, RefusesAFileWithoutTheTwoColumnsAsAWhole) {
    EXPECT_THROW(import_divisions(*store, write("d.csv", "a,b\n1,2\n")), Error);
    EXPECT_THROW(import_divisions(*store, write("d.json", "[1, 2]")), Error);
}

TEST_F(ImportDivisions, AddsTheCountyOfTownsThatNothingElseNames) {
    const auto file =
        write("d.csv", "code,level,name,parent,full_name\n"
                       "990101100,town,龙溪镇,990101,安澜省临溪市云泽县龙溪镇\n"
                       "990101100201,village,张家湾村,990101100,安澜省临溪市云泽县龙溪镇张家湾村\n"
                       "990102100201,village,李家湾村,,\n");
    const auto report = import_divisions(*store, file);
    EXPECT_EQ(report.taken, 3U);
    ASSERT_EQ(report.warnings.size(), 2U);
    EXPECT_EQ(report.warnings[0].code, "county_missing");
    EXPECT_EQ(report.warnings[0].subject, "990101000000");
    EXPECT_EQ(get("990101000000").level, model::Level::county);
    EXPECT_EQ(get("990101100201").full_name, "安澜省临溪市云泽县龙溪镇张家湾村");
    EXPECT_TRUE(store::area_of(get("990101000000")).contains(store::area_of(get("990101100201"))));
    EXPECT_EQ(get("990102000000").name, "990102");
    EXPECT_EQ(get("990102100201").parent_id, get("990102000000").id);

    EXPECT_TRUE(import_divisions(*store, file).warnings.empty());
    const auto county = get("990101000000").id;
    import_divisions(*store, write("up.csv", "code,name\n99,安澜省\n9901,临溪市\n"
                                             "990101,云泽县\n990102,河阳县\n"));
    EXPECT_EQ(get("990101000000").id, county);
    EXPECT_EQ(get("990101100201").full_name, "安澜省临溪市云泽县龙溪镇张家湾村");
    EXPECT_EQ(get("990102100201").full_name, "安澜省临溪市河阳县李家湾村");
}

TEST_F(ImportDivisions, MergedCodesMeanWhatTheyWereMergedInto) {
    const char* file = "code,name,merged_into\n990101,县,\n990101100,龙溪镇,\n"
                       "990101101,旧镇,990101102\n990101102,中镇,990101100\n"
                       "990101103,错镇,990101999\n";
    const auto report = import_divisions(*store, write("d.csv", file));
    EXPECT_EQ(report.taken, 4U);
    ASSERT_EQ(report.refusals.size(), 1U);
    EXPECT_EQ(report.refusals[0].code, "merged_into_unknown");
    store->read([](store::Reader& reader) {
        EXPECT_FALSE(store::find_division(reader, "990101101000"));
        const auto town = store::find_division(reader, "990101100000");
        ASSERT_TRUE(town);
        EXPECT_EQ(store::division_of_census_code(reader, "990101101000"), town->id);
        EXPECT_EQ(store::division_of_census_code(reader, "990101102000"), town->id);
        EXPECT_EQ(store::gazetteer_in(reader, store::area_of(*town)).front().aliases,
                  "旧镇;中镇"); // addresses go on naming them
    });
    EXPECT_EQ(import_divisions(*store, write("d.csv", file)).unchanged, 4U);
    const auto again = import_divisions(
        *store, write("e.csv", "code,name,merged_into\n990101100,龙溪镇,990101\n"));
    ASSERT_EQ(again.refusals.size(), 1U);
    EXPECT_EQ(again.refusals[0].code, "division_published");
}

TEST_F(ImportDivisions, MergersThatGoRoundAreRefusedEach) {
    const auto report = import_divisions(
        *store, write("d.csv", "code,name,merged_into\n990101,县,\n990101101,甲镇,990101102\n"
                               "990101102,乙镇,990101101\n990101103,丙镇,990101101\n"));
    EXPECT_EQ(report.taken, 1U);
    ASSERT_EQ(report.refusals.size(), 3U);
    for (const auto& refusal : report.refusals) {
        EXPECT_EQ(refusal.code, "merged_into_cycle");
    }
}

TEST_F(ImportDivisions, TwoImportsAtOncePublishOneAfterTheOther) {
    import_divisions(*store, write("d.csv", "code,name\n990101,县\n"));
    const auto import_towns = [&](int first) {
        for (int town = first; town < 40; town += 2) {
            const auto name = std::to_string(990101100 + town);
            import_divisions(*store, write(name + ".csv", "code,name\n" + name + ",镇\n"));
        }
    };
    std::thread odd([&] { import_towns(1); });
    import_towns(0);
    odd.join();
    const auto all = store->read_value(
        [](store::Reader& reader) { return store::divisions_in(reader, store::whole_area()); });
    ASSERT_EQ(all.size(), 41U);
    for (std::size_t i = 2; i < all.size(); ++i) {
        EXPECT_GT(all[i].first_label, all[i - 1].last_label) << all[i].code;
        EXPECT_LE(all[i].last_label, all[0].last_label) << all[i].code;
    }
}

} // namespace
} // namespace tuban::import
