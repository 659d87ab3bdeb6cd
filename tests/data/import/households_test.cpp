#include "data/import/divisions.hpp"
#include "data/import/households.hpp"
#include "data/store/counters.hpp"
#include "data/store/divisions.hpp"
#include "data/store/households.hpp"
#include "tests/data/import/import_fixture.hpp"

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

} // namespace
} // namespace tuban::import
