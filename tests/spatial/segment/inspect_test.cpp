#include "spatial/segment/detail/format.hpp"
#include "spatial/segment/inspect.hpp"
#include "spatial/segment/segment.hpp"
#include "tests/spatial/segment/patches.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

namespace tuban::segment {
namespace {

class Inspect : public ::testing::Test {
  protected:
    Inspect() {
        testing::Village source(8);
        std::vector<Patch> patches;
        for (int i = 0; i < 300; ++i) {
            patches.push_back(source.next());
        }
        m_file = testing::build(m_folder.path(), patches).file;
    }

    /// A copy under another name in which bytes of a section are others, checksums made to fit.
    std::filesystem::path lying(detail::SectionId id, std::size_t at, std::uint32_t value) {
        std::ifstream stream(m_file, std::ios::binary);
        std::string bytes{std::istreambuf_iterator<char>(stream), {}};
        detail::SectionTable table;
        std::memcpy(&table, bytes.data() + detail::table_offset, sizeof(table));
        std::memcpy(bytes.data() + table[static_cast<std::size_t>(id) - 1].offset + at, &value,
                    sizeof(value));
        detail::repair_checksums(std::as_writable_bytes(std::span(bytes)));
        auto copy = m_folder.path() / "lying.seg";
        std::ofstream(copy, std::ios::binary) << bytes;
        return copy;
    }

    std::string wrong_section(const std::filesystem::path& file) {
        try {
            verify(file);
        } catch (const SegmentError& error) {
            return error.section();
        }
        return "none";
    }

    testing::Folder m_folder;
    std::filesystem::path m_file;
};

TEST_F(Inspect, says_what_header_and_table_say) {
    const SegmentInfo info = inspect(m_file);
    EXPECT_EQ(info.version, 1U);
    EXPECT_EQ(info.county_code, "990101000000");
    EXPECT_EQ(info.patch_count, 300U);
    EXPECT_EQ(info.village_count, 7U);
    EXPECT_EQ(info.file_length, std::filesystem::file_size(m_file));
    ASSERT_EQ(info.sections.size(), detail::section_count);
    EXPECT_EQ(info.sections.front().name, "leaves");
    EXPECT_EQ(info.sections.back().offset + info.sections.back().length, info.file_length);
}

TEST_F(Inspect, verify_finds_nothing_in_what_the_builder_wrote) {
    EXPECT_EQ(wrong_section(m_file), "none");
    EXPECT_EQ(wrong_section(testing::build(m_folder.path(), {}).file), "none");
}

TEST_F(Inspect, verify_finds_lies_that_the_checksums_do_not) {
    using detail::SectionId;
    EXPECT_EQ(wrong_section(lying(SectionId::leaves, 0, 17)), "leaves");
    EXPECT_EQ(wrong_section(lying(SectionId::leaves, 128, 0x7FFF)), "leaves");
    EXPECT_EQ(wrong_section(lying(SectionId::tree, 128, 0)), "tree");
    EXPECT_EQ(wrong_section(lying(SectionId::sorted_numbers, 0, 0)), "sorted_numbers");
    EXPECT_EQ(wrong_section(lying(SectionId::village_patches, 0, 299)), "village_patches");
    EXPECT_EQ(wrong_section(lying(SectionId::villages, 0, 0x39393939)), "villages");
}

TEST_F(Inspect, verify_compares_a_file_named_by_a_hash_with_that_hash) {
    const auto other = m_folder.path() / (std::string(64, 'a') + ".seg");
    std::filesystem::copy_file(m_file, other);
    EXPECT_EQ(wrong_section(other), "file");
}

} // namespace
} // namespace tuban::segment
