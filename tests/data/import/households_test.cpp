#include "data/import/divisions.hpp"
#include "data/import/households.hpp"
#include "data/store/counters.hpp"
#include "data/store/divisions.hpp"
#include "data/store/documents.hpp"
#include "data/store/household_staging.hpp"
#include "data/store/households.hpp"
#include "tests/data/import/import_fixture.hpp"

#include <algorithm>
#include <set>

namespace tuban::import {
namespace {

class ImportHouseholds : public ImportTest {
  protected:
    ImportHouseholds() {
        import_divisions(*store, write("d.csv", "code,name\n99,省\n9901,市\n990101,县\n"
                                                "990101100,龙溪镇\n990101100201,张家湾村\n"));
    }
    ImportReport run(std::string_view content) {
        return import_households(*store, *sealer, write("list.csv", content),
                                 model::HouseholdList::lookback);
    }
    store::HouseholdPage all() {
        return store->read_value([](store::Reader& reader) {
            return store::list_households(reader, store::whole_area(), {},
                                          store::HouseholdOrder::place, {100, 0});
        });
    }
};

TEST_F(ImportHouseholds, TakesGoodRowsAndRefusesEachBadOneWithItsRowAndReason) {
    const auto report = run("household_id,name,id_number,division_code,phone\n"
                            "1,张望禾,990101198001010014,990101100201,099-12345678\n"
                            "2,李秋,990101198001010015,990101100201,\n"
                            "3,,990101197506150026,990101100201,\n"
                            "4,周野,990102199912319996,887766554433,\n"
                            "5,孙苗,990101800101001,990101100201,\n"
                            "6,冯川,９９０１０１１９７５０６１５００２６,990101100201,\n"
                            "7,冯二,990101197506150026,990101100201,\n");
    EXPECT_EQ(report.read, 7U);
    EXPECT_EQ(report.taken, 2U);
    ASSERT_EQ(report.refusals.size(), 5U);
    EXPECT_EQ(report.refusals[0].code, "id_invalid");
    EXPECT_EQ(report.refusals[0].subject, "3");
    EXPECT_EQ(report.refusals[1].code, "name_invalid");
    EXPECT_EQ(report.refusals[2].code, "division_unknown");
    EXPECT_EQ(report.refusals[3].code, "id_invalid");
    EXPECT_EQ(report.refusals[4].code, "household_repeated");
}

TEST_F(ImportHouseholds, KeepsWhereAndWithWhatAPointWasTakenAndWhatTheListSaysOfTheHouse) {
    const auto list =
        "household_id,name,division_code,lon,lat,gps_source,gps_acc,gps_device,floors,"
        "area,year\n"
        "1,张望禾,990101100201,108.7,30.9,phone,8,D17,2,120.5,1998\n"
        "2,李秋,990101100201,,,,,,0,many,98\n";
    const auto report = run(list);
    EXPECT_EQ(report.taken, 2U);
    EXPECT_EQ(report.warnings.size(), 3U);
    const auto household = [&](const char* name) {
        const auto page = all();
        const auto row = std::find_if(page.rows.begin(), page.rows.end(), [&](const auto& entry) {
            return entry.household.head_name == name;
        });
        return store
            ->read_value([&](store::Reader& reader) {
                return store::find_household(reader, store::whole_area(), row->household.id);
            })
            .value();
    };
    const auto full = household("张望禾");
    EXPECT_EQ(full.location_source, "phone");
    EXPECT_EQ(full.location_accuracy_m, 8);
    EXPECT_EQ(full.location_device, "D17");
    EXPECT_EQ(full.stated_floors, 2);
    EXPECT_EQ(full.stated_area_m2, 120.5);
    EXPECT_EQ(full.stated_built_year, 1998);
    EXPECT_EQ(household("李秋").stated_floors, std::nullopt);
    EXPECT_EQ(household("李秋").stated_area_m2, std::nullopt);
    EXPECT_EQ(run(list).unchanged, 2U);
    run("household_id,name,division_code,floors\n1,张望禾,990101100201,3\n");
    EXPECT_EQ(household("张望禾").stated_floors, 3);
}

TEST_F(ImportHouseholds, KeepsNoIdAndNoPhoneInPlain) {
    run("name,身份证号,行政区划代码,联系电话\n张望禾,990101198001010014,990101100201,099-"
        "12345678\n");
    const auto page = all();
    ASSERT_EQ(page.rows.size(), 1U);
    EXPECT_EQ(page.rows[0].household.id_masked, "990101********0014");
    EXPECT_EQ(page.rows[0].household.head_name_key, "zwh");
    store.reset();
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.root)) {
        if (entry.is_regular_file() && entry.path().filename() != "list.csv") {
            std::ifstream in(entry.path(), std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(in), {}};
            EXPECT_EQ(bytes.find("990101198001010014"), std::string::npos) << entry.path();
            EXPECT_EQ(bytes.find("09912345678"), std::string::npos) << entry.path();
        }
    }
}

