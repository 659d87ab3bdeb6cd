#include "server/map/density.hpp"
#include "tests/server/map/border_counties.hpp"
#include "tests/tiles/mvt_decoder.hpp"
#include "tiles/density.hpp"

#include <initializer_list>
#include <map>
#include <set>
#include <string_view>
#include <variant>

namespace tuban::map {
namespace {

using namespace test;

class ScopeTest : public BorderCounties {
  protected:
    /// Numbers of what the area's tile shows, in both layers the same.
    std::set<std::string> shown(const std::string& code, TileId tile = border) {
        std::set<std::string> numbers;
        std::set<std::string> labels;
        const auto bytes = tiles::encode_patch_tile(view(code)->scope, tile);
        const auto decoded = bytes.empty() ? tiles::test::Tile{} : tiles::test::decode(bytes);
        for (const auto& feature : decoded.features("patches")) {
            numbers.insert(std::get<std::string>(feature.attributes.at("patch_no")));
        }
        for (const auto& feature : decoded.features("labels")) {
            labels.insert(std::get<std::string>(feature.attributes.at("patch_no")));
        }
        EXPECT_EQ(numbers, labels);
        return numbers;
    }

    static std::set<std::string> village_of(std::initializer_list<std::size_t> of_counties) {
        std::set<std::string> numbers;
        for (const std::size_t county : of_counties) {
            for (std::size_t i = 0; i < patches_per_village; ++i) {
                numbers.insert(number(county, 0, i));
            }
        }
        return numbers;
    }

    std::string density_bytes(const std::string& code, TileId tile) {
        return read([&](store::Reader& reader) {
            const auto seen = m_scopes.view(reader, area(reader, code));
            m_density.catch_up(reader, *seen);
            return m_density.encode(reader, *seen, division(reader, code), tile);
        });
    }

    using Sums = std::map<std::string, std::uint64_t>;
    /// Counts of one layer over the whole zoom; `levels` and codes of what stands there.
    Sums sums(const std::string& code, std::uint8_t zoom, std::string_view layer,
              std::set<std::string>* codes = nullptr) {
        Sums sums;
        const std::uint32_t x = border.x >> (14U - zoom);
        const std::uint32_t y = border.y >> (14U - zoom);
        for (std::uint32_t dx = 0; dx <= (18U >> (14U - zoom)) + 1; ++dx) {
            for (std::uint32_t dy = 0; dy <= (3U >> (14U - zoom)) + 1; ++dy) {
                const auto bytes = density_bytes(code, {zoom, x + dx, y + dy});
                if (bytes.empty()) {
                    continue;
                }
                const auto decoded = tiles::test::decode(bytes);
                for (const auto& feature : decoded.features(layer)) {
                    for (const auto& [name, value] : feature.attributes) {
                        if (const auto* count = std::get_if<std::uint64_t>(&value)) {
                            sums[name] += *count;
                        } else if (name == "code" && codes != nullptr) {
                            codes->insert(std::get<std::string>(value));
                        }
                    }
                }
            }
        }
        return sums;
    }

