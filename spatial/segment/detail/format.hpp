#pragma once

#include "spatial/geometry/grid.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

/// The bytes of a segment file, little-endian as the machines it runs on; docs/segment.md explains
/// each. Offsets count from the start of the file.
namespace tuban::segment::detail {

static_assert(std::endian::native == std::endian::little);

inline constexpr std::array<char, 8> magic{'T', 'U', 'B', 'A', 'N', 'S', 'E', 'G'};
inline constexpr std::uint32_t format_version = 1;
inline constexpr std::size_t section_alignment = 64;
inline constexpr std::size_t fan_out = 16;
inline constexpr std::size_t most_villages = 0x10000; ///< `village_of` holds 16 bits
inline constexpr std::size_t most_code_values = 0xFF; ///< of a column; a byte, and one unknown

/// In the order in which they stand in the file.
enum class SectionId : std::uint32_t {
    leaves = 1,
    tree,
    large_boxes,
    ring_offsets,
    rings,
    labels,
    exact_labels,
    village_of,
    code_use,
    code_dwelling_kind,
    code_structure,
    code_built_period,
    code_built_by,
    code_land_tenure,
    code_grade,
    floors,
    heights,
    floor_areas,
    ground_areas,
    dictionaries,
    number_offsets,
    numbers,
    sorted_numbers,
    text_offsets,
    texts,
    villages,
    village_patches,
};
inline constexpr std::size_t section_count = 27;

/// Name in messages and in docs/segment.md.
const char* section_name(SectionId id) noexcept;

struct Header {
    std::array<char, 8> magic;
    std::uint32_t version;
    std::uint32_t section_count;
    std::uint64_t file_length;
    std::uint32_t patch_count;
    std::uint32_t village_count;
    std::array<char, 12> county_code;
    std::uint32_t number_width; ///< bytes of every patch number; 0 where they differ
    geometry::GridBox box;
    std::uint64_t checksum; ///< of what stands before it and of the section table
};
static_assert(sizeof(Header) == 72);

struct SectionEntry {
    std::uint32_t id;
    std::uint32_t reserved; ///< 0
    std::uint64_t offset;
    std::uint64_t length; ///< without the zero bytes up to the next section
    std::uint64_t checksum;
};
static_assert(sizeof(SectionEntry) == 32);

using SectionTable = std::array<SectionEntry, section_count>;
inline constexpr std::size_t table_offset = sizeof(Header);
inline constexpr std::size_t preamble_length = sizeof(Header) + sizeof(SectionTable);

/// Boxes of 16 consecutive patches: corner to the north-west, width and height. A width of 0xFFFF
/// says that the true extent stands in `large_boxes`.
struct LeafNode {
    std::array<std::uint32_t, fan_out> min_x;
    std::array<std::uint32_t, fan_out> min_y;
    std::array<std::uint16_t, fan_out> width;
    std::array<std::uint16_t, fan_out> height;
};
static_assert(sizeof(LeafNode) == 192);
inline constexpr std::uint16_t large_extent = 0xFFFF;

/// Boxes of 16 consecutive nodes of the level below.
struct InnerNode {
    std::array<std::uint32_t, fan_out> min_x;
    std::array<std::uint32_t, fan_out> min_y;
    std::array<std::uint32_t, fan_out> max_x;
    std::array<std::uint32_t, fan_out> max_y;
};
static_assert(sizeof(InnerNode) == 256);

struct LargeBox {
    std::uint32_t position;
    std::uint32_t width;
    std::uint32_t height;
};
static_assert(sizeof(LargeBox) == 12);

/// Where in the patch's box the label stands, in 256ths of its width and height.
struct LabelFraction {
    std::uint8_t x;
    std::uint8_t y;
    bool operator==(const LabelFraction&) const = default;
};
/// Says that the point stands in `exact_labels`.
inline constexpr LabelFraction exact_label_mark{255, 255};
inline geometry::GridPoint label_at(LabelFraction fraction, const geometry::GridBox& box) noexcept {
    const auto along = [](std::uint32_t from, std::uint32_t to, std::uint8_t part) {
        const std::uint64_t length = std::uint64_t{to} - from;
        return from + static_cast<std::uint32_t>(length * (2U * part + 1U) / 512U);
    };
    return {along(box.min.x, box.max.x, fraction.x), along(box.min.y, box.max.y, fraction.y)};
}

struct ExactLabel {
    std::uint32_t position;
    geometry::GridPoint point;
};
static_assert(sizeof(ExactLabel) == 12);

struct VillageEntry {
    std::array<char, 12> code; ///< filled with NUL where shorter
    std::uint32_t first;       ///< index of its first position in `village_patches`
    std::uint32_t count;
    geometry::GridBox box;
    geometry::GridPoint mark;
};
static_assert(sizeof(VillageEntry) == 44);

inline constexpr std::uint16_t no_floors = 0; ///< else the number of floors + 1

constexpr std::uint64_t align_up(std::uint64_t length) noexcept {
    return (length + section_alignment - 1) / section_alignment * section_alignment;
}

/// Nodes of each level, the leaves (level 0) first; the last level has one node. Empty for none.
struct TreeShape {
    explicit TreeShape(std::uint64_t patch_count) noexcept;

    std::array<std::uint32_t, 8> nodes{}; ///< nodes at a level
    std::array<std::uint32_t, 8> first{}; ///< of inner levels: index of the level's first node
    std::size_t levels = 0;               ///< 0 for an empty segment
    std::uint32_t inner_nodes = 0;
};

/// What a section must measure by the counts of the header; nothing where only its content says.
std::optional<std::uint64_t> fixed_length(SectionId id, const Header& header) noexcept;

std::uint64_t checksum(std::span<const std::byte> bytes) noexcept;
/// Of a header and table, the header's own field left out.
std::uint64_t preamble_checksum(const Header& header, const SectionTable& table) noexcept;

/// Makes every checksum of a file fit its content, as far as its section table makes sense: for
/// tests and fuzzing, which have to get past the checksums.
void repair_checksums(std::span<std::byte> file) noexcept;

} // namespace tuban::segment::detail
