#include "spatial/segment/builder.hpp"
#include "spatial/segment/catalog.hpp"
#include "spatial/segment/detail/file.hpp"
#include "spatial/segment/detail/grid_shape.hpp"
#include "tests/forked.hpp"
#include "tests/spatial/segment/patches.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <fstream>

namespace tuban::segment {
namespace {

using forked::die_after;
using forked::outcome_of;
using ::testing::AllOf;
using testing::Folder;
using ::testing::HasSubstr;
using testing::patch;
using testing::ring;
using testing::square;

std::vector<Patch> village(std::uint64_t seed, std::size_t count) {
    testing::Village source(seed);
    std::vector<Patch> patches;
    for (std::size_t i = 0; i < count; ++i) {
        patches.push_back(source.next());
    }
    return patches;
}

std::vector<std::string> files_in(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        names.push_back(entry.path().filename().string());
    }
    return names;
}

TEST(Builder, the_same_patches_in_any_order_give_the_same_file) {
    const std::uint64_t seed = std::random_device()();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    const Folder folder;
    auto patches = village(seed, 500);
    auto twin = patches[7]; // the same place, so that only the number decides the order
    twin.number = "0000000000001";
    patches.push_back(twin);
    const auto first = testing::build(folder.path(), patches);
    std::ranges::shuffle(patches, std::mt19937_64(seed));
    const auto second = testing::build(folder.path(), patches);
    EXPECT_EQ(first.hash, second.hash);
    EXPECT_EQ(first.file, second.file);
    EXPECT_EQ(first.file.filename(), first.hash + ".seg");
    EXPECT_EQ(files_in(folder.path()).size(), 1U);
}

TEST(Builder, anything_that_changes_changes_the_name) {
    const Folder folder;
    auto patches = village(1, 20);
    const auto before = testing::build(folder.path(), patches);
    patches[3].grade = patches[3].grade == "A" ? "B" : "A";
    EXPECT_NE(testing::build(folder.path(), patches).hash, before.hash);
    EXPECT_NE(testing::build(folder.path(), patches, "990102000000").hash, before.hash);
}

TEST(Builder, a_shape_too_small_for_the_grid_keeps_a_thin_triangle_in_its_place) {
    const Folder folder;
    const geometry::LonLat corner_of_the_grid{180, -85.06};
    const std::vector<Patch> patches{
        patch("dust", {{square({0, 0}, 0.0001)}}),
        patch("wall", {{ring({{0, 0}, {30, 0}, {30, 0.0001}, {0, 0.0001}})}}),
        patch("post", {{ring({{0, 0}, {0, 30}, {0.0001, 30}})}}),
        patch("house with a pinhole", {{square({50, 0}, 10), square({52, 2}, 0.0001)}}),
        patch("edge", {{{corner_of_the_grid, corner_of_the_grid, corner_of_the_grid}}}),
    };
    const auto segment = Segment::open(testing::build(folder.path(), patches).file);
    RingBuffer buffer;
    for (const Patch& one : patches) {
        SCOPED_TRACE(one.number);
        const auto position = segment->find_number(one.number);
        ASSERT_TRUE(position);
        std::size_t rings = 0;
        segment->visit_rings(*position, buffer, [&](const RingView& view) {
            EXPECT_TRUE(view.is_outer);
            EXPECT_GE(view.points.size(), 3U);
            ++rings;
        });
        EXPECT_EQ(rings, 1U);
    }
    EXPECT_NEAR(geometry::area_m2(segment->shape(*segment->find_number("wall"))), 0.12, 0.12);
    EXPECT_LT(geometry::area_m2(segment->shape(*segment->find_number("dust"))), 1e-3);
}

TEST(Builder, a_label_stands_inside_its_patch) {
    const std::uint64_t seed = std::random_device()();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    const Folder folder;
    auto patches = village(seed, 800);
    patches.push_back(
        patch("courtyard", {{square({-1000, -1000}, 2000), square({-995, -995}, 1990)}}));
    patches.push_back(patch("far parts", {{square({0, 0}, 6)}, {square({800, 800}, 8)}}));
    patches.push_back(patch("sliver", {{ring({{0, 0}, {100, 0.001}, {100, 0.02}})}}));
    patches.push_back(patch("stair", {{ring({{0, 0}, {90, 90}, {90, 90.2}, {0, 0.2}})}}));
    const auto segment = Segment::open(testing::build(folder.path(), patches).file);
    RingBuffer buffer;
    for (Position position = 0; position < segment->size(); ++position) {
        detail::GridShape shape;
        segment->visit_rings(position, buffer, [&](const RingView& view) {
            shape.push_back({{view.points.begin(), view.points.end()}, view.is_outer});
        });
        const auto label = segment->label_point(position);
        const Scope scope{{segment, 0, {}, true}};
        if (segment->number(position) == "sliver") {
            EXPECT_TRUE(segment->box(position).contains(label));
        } else {
            EXPECT_TRUE(detail::is_strictly_inside(shape, label)) << segment->number(position);
        }
    }
}

TEST(Builder, a_number_given_twice_is_refused_and_leaves_no_file) {
    const Folder folder;
    try {
        testing::build(folder.path(),
                       {patch("one", {{square({0, 0}, 9)}}), patch("two", {{square({10, 0}, 9)}}),
                        patch("one", {{square({20, 0}, 9)}})});
        ADD_FAILURE();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "number_twice");
    }
    EXPECT_TRUE(files_in(folder.path()).empty());
}