    Density m_density{m_states};
};

TEST_F(ScopeTest, a_border_tile_of_four_counties_shows_each_account_its_own_area) {
    EXPECT_EQ(shown("99"), village_of({0, 1, 2, 3}));
    EXPECT_EQ(shown("9901"), village_of({0, 1, 2}));
    for (std::size_t county = 0; county < counties.size(); ++county) {
        EXPECT_EQ(shown(counties[county]), village_of({county}));
        EXPECT_EQ(shown(counties[county] + "001"), village_of({county}));
        EXPECT_EQ(shown(counties[county] + "001200"), village_of({county}));
        EXPECT_EQ(shown(counties[county] + "001201"), village_of({}));
    }
}

TEST_F(ScopeTest, a_village_published_into_another_county_is_seen_there_and_no_longer_here) {
    const auto version = view("990101")->version;
    m_store->write([](store::Transaction& transaction) {
        store::set_crosswalk(transaction, "990101001200", 23); // 990102001201
    });
    EXPECT_EQ(shown("990101"), village_of({}));
    EXPECT_EQ(shown("990102"), village_of({0, 1}));
    EXPECT_EQ(shown("990102001201"), village_of({0}));
    EXPECT_EQ(shown("9901"), village_of({0, 1, 2}));
    EXPECT_NE(view("990101")->version, version);
    EXPECT_EQ(sums("990101", 9, "density")["count"], patches_per_village);
    EXPECT_EQ(sums("990102", 9, "density")["count"], 3 * patches_per_village);
}

TEST_F(ScopeTest, counts_of_both_layers_add_up_to_the_areas_patches_at_every_zoom) {
    link(1, number(0, 0, 0), model::Status::approved, "C");
    link(2, number(0, 0, 1), model::Status::submitted, "D");
    link(3, number(0, 1, 1), model::Status::approved, "A");
    link(4, number(0, 1, 1), model::Status::approved, "B");
    for (std::uint8_t zoom = tiles::min_density_zoom; zoom <= tiles::max_density_zoom; ++zoom) {
        for (const char* const layer : {"density", "divisions"}) {
            const Sums all{{"grade_b", 1}, {"grade_c", 1}, {"linked", 2}, {"several", 1}};
            const auto expect = [&](const std::string& code, Sums wanted, std::uint64_t patches) {
                wanted["count"] = patches;
                EXPECT_EQ(sums(code, zoom, layer), wanted) << code << layer << int(zoom);
            };
            expect("99", all, 8 * patches_per_village);
            expect("9901", all, 6 * patches_per_village);
            expect("990101", all, 2 * patches_per_village);
            expect("990101001200", {{"grade_c", 1}, {"linked", 2}}, patches_per_village);
            expect("990201", {}, 2 * patches_per_village);
        }
    }
}

TEST_F(ScopeTest, divisions_stand_for_the_level_of_the_zoom_or_the_next_coarser_one) {
    const auto codes = [&](const std::string& code, std::uint8_t zoom) {
        std::set<std::string> found;
        sums(code, zoom, "divisions", &found);
        return found;
    };
    using Codes = std::set<std::string>;
    EXPECT_EQ(codes("99", 5), (Codes{"990100000000", "990000000000"})) << "丁 has no city";
    EXPECT_EQ(codes("99", 8),
              (Codes{"990101000000", "990102000000", "990103000000", "990201000000"}));
    EXPECT_EQ(codes("990101", 5), (Codes{"990101000000"})) << "never above the area";
    EXPECT_EQ(codes("990101", 10), (Codes{"990101001000"}));
    EXPECT_EQ(codes("990101", 12), (Codes{"990101001200", "990101001201"}));
}

TEST_F(ScopeTest, counts_follow_each_write_and_a_newer_segment) {
    EXPECT_EQ(sums("99", 7, "density")["linked"], 0U);
    link(1, number(3, 0, 0), model::Status::approved, "D");
    EXPECT_EQ(sums("99", 7, "density")["linked"], 1U);
    EXPECT_EQ(sums("99", 7, "density")["grade_d"], 1U);
    publish(3);
    EXPECT_EQ(sums("990201", 12, "density")["grade_d"], 1U);
    m_store->write([&](store::Transaction& transaction) {
        transaction.execute("INSERT INTO account (id, login, display_name, role, division_id, "
                            "password_hash, must_change_password, created_at) "
                            "VALUES (7, 'clerk', 'clerk', 'collector', 1, '', 0, 0)",
                            {});
        store::set_link(transaction, 1, {model::PatchState::not_found, {}}, 7, 2);
    });
    EXPECT_EQ(sums("99", 7, "density"), (Sums{{"count", 8 * patches_per_village}}));
}

TEST_F(ScopeTest, state_lists_hold_the_areas_changed_patches_alone) {
    link(1, number(0, 0, 0), model::Status::approved, "C");
    link(2, number(1, 0, 0), model::Status::draft, "");
    const auto states = [&](const std::string& code) {
        return read([&](store::Reader& reader) {
                   return m_states.in_tile(reader, *m_scopes.view(reader, area(reader, code)),
                                           border);
               })
            .states;
    };
    EXPECT_EQ(states("99").size(), 2U);
    ASSERT_EQ(states("990101").size(), 1U);
    EXPECT_EQ(states("990101").front().state, (PatchState{2, 3, 3}));
    EXPECT_TRUE(states("990103").empty());
}

TEST_F(ScopeTest, no_tile_holds_a_person_an_address_or_an_id) {
    for (std::uint8_t zoom = 5; zoom <= 16; ++zoom) {
        const std::uint32_t x = zoom <= 14 ? border.x >> (14U - zoom) : border.x << (zoom - 14U);
        const std::uint32_t y = zoom <= 14 ? border.y >> (14U - zoom) : border.y << (zoom - 14U);
        for (std::uint32_t dx = 0; dx < 4; ++dx) {
            for (std::uint32_t dy = 0; dy < 4; ++dy) {
                const TileId tile{zoom, x + dx, y + dy};
                const auto bytes = zoom <= tiles::max_density_zoom
                                       ? density_bytes("99", tile)
                                       : tiles::encode_patch_tile(view("99")->scope, tile,
                                                                  tiles::AttributeSet::full);
                for (const char* const text : {"户主", "三组", "sealed", "祠堂"}) {
                    EXPECT_EQ(bytes.find(text), std::string::npos) << text;
                }
            }
        }
    }
}

} // namespace
} // namespace tuban::map