TEST_F(ImportHouseholds, CountsNewOnesOnceAndTheSameFileAgainAsUnchanged) {
    const char* list = "name,id_number,division_code\n张望禾,990101198001010014,990101100201\n";
    run(list);
    const auto again = run(list);
    EXPECT_EQ(again.taken, 0U);
    EXPECT_EQ(again.unchanged, 1U);
    const auto counters = store->read_value([](store::Reader& reader) {
        return store::sum_counters(reader, store::whole_area(), "lookback");
    });
    for (const auto& counter : counters) {
        EXPECT_EQ(counter.value, 1) << counter.name;
    }
    EXPECT_EQ(counters.size(), 2U); // total and not_started
}

TEST_F(ImportHouseholds, FilesAnUnknownVillageUnderItsKnownTownWithAWarning) {
    const auto report =
        run("name,id_number,division_code\n张望禾,990101198001010014,990101100299\n");
    EXPECT_EQ(report.taken, 1U);
    ASSERT_EQ(report.warnings.size(), 1U);
    EXPECT_EQ(all().rows[0].division_code, "990101100000");
}

TEST_F(ImportHouseholds, FindsTheVillageByNamesWhereThereIsNoCode) {
    EXPECT_EQ(run("户主姓名,身份证号,乡镇,村\n张望禾,990101198001010014,龙溪镇,张家湾村\n").taken,
              1U);
    EXPECT_EQ(all().rows[0].division_name, "张家湾村");
}

TEST_F(ImportHouseholds, AMergedVillageMeansWhatItWasMergedInto) {
    import_divisions(*store, write("m.csv", "code,name,merged_into\n"
                                            "990101100299,旧村,990101100201\n"));
    EXPECT_TRUE(run("name,id_number,division_code\n张望禾,990101198001010014,990101100299\n")
                    .warnings.empty());
    EXPECT_EQ(all().rows[0].division_code, "990101100201");
}

TEST_F(ImportHouseholds, NeverOverwritesAHouseholdOfAnotherHead) {
    run("household_id,name,id_number,division_code\n"
        "1,张望禾,990101198001010014,990101100201\n2,李秋,,990101100201\n");
    const auto report = run("household_id,name,id_number,division_code\n"
                            ",周野,990101198001010014,990101100201\n" // the id of another
                            "2,冯川,,990101100201\n"                  // the household_id of another
                            "1,孙苗,990101197506150026,990101100201\n" // the same, with an id
                            "1,张望禾,990101197506150026,990101100201\n");
    EXPECT_EQ(report.taken, 0U);
    ASSERT_EQ(report.refusals.size(), 4U);
    std::multiset<std::string> codes;
    for (const auto& refusal : report.refusals) {
        codes.insert(refusal.code);
    }
    EXPECT_EQ(codes, (std::multiset<std::string>{"household_id_taken", "household_id_taken",
                                                 "household_repeated", "id_taken"}));
    EXPECT_EQ(all().total, 2);
}

TEST_F(ImportHouseholds, ARowThatBringsTheIdCompletesItsHouseholdAndOneWithoutKeepsIt) {
    run("household_id,name,id_number,division_code\n2,李秋,,990101100201\n");
    EXPECT_EQ(run("household_id,name,id_number,division_code\n"
                  "2,李秋,990101197506150026,990101100201\n")
                  .taken,
              1U);
    EXPECT_EQ(
        run("household_id,name,address,division_code\n2,李秋,张家湾12号,990101100201\n").taken, 1U);
    const auto page = all();
    ASSERT_EQ(page.total, 1);
    EXPECT_EQ(page.rows[0].household.id_masked, "990101********0026");
    EXPECT_EQ(page.rows[0].household.address, "张家湾12号");
}

