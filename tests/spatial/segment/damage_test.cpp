#include "spatial/segment/detail/format.hpp"
#include "tests/spatial/segment/exercise.hpp"
#include "tests/spatial/segment/patches.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <fstream>
#include <random>

namespace tuban::segment {
namespace {

std::vector<std::byte> read_all(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

/// Every section of the file has bytes.
std::vector<std::byte> small_file() {
    const testing::Folder folder;
    testing::Village source(77);
    std::vector<Patch> patches;
    for (int i = 0; i < 40; ++i) {
        patches.push_back(source.next());
    }
    patches.push_back(testing::patch("courtyard", {{testing::square({-1000, -1000}, 2000),
                                                    testing::square({-990, -990}, 1980)}}));
    patches.push_back(
        testing::patch("sliver", {{testing::ring({{0, 0}, {40, 0.001}, {40, 0.01}})}}));
    patches.push_back(testing::patch("dust", {{testing::square({50, 0}, 0.0001)}}));
    return read_all(testing::build(folder.path(), patches).file);
}

std::string damaged_section(std::span<const std::byte> bytes) {
    try {
        Segment::from_bytes(bytes);
    } catch (const SegmentError& error) {
        EXPECT_EQ(error.code(), "segment_damaged");
        return error.section();
    }
    return "none";
}

detail::SectionTable table_of(std::span<const std::byte> bytes) {
    detail::SectionTable table;
    std::memcpy(&table, bytes.data() + detail::table_offset, sizeof(table));
    return table;
}

TEST(DamagedSegment, is_refused_at_whatever_length_it_is_cut) {
    const auto bytes = small_file();
    ASSERT_EQ(damaged_section(bytes), "none");
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        // An allocation of its own, so that a read past the end is one past the allocation.
        const std::vector<std::byte> cut(bytes.begin(),
                                         bytes.begin() + static_cast<std::ptrdiff_t>(length));
        ASSERT_EQ(damaged_section(cut), length < detail::preamble_length ? "header" : "file")
            << length;
    }
}

TEST(DamagedSegment, is_refused_with_bytes_after_its_end) {
    auto bytes = small_file();
    bytes.push_back(std::byte{0});
    EXPECT_EQ(damaged_section(bytes), "file");
}

TEST(DamagedSegment, is_refused_with_the_name_of_the_section_in_which_a_bit_flipped) {
    const std::uint64_t seed = std::random_device()();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937_64 random(seed);
    auto bytes = small_file();
    const auto table = table_of(bytes);
    std::vector<std::string> expected(bytes.size(), "header");
    std::size_t end = detail::preamble_length;
    for (const auto& entry : table) {
        EXPECT_GT(entry.length, 0U) << "a section that nothing tests";
        const char* const name = detail::section_name(static_cast<detail::SectionId>(entry.id));
        for (; end < entry.offset + entry.length; ++end) {
            expected[end] = name;
        }
    }
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto flipped = static_cast<std::byte>(1U << (random() % 8));
        bytes[i] ^= flipped;
        ASSERT_EQ(damaged_section(bytes), expected[i]) << "byte " << i;
        bytes[i] ^= flipped;
    }
    EXPECT_EQ(damaged_section(bytes), "none");
}

TEST(DamagedSegment, is_read_without_leaving_its_bytes_even_where_the_checksums_fit) {
    const std::uint64_t seed = std::random_device()();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937_64 random(seed);
    const auto bytes = small_file();
    std::size_t opened = 0;
    for (int i = 0; i < 2000; ++i) {
        auto damaged = bytes;
        for (std::size_t changes = 1 + random() % 4; changes > 0; --changes) {
            damaged[random() % damaged.size()] = static_cast<std::byte>(random());
        }
        detail::repair_checksums(damaged);
        try {
            testing::exercise(Segment::from_bytes(damaged));
            ++opened;
        } catch (const SegmentError&) {
        }
    }
    EXPECT_GT(opened, 100U);
}

struct Lie {
    detail::SectionId section;
    std::size_t at;
    std::uint32_t value;
};

TEST(DamagedSegment, is_refused_where_a_table_points_beyond_what_it_indexes) {
    using detail::SectionId;
    const auto bytes = small_file();
    const auto table = table_of(bytes);
    for (const Lie& lie : std::initializer_list<Lie>{
             {SectionId::ring_offsets, 4, 0xFFFFFF},
             {SectionId::text_offsets, 4, 0xFFFFFF},
             {SectionId::number_offsets, 4, 0xFFFFFF},
             {SectionId::sorted_numbers, 8, 43},
             {SectionId::village_patches, 8, 43},
             {SectionId::village_of, 0, 0xFFFF},
             {SectionId::code_grade, 0, 0xFF},
             {SectionId::large_boxes, 0, 43},
             {SectionId::exact_labels, 0, 43},
             {SectionId::dictionaries, 0, 0xFF},
             {SectionId::villages, 12, 1},
             {SectionId::villages, 16, 1000},
         }) {
        auto lying = bytes;
        const auto& entry = table[static_cast<std::size_t>(lie.section) - 1];
        std::memcpy(lying.data() + entry.offset + lie.at, &lie.value,
                    std::min<std::size_t>(sizeof(lie.value), entry.length - lie.at));
        detail::repair_checksums(lying);
        EXPECT_EQ(damaged_section(lying), detail::section_name(lie.section));
    }
}

TEST(DamagedSegment, a_ring_that_runs_past_its_bytes_is_an_error_when_it_is_read) {
    auto bytes = small_file();
    const auto rings = table_of(bytes)[static_cast<std::size_t>(detail::SectionId::rings) - 1];
    for (const unsigned header : {0x00U, 0x08U, 0x7DU}) { // no points, two points, 31 points
        bytes[rings.offset] = static_cast<std::byte>(header);
        detail::repair_checksums(bytes);
        const auto segment = Segment::from_bytes(bytes);
        try {
            segment->shape(0);
            ADD_FAILURE() << header;
        } catch (const SegmentError& error) {
            EXPECT_EQ(error.section(), "rings");
        }
    }
}

TEST(DamagedSegment, foreign_missing_and_newer_files_say_what_they_are) {
    EXPECT_EQ(damaged_section(std::vector<std::byte>(5000)), "header");
    EXPECT_THROW(Segment::open("/nowhere/none.seg"), SegmentError);
    auto bytes = small_file();
    bytes[8] = std::byte{2};
    detail::repair_checksums(bytes);
    try {
        Segment::from_bytes(bytes);
        ADD_FAILURE();
    } catch (const SegmentError& error) {
        EXPECT_NE(std::string(error.what()).find("version 2"), std::string::npos);
    }
}

TEST(DamagedSegment, bytes_that_are_not_aligned_are_read_all_the_same) {
    const auto bytes = small_file();
    std::vector<std::byte> shifted(bytes.size() + 1);
    std::ranges::copy(bytes, shifted.begin() + 1);
    const auto segment = Segment::from_bytes(std::span(shifted).subspan(1));
    EXPECT_TRUE(segment->find_number("courtyard"));
}

} // namespace
} // namespace tuban::segment
