#include "spatial/segment/detail/format.hpp"

#include <xxhash.h>

#include <cstring>

namespace tuban::segment::detail {

const char* section_name(SectionId id) noexcept {
    static constexpr std::array<const char*, section_count> names{
        "leaves",         "tree",
        "large_boxes",    "ring_offsets",
        "rings",          "labels",
        "exact_labels",   "village_of",
        "code_use",       "code_dwelling_kind",
        "code_structure", "code_built_period",
        "code_built_by",  "code_land_tenure",
        "code_grade",     "floors",
        "heights",        "floor_areas",
        "ground_areas",   "dictionaries",
        "number_offsets", "numbers",
        "sorted_numbers", "text_offsets",
        "texts",          "villages",
        "village_patches"};
    const auto index = static_cast<std::size_t>(id) - 1;
    return index < names.size() ? names[index] : "unknown";
}

TreeShape::TreeShape(std::uint64_t patch_count) noexcept {
    std::uint64_t below = patch_count;
    while (below > 0 && (levels == 0 || below > 1)) {
        below = (below + fan_out - 1) / fan_out;
        nodes[levels] = static_cast<std::uint32_t>(below);
        if (levels > 0) {
            first[levels] = inner_nodes;
            inner_nodes += nodes[levels];
        }
        ++levels;
    }
}

std::optional<std::uint64_t> fixed_length(SectionId id, const Header& header) noexcept {
    const std::uint64_t n = header.patch_count;
    switch (id) {
    case SectionId::leaves:
        return (n + fan_out - 1) / fan_out * sizeof(LeafNode);
    case SectionId::tree:
        return TreeShape(n).inner_nodes * sizeof(InnerNode);
    case SectionId::ring_offsets:
    case SectionId::text_offsets:
        return (n + 1) * sizeof(std::uint32_t);
    case SectionId::labels:
        return n * sizeof(LabelFraction);
    case SectionId::village_of:
    case SectionId::floors:
        return n * sizeof(std::uint16_t);
    case SectionId::code_use:
    case SectionId::code_dwelling_kind:
    case SectionId::code_structure:
    case SectionId::code_built_period:
    case SectionId::code_built_by:
    case SectionId::code_land_tenure:
    case SectionId::code_grade:
        return n;
    case SectionId::heights:
    case SectionId::floor_areas:
    case SectionId::ground_areas:
        return n * sizeof(float);
    case SectionId::number_offsets:
        return header.number_width > 0 ? 0 : (n + 1) * sizeof(std::uint32_t);
    case SectionId::numbers:
        return header.number_width > 0 ? std::optional(n * header.number_width) : std::nullopt;
    case SectionId::sorted_numbers:
    case SectionId::village_patches:
        return n * sizeof(std::uint32_t);
    case SectionId::villages:
        return std::uint64_t{header.village_count} * sizeof(VillageEntry);
    case SectionId::large_boxes:
    case SectionId::rings:
    case SectionId::exact_labels:
    case SectionId::dictionaries:
    case SectionId::texts:
        return std::nullopt;
    }
    return std::nullopt;
}

std::uint64_t checksum(std::span<const std::byte> bytes) noexcept {
    return XXH3_64bits(bytes.data(), bytes.size());
}

std::uint64_t preamble_checksum(const Header& header, const SectionTable& table) noexcept {
    const std::uint64_t of_header = XXH3_64bits(&header, offsetof(Header, checksum));
    return XXH3_64bits_withSeed(table.data(), sizeof(table), of_header);
}

void repair_checksums(std::span<std::byte> file) noexcept {
    if (file.size() < preamble_length) {
        return;
    }
    Header header;
    SectionTable table;
    std::memcpy(&header, file.data(), sizeof(header));
    std::memcpy(&table, file.data() + table_offset, sizeof(table));
    for (SectionEntry& entry : table) {
        if (entry.offset <= file.size() && entry.length <= file.size() - entry.offset) {
            entry.checksum = checksum(file.subspan(entry.offset, entry.length));
        }
    }
    header.checksum = preamble_checksum(header, table);
    std::memcpy(file.data(), &header, sizeof(header));
    std::memcpy(file.data() + table_offset, &table, sizeof(table));
}

} // namespace tuban::segment::detail