TEST_F(ImportHouseholds, ANewNameIsTakenWhereIdAndHouseholdIdAgree) {
    run("household_id,name,id_number,division_code\n1,张望禾,990101198001010014,990101100201\n");
    run("household_id,name,id_number,division_code\n1,章望禾,990101198001010014,990101100201\n");
    ASSERT_EQ(all().total, 1);
    EXPECT_EQ(all().rows[0].household.head_name, "章望禾");
}

TEST_F(ImportHouseholds, HouseholdIdsOfTwoCountiesDoNotMeet) {
    import_divisions(*store, write("m.csv", "code,name\n990102,乙县\n"));
    EXPECT_EQ(run("household_id,name,division_code\n1,张望禾,990101100201\n1,李秋,990102\n").taken,
              2U);
}

TEST_F(ImportHouseholds, RefusesIdsThatASpreadsheetRounded) {
    const auto report = run("name,id_number,division_code\n"
                            "张望禾,990101198001051000,990101100201\n" // fits by chance
                            "李秋,990101198001010000,990101100201\n"
                            "周野,9.90101198001010E+17,990101100201\n");
    ASSERT_EQ(report.refusals.size(), 3U);
    for (const auto& refusal : report.refusals) {
        EXPECT_EQ(refusal.code, "id_ruined") << refusal.subject;
    }
    EXPECT_EQ(run("name,id_number,division_code\n张望禾,990101198001051000,990101100201\n").taken,
              1U)
        << "a rare but real number";
}

/// Villages of one county, a household in the first.
class ReimportOfABegunHousehold : public ImportHouseholds {
  protected:
    ReimportOfABegunHousehold() {
        import_divisions(*store, write("m.csv", "code,name\n990101100202,李家湾村\n"));
        file_under("990101100201");
    }
    ImportReport file_under(const std::string& code) {
        return run("name,id_number,division_code\n张望禾,990101198001010014," + code + "\n");
    }
    void begin_record() {
        const auto id = all().rows[0].household.id;
        store->write([&](store::Transaction& transaction) {
            store::set_record_facts(transaction, id, {model::Status::draft, "", "", false}, 1);
        });
    }
    std::int64_t total_at(const std::string& code) {
        return store->read_value([&](store::Reader& reader) {
            std::int64_t total = 0;
            const auto division = store::find_division(reader, code);
            for (const auto& sum :
                 store::sum_counters(reader, store::area_of(*division), "lookback")) {
                total += sum.name == "total" ? sum.value : 0;
            }
            return total;
        });
    }
};

TEST_F(ReimportOfABegunHousehold, MovesOneThatWasNotBegunWithItsCounters) {
    EXPECT_EQ(file_under("990101100202").taken, 1U);
    EXPECT_EQ(all().rows[0].division_code, "990101100202");
    EXPECT_EQ(total_at("990101100201"), 0);
    EXPECT_EQ(total_at("990101100202"), 1);
}

TEST_F(ReimportOfABegunHousehold, IsRefusedElsewhereAndKeepsItsVillageUnderItsTown) {
    begin_record();
    const auto elsewhere = file_under("990101100202");
    ASSERT_EQ(elsewhere.refusals.size(), 1U);
    EXPECT_EQ(elsewhere.refusals[0].code, "household_begun_elsewhere");
    const auto above = file_under("990101100000");
    EXPECT_EQ(above.taken, 1U);
    ASSERT_EQ(above.warnings.size(), 1U);
    EXPECT_EQ(above.warnings[0].code, "division_kept");
    EXPECT_EQ(all().rows[0].division_code, "990101100201");
    EXPECT_EQ(total_at("990101100201"), 1);
}

TEST_F(ReimportOfABegunHousehold, KeepsItsVillageWhenItIsBegunBeforeTheListIsPublished) {
    const auto import_id = store::new_id();
    store->write([&](store::Transaction& transaction) {
        auto household = all().rows[0].household;
        household.division_id = store::find_division(transaction, "990101100202")->id;
        store::stage_household(transaction, import_id, {household, false, {1}});
    });
    begin_record();
    const auto gains = store->write_value([&](store::Transaction& transaction) {
        return store::publish_staged(transaction, import_id);
    });
    EXPECT_TRUE(gains.empty());
    EXPECT_EQ(all().rows[0].division_code, "990101100201");
}

} // namespace
} // namespace tuban::import