TEST(Builder, more_villages_than_a_county_can_hold_are_refused_with_the_county_and_the_patch) {
    const Folder folder;
    Builder builder(folder.path(), "990101000000");
    Patch one = patch("", {{square({0, 0}, 9)}});
    const auto add = [&](std::size_t i) {
        one.number = fmt::format("number {}", i);
        one.division_code = fmt::format("9901{:08}", i);
        builder.add(one);
    };
    for (std::size_t i = 0; i < 65536; ++i) {
        add(i);
    }
    try {
        add(65536);
        ADD_FAILURE();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "segment_too_large");
        EXPECT_THAT(error.what(),
                    AllOf(HasSubstr("990101000000"), HasSubstr("村级区划超过 65536 个"),
                          HasSubstr("number 65536"), HasSubstr("990100065536"),
                          HasSubstr("请核对这批图斑的行政区划代码")));
    }
    // What went in before is whole.
    const auto segment = Segment::open(builder.finish().file);
    EXPECT_EQ(segment->size(), 65536U);
    EXPECT_EQ(segment->villages().size(), 65536U);
    const auto last = segment->find_number("number 65535");
    ASSERT_TRUE(last);
    EXPECT_EQ(segment->villages()[segment->village_index(*last)].code, "990100065535");
}

TEST(Builder, one_that_is_dropped_leaves_nothing_behind) {
    const Folder folder;
    {
        Builder builder(folder.path(), "990101000000");
        for (const Patch& one : village(2, 100)) {
            builder.add(one);
        }
        EXPECT_TRUE(files_in(folder.path()).empty());
    }
    EXPECT_TRUE(files_in(folder.path()).empty());
}

TEST(Builder, a_part_of_a_living_builder_is_kept_and_one_of_a_dead_builder_removed) {
    const Folder folder;
    std::ofstream(folder.path() / "building-dead00.part") << "left over";
    std::ofstream(folder.path() / "notes.part") << "not ours";
    const detail::PartFile living(folder.path());
    const detail::PartFile other(folder.path());
    const auto files = files_in(folder.path());
    EXPECT_EQ(files.size(), 3U);
    EXPECT_EQ(std::ranges::count(files, "building-dead00.part"), 0);
}

TEST(Builder, a_folder_that_is_not_there_is_a_failed_write) {
    try {
        Builder builder("/nowhere/at/all", "990101000000");
        ADD_FAILURE();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "write_failed");
    }
}

TEST(Builder, a_full_disk_is_a_failed_write_and_leaves_no_file) {
    const auto patches = village(3, 3000);
    const Folder complete;
    const auto length = std::filesystem::file_size(testing::build(complete.path(), patches).file);
    for (int part = 0; part < 12; ++part) {
        const Folder folder;
        const pid_t child = ::fork();
        if (child == 0) {
            std::signal(SIGXFSZ, SIG_IGN);
            const rlimit limit{length * static_cast<unsigned>(part) / 12,
                               length * static_cast<unsigned>(part) / 12};
            ::setrlimit(RLIMIT_FSIZE, &limit);
            try {
                testing::build(folder.path(), patches);
                ::_exit(1);
            } catch (const Error& error) {
                ::_exit(error.code() == "write_failed" ? 0 : 2);
            }
        }
        EXPECT_EQ(outcome_of(child), 0) << part;
        EXPECT_TRUE(files_in(folder.path()).empty()) << part;
    }
}

TEST(Builder, killed_at_any_moment_leaves_nothing_that_looks_like_a_segment_but_is_not) {
    const std::uint64_t seed = std::random_device()();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937_64 random(seed);
    const auto patches = village(4, 2000);
    const Folder folder;
    const std::clock_t begin = std::clock();
    testing::build(folder.path(), patches);
    const auto whole_build = static_cast<std::uint64_t>(std::clock() - begin) *
                             (1'000'000'000U / static_cast<std::uint64_t>(CLOCKS_PER_SEC));
    int killed = 0;
    for (int round = 0; round < 30; ++round) {
        const pid_t child = ::fork();
        if (child == 0) {
            die_after(1 + static_cast<std::int64_t>(random() % whole_build));
            auto own = patches;
            own[0].number = fmt::format("round {}", round);
            testing::build(folder.path(), own);
            ::_exit(0);
        }
        random.discard(1);
        killed += outcome_of(child) == -SIGKILL ? 1 : 0;
        for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
            if (entry.path().extension() == ".seg") {
                EXPECT_EQ(Segment::open(entry.path())->size(), patches.size());
            }
        }
    }
    EXPECT_GT(killed, 0);
    testing::build(folder.path(), patches);
    for (const std::string& name : files_in(folder.path())) {
        EXPECT_TRUE(name.ends_with(".seg")) << name;
    }
}

} // namespace
} // namespace tuban::segment
