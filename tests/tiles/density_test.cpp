#include "tests/tiles/drawn_patch.hpp"
#include "tests/tiles/mvt_decoder.hpp"
#include "tiles/density.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tuban::tiles::test {
namespace {

constexpr std::array<std::string_view, density_category_count> names{"a", "b", "c", "d",
                                                                     "e", "f", "g"};
using Counts = std::map<std::string, std::uint64_t>;

Counts counts_of(const Feature& feature) {
    Counts counts;
    for (const auto& [name, value] : feature.attributes) {
        if (const auto* number = std::get_if<std::uint64_t>(&value)) {
            counts[name] = *number;
        }
    }
    return counts;
}

/// Two counties that touch, seven villages each; a third of the patches in categories.
class DensityTest : public testing::Test {
  protected:
    void SetUp() override {
        for (const std::uint32_t slot : {1U, 2U}) {
            segment::testing::Village village(slot);
            std::vector<Patch> patches;
            for (int i = 0; i < 700; ++i) {
                // Half of them in the same kilometre, the others strewn over 200.
                const segment::testing::Metres at{strewn(i), strewn(i)};
                patches.push_back(village.next(segment::testing::at(at)));
            }
            m_scope.push_back(whole(patches, slot));
        }
        for (const auto& scoped : m_scope) {
            auto& density = m_densities.emplace_back(*scoped.segment);
            auto& categories = m_categories.emplace_back(scoped.segment->size());
            for (segment::Position p = 0; p < scoped.segment->size(); p += 1 + p % 4) {
                density.recount(p, 0, 0b1111111);
                categories[p] = static_cast<Categories>(m_random() % 128U);
                density.recount(p, 0b1111111, categories[p]);
            }
        }
    }

    double strewn(int i) {
        return i % 2 == 0 ? 0 : std::uniform_real_distribution<double>(-1e5, 1e5)(m_random);
    }

    Tile tile(TileId id) const {
        std::vector<DensitySource> sources;
        for (std::size_t i = 0; i < m_scope.size(); ++i) {
            sources.push_back({&m_densities[i], &m_scope[i]});
        }
        const std::string bytes = encode_density_tile(id, sources, m_marks, names);
        return bytes.empty() ? Tile{} : decode(bytes);
    }

    /// By looking at every patch: counts of each cell of the zoom by its column and row.
    std::map<std::pair<std::uint32_t, std::uint32_t>, Counts> expected(std::uint8_t zoom) const {
        std::map<std::pair<std::uint32_t, std::uint32_t>, Counts> cells;
        for (std::size_t i = 0; i < m_scope.size(); ++i) {
            for (segment::Position p = 0; p < m_scope[i].segment->size(); ++p) {
                if (!m_scope[i].allows(p)) {
                    continue;
                }
                const auto point = m_scope[i].segment->label_point(p);
                Counts& cell = cells[{point.x >> (26U - zoom), point.y >> (26U - zoom)}];
                ++cell["count"];
                for (std::size_t c = 0; c < density_category_count; ++c) {
                    if ((m_categories[i][p] >> c & 1U) != 0) {
                        ++cell[std::string(names[c])];
                    }
                }
            }
        }
        return cells;
    }

    void expect_cells_of(std::uint8_t zoom) const {
        const auto wanted = expected(zoom);
        std::set<TileId> tiles;
        for (const auto& [cell, counts] : wanted) {
            tiles.insert({zoom, cell.first / 64, cell.second / 64});
        }
        std::map<std::pair<std::uint32_t, std::uint32_t>, Counts> found;
        for (const TileId id : tiles) {
            const Tile decoded = tile(id);
            for (const Feature& feature : decoded.features("density")) {
                const TilePoint corner = feature.parts.at(0).at(0);
                const std::pair cell{id.x * 64 + static_cast<std::uint32_t>(corner.x) / 64,
                                     id.y * 64 + static_cast<std::uint32_t>(corner.y) / 64};
                EXPECT_EQ(feature.id, (std::uint64_t{cell.second} << (zoom + 6U)) | cell.first);
                found[cell] = counts_of(feature);
            }
        }
        EXPECT_EQ(found, wanted) << "zoom " << int(zoom);
    }

    std::mt19937 m_random{20240604};
    segment::Scope m_scope;
    std::vector<SegmentDensity> m_densities;
    std::vector<std::vector<Categories>> m_categories;
    std::vector<DensityMark> m_marks;
};

TEST_F(DensityTest, each_cell_counts_the_patches_whose_label_stands_in_it) {
    for (std::uint8_t zoom = min_density_zoom; zoom <= max_density_zoom; ++zoom) {
        expect_cells_of(zoom);
    }
}

TEST_F(DensityTest, villages_that_the_scope_does_not_allow_are_not_counted) {
    for (auto& scoped : m_scope) {
        scoped.is_whole = false;
        scoped.allowed_villages[scoped.slot] = false;
        scoped.allowed_villages[0] = false;
    }
    expect_cells_of(7);
    expect_cells_of(12);
}

TEST_F(DensityTest, a_village_has_the_sum_of_its_patches) {
    const segment::Segment& segment = *m_scope[0].segment;
    for (std::size_t v = 0; v < segment.villages().size(); ++v) {
        DensityCount wanted;
        for (const segment::Position p : segment.patches_of_village(v)) {
            ++wanted.patches;
            for (std::size_t c = 0; c < density_category_count; ++c) {
                wanted.categories[c] += m_categories[0][p] >> c & 1U;
            }
        }
        EXPECT_EQ(m_densities[0].of_village(v), wanted);
    }
}

TEST_F(DensityTest, a_mark_stands_in_exactly_one_tile_of_a_zoom_with_its_counts) {
    const std::uint32_t edge = 6625U << 19U; // between two tiles of z13 and of coarser zooms
    m_marks.push_back({77, "990101000000", "甲县", "county", {edge, edge}, {5, {1, 0, 2}}});
    for (std::uint8_t zoom = min_density_zoom; zoom <= max_density_zoom; ++zoom) {
        const std::uint32_t x = edge >> (32U - zoom);
        int count = 0;
        for (const std::uint32_t dx : {0U, 1U, 2U}) {
            for (const std::uint32_t dy : {0U, 1U, 2U}) {
                const Tile decoded = tile({zoom, x + dx - 1, x + dy - 1});
                for (const Feature& mark : decoded.features("divisions")) {
                    ++count;
                    EXPECT_EQ(mark.id, 77U);
                    EXPECT_EQ(counts_of(mark), (Counts{{"count", 5}, {"a", 1}, {"c", 2}}));
                    EXPECT_EQ(std::get<std::string>(mark.attributes.at("name")), "甲县");
                    EXPECT_EQ(std::get<std::string>(mark.attributes.at("level")), "county");
                }
            }
        }
        EXPECT_EQ(count, 1);
    }
}

TEST_F(DensityTest, a_place_without_patches_has_no_tile) {
    EXPECT_EQ(encode_density_tile({9, 1, 1}, {}, {}, names), "");
}

} // namespace
} // namespace tuban::tiles::test
