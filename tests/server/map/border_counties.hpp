#pragma once

#include "data/model/data_folder.hpp"
#include "data/store/crosswalk.hpp"
#include "data/store/divisions.hpp"
#include "data/store/households.hpp"
#include "data/store/links.hpp"
#include "data/store/patch_changes.hpp"
#include "data/store/segments.hpp"
#include "server/map/patch_states.hpp"
#include "server/map/scopes.hpp"
#include "tests/data/store/tree_fixture.hpp"
#include "tests/tiles/drawn_patch.hpp"
#include "tiles/tile.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace tuban::map::test {

using tiles::TileId;

/// 99 with the city 9901 of 甲, 乙, 丙 (990101, 990102, 990103) and, right under the province, 丁
/// (990201). Each county has a town and in it two villages (…200, …201) of three patches each; the
/// villages …200 meet in one tile, a quarter of it each.
inline constexpr TileId border{14, 12900, 6800};
inline const std::vector<std::string> counties{"990101", "990102", "990103", "990201"};
inline constexpr std::size_t patches_per_village = 3;

class BorderCounties : public testing::Test {
  protected:
    void SetUp() override {
        m_folder.root = m_temporary.path();
        std::filesystem::create_directories(m_folder.segments());
        m_store = store::open_store(m_folder.root.string());
        m_store->write([&](store::Transaction& transaction) {
            const auto add = [&](const std::string& code, model::Level level, std::int64_t parent,
                                 std::int64_t first, std::int64_t last) {
                store::TreeFixture::add(transaction, first,
                                        code + std::string(12 - code.size(), '0'), code,
                                        static_cast<int>(level), parent, first, last);
            };
            add("99", model::Level::province, 0, 1, 100);
            add("9901", model::Level::city, 1, 2, 50);
            for (std::size_t i = 0; i < counties.size(); ++i) {
                const auto first = static_cast<std::int64_t>(i == 3 ? 60 : 10 * (i + 1));
                add(counties[i], model::Level::county, i == 3 ? 1 : 2, first, first + 9);
                add(counties[i] + "001", model::Level::town, first, first + 1, first + 5);
                add(counties[i] + "001200", model::Level::village, first + 1, first + 2, first + 2);
                add(counties[i] + "001201", model::Level::village, first + 1, first + 3, first + 3);
            }
        });
        for (std::size_t i = 0; i < counties.size(); ++i) {
            publish(i);
        }
    }

    static std::string number(std::size_t county, std::size_t village, std::size_t index) {
        return fmt::format("{}001{}{}", counties[county], 200 + village, index);
    }

    void publish(std::size_t county) {
        std::vector<Patch> patches;
        for (std::size_t village = 0; village < 2; ++village) {
            const TileId tile{14,
                              border.x + static_cast<std::uint32_t>(village * 9 * (county % 2 + 1)),
                              border.y + static_cast<std::uint32_t>(village * county)};
            for (std::size_t i = 0; i < patches_per_village; ++i) {
                const double x = (county % 2 == 0 ? 1900 : 2100) + 20.0 * static_cast<double>(i);
                const double y = county < 2 ? 1900 : 2100;
                Patch patch =
                    tiles::test::patch_in(tile, number(county, village, i),
                                          tiles::test::box_drawing(x, y, x + 10, y + 10),
                                          fmt::format("{}001{}", counties[county], 200 + village));
                patch.owner_name = "户主甲";
                patch.address = "某村三组八号";
                patch.owner_id_sealed = "sealed-identity";
                patch.building_name = "甲家祠堂";
                patches.push_back(patch);
            }
        }
        const auto built =
            segment::testing::build(m_folder.segments(), patches, counties[county] + "000000");
        m_store->write([&](store::Transaction& transaction) {
            store::publish_segment(transaction, counties[county] + "000000", built.hash,
                                   built.patch_count, 1);
        });
    }

    template <typename Work>
    auto read(Work work) {
        return m_store->read_value([&](store::Reader& reader) { return work(reader); });
    }

    std::shared_ptr<const AreaView> view(const std::string& code) {
        return read(
            [&](store::Reader& reader) { return m_scopes.view(reader, area(reader, code)); });
    }

    static model::Division division(store::Reader& reader, const std::string& code) {
        return store::find_division(reader, code + std::string(12 - code.size(), '0')).value();
    }
    static model::Area area(store::Reader& reader, const std::string& code) {
        return store::area_of(division(reader, code));
    }

    void link(std::int64_t household_id, const std::string& patch, model::Status status,
              const std::string& grade) {
        m_store->write([&](store::Transaction& transaction) {
            model::Household household;
            household.id = household_id;
            household.division_id = 12;
            household.head_name = "某人";
            household.patch_state = model::PatchState::linked;
            household.patch_number = patch;
            household.patch_source = "person";
            household.status = status;
            household.grade = grade;
            store::insert_household(transaction, household);
            store::append_patch_change(transaction, patch);
        });
    }

    store::TemporaryFolder m_temporary;
    model::DataFolder m_folder;
    std::unique_ptr<store::Store> m_store;
    Scopes m_scopes{model::DataFolder{m_temporary.path()}};
    PatchStates m_states;
};

} // namespace tuban::map::test
