#include "data/model/household.hpp"
#include "data/store/households.hpp"
#include "data/store/patch_lineage.hpp"
#include "tests/data/store/tree_fixture.hpp"
#include "tests/server/jobs/import_fixture.hpp"

namespace tuban::jobs {
namespace {

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

using ImportLineage = ImportFixture;

TEST_F(ImportLineage, LinksFollowAHouseToItsNewNumberAndAllOthersAreListedWithSuggestions) {
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

TEST_F(ImportLineage, TwoHousesThatBecameOneAreMergedAndNoLinkFollows) {
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
} // namespace
} // namespace tuban::jobs
