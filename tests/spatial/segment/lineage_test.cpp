#include "spatial/segment/builder.hpp"
#include "spatial/segment/lineage.hpp"
#include "tests/spatial/segment/patches.hpp"

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tuban::segment {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Metres east and north of a place, of a building w by d.
struct House {
    std::string number;
    double x;
    double y;
    double w;
    double d;
};

class LineageTest : public ::testing::Test {
  protected:
    std::shared_ptr<const Segment> built(const std::vector<House>& houses) {
        Builder builder(m_folder.path(), "990101000000");
        for (const auto& [number, x, y, w, d] : houses) {
            Patch patch;
            patch.number = number;
            patch.division_code = "990101001001";
            patch.shape = {
                {{testing::at({x, y}), testing::at({x + w, y}), testing::at({x + w, y + d}),
                  testing::at({x, y + d}), testing::at({x, y})}}};
            builder.add(patch);
        }
        return Segment::open(builder.finish().file);
    }
    Lineage lineage(const std::string& number, const std::vector<House>& before,
                    const std::vector<House>& after) {
        const auto old = built(before);
        return lineage_of(*old, old->find_number(number).value(), *built(after));
    }

    testing::Folder m_folder;
};

TEST_F(LineageTest, the_same_number_on_about_the_same_place_is_the_same) {
    EXPECT_EQ(lineage("a", {{"a", 0, 0, 10, 10}}, {{"a", 0, 0, 10, 10}}).fate, Fate::same);
    EXPECT_EQ(lineage("a", {{"a", 0, 0, 10, 10}}, {{"a", 2, 1, 14, 12}}).fate, Fate::same);
    EXPECT_EQ(lineage("a", {{"a", 0, 0, 10, 10}}, {{"a", 0, 0, 30, 30}}).fate, Fate::same)
        << "it has grown";
}

TEST_F(LineageTest, the_same_number_elsewhere_has_moved_and_tells_who_stands_there) {
    const auto moved =
        lineage("a", {{"a", 0, 0, 10, 10}}, {{"a", 100, 0, 10, 10}, {"b", 1, 0, 10, 10}});
    EXPECT_EQ(moved.fate, Fate::moved);
    EXPECT_THAT(moved.successors, ElementsAre("b"));
    EXPECT_NEAR(moved.overlap, 0.9, 0.05);
}

TEST_F(LineageTest, another_number_on_the_same_outline_is_the_same_house) {
    const auto renumbered = lineage("a", {{"a", 0, 0, 10, 10}}, {{"z", 1, 0, 10, 10}});
    EXPECT_EQ(renumbered.fate, Fate::renumbered);
    EXPECT_THAT(renumbered.successors, ElementsAre("z"));
    EXPECT_EQ(lineage("a", {{"a", 0, 0, 10, 10}, {"z", 9, 0, 10, 10}}, {{"z", 0, 0, 10, 10}}).fate,
              Fate::merged)
        << "a number that was there before is no new one";
}

TEST_F(LineageTest, a_house_in_two_pieces_is_split) {
    const auto split = lineage("a", {{"a", 0, 0, 20, 10}},
                               {{"x", 0, 0, 12, 10}, {"y", 12, 0, 8, 10}, {"far", 90, 0, 8, 8}});
    EXPECT_EQ(split.fate, Fate::split);
    EXPECT_THAT(split.successors, ElementsAre("x", "y"));
}

TEST_F(LineageTest, a_house_within_a_greater_one_is_merged) {
    const std::vector<House> before{{"a", 0, 0, 10, 10}, {"b", 10, 0, 10, 10}};
    const auto merged = lineage("b", before, {{"a", 0, 0, 20, 10}});
    EXPECT_EQ(merged.fate, Fate::merged);
    EXPECT_THAT(merged.successors, ElementsAre("a"));
    EXPECT_NEAR(merged.overlap, 1, 0.05);
    EXPECT_EQ(lineage("a", before, {{"a", 0, 0, 20, 10}}).fate, Fate::same);
}

TEST_F(LineageTest, where_little_or_nothing_stands_it_is_gone) {
    const auto gone = lineage("a", {{"a", 0, 0, 10, 10}}, {{"n", 200, 0, 10, 10}});
    EXPECT_EQ(gone.fate, Fate::gone);
    EXPECT_THAT(gone.successors, IsEmpty());
    const auto touched = lineage("a", {{"a", 0, 0, 10, 10}}, {{"n", 7, 0, 30, 10}});
    EXPECT_EQ(touched.fate, Fate::gone);
    EXPECT_THAT(touched.successors, ElementsAre("n")) << "as a suggestion";
    EXPECT_EQ(lineage("a", {{"a", 0, 0, 10, 10}}, {{"n", 10, 0, 10, 10}}).fate, Fate::gone)
        << "a shared wall is no overlap";
}

TEST_F(LineageTest, shares_agree_with_areas_of_rectangles) {
    const auto a = built({{"a", 0, 0, 40, 20}});
    for (const double shift : {0.0, 3.0, 11.0, 25.0, 39.0, 41.0}) {
        const auto b = built({{"b", shift, 5, 40, 30}});
        const double shared = std::max(0.0, 40 - shift) * 15;
        EXPECT_NEAR(covered_share(*a, 0, *b, 0), shared / 800, 0.04) << shift;
        EXPECT_NEAR(covered_share(*b, 0, *a, 0), shared / 1200, 0.04) << shift;
    }
}

} // namespace
} // namespace tuban::segment
