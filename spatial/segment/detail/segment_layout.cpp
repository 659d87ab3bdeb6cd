#include "spatial/segment/detail/segment_layout.hpp"

#include "base/error.hpp"
#include "base/hex.hpp"
#include "base/system_fault.hpp"
#include "spatial/segment/detail/dictionaries.hpp"
#include "spatial/segment/detail/hilbert.hpp"
#include "spatial/segment/detail/section_writer.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <system_error>

namespace tuban::segment::detail {
namespace {

using geometry::GridBox;
using geometry::GridPoint;

constexpr GridBox no_box{{0xFFFFFFFF, 0xFFFFFFFF}, {0, 0}};

bool is_large(const GridBox& box) noexcept {
    return box.max.x - box.min.x >= large_extent || box.max.y - box.min.y > large_extent;
}

void unite(GridBox& box, const GridBox& other) noexcept {
    box.extend(other.min);
    box.extend(other.max);
}

std::vector<std::byte> written_dictionaries(const SegmentContent& content) {
    std::vector<std::byte> bytes;
    for (const ValueTable& column : content.codes) {
        bytes.push_back(static_cast<std::byte>(column.size()));
        for (const std::string_view value : column.sorted()) {
            if (value.size() > 0xFF) {
                refuse_too_large(content.county_code, fmt::format("代码“{}”超过 255 个字节", value),
                                 check_codes);
            }
            bytes.push_back(static_cast<std::byte>(value.size()));
            const auto text = std::as_bytes(std::span(value));
            bytes.insert(bytes.end(), text.begin(), text.end());
        }
    }
    return bytes;
}

/// A division code as the file holds it.
std::array<char, 12> fixed(std::string_view text, std::string_view county_code) {
    std::array<char, 12> bytes{};
    if (text.size() > bytes.size()) {
        refuse_too_large(county_code, fmt::format("区划代码“{}”超过 12 位", text), check_divisions);
    }
    std::ranges::copy(text, bytes.begin());
    return bytes;
}

/// The first 16 bytes of a number as a number, so that sorting seldom looks at the text.
struct NumberKey {
    std::uint64_t high;
    std::uint64_t low;
    Position position;
};

std::uint64_t big_endian(std::string_view text, std::size_t from) noexcept {
    std::uint64_t value = 0;
    for (std::size_t i = from; i < from + 8; ++i) {
        value = (value << 8U) | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
    }
    return value;
}

Header header_of(const SegmentContent& content) {
    Header header{};
    header.patch_count = static_cast<std::uint32_t>(content.keys.size());
    header.village_count = static_cast<std::uint32_t>(content.villages.size());
    header.county_code = fixed(content.county_code, content.county_code);
    header.number_width = content.is_number_width_constant ? content.number_width.value_or(0) : 0;
    header.box = content.box;
    return header;
}

SectionWriter::Lengths lengths_of(const SegmentContent& content, const Header& header,
                                  std::size_t dictionaries_length) {
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    if (std::max({content.rings_length, content.numbers_length, content.texts_length}) > most) {
        refuse_too_large(content.county_code, "轮廓、编号或文字合计超过 4 GiB", check_divisions);
    }
    SectionWriter::Lengths lengths{};
    for (std::size_t i = 0; i < section_count; ++i) {
        lengths[i] = fixed_length(static_cast<SectionId>(i + 1), header).value_or(0);
    }
    const auto set = [&](SectionId id, std::uint64_t length) {
        lengths[static_cast<std::size_t>(id) - 1] = length;
    };
    set(SectionId::large_boxes, content.large_boxes * sizeof(LargeBox));
    set(SectionId::rings, content.rings_length);
    set(SectionId::exact_labels, content.exact_labels * sizeof(ExactLabel));
    set(SectionId::dictionaries, dictionaries_length);
    set(SectionId::numbers, content.numbers_length);
    set(SectionId::texts, content.texts_length);
    return lengths;
}

class Writing {
  public:
    Writing(const SegmentContent& content, const Spill& spill, const FileDescriptor& file)
        : m_content(content), m_spill(spill), m_dictionaries(written_dictionaries(content)),
          m_header(header_of(content)),
          m_writer(file, m_header, lengths_of(content, m_header, m_dictionaries.size())),
          m_village_ranks(content.villages.ranks()),
          m_village_boxes(m_village_ranks.size(), no_box),
          m_village_counts(m_village_ranks.size(), 0) {
        for (std::size_t i = 0; i < code_column_count; ++i) {
            m_code_ranks[i] = content.codes[i].ranks();
        }
    }

    void write() {
        m_writer.append(SectionId::dictionaries, m_dictionaries);
        append_offset(SectionId::ring_offsets, 0);
        append_offset(SectionId::text_offsets, 0);
        append_offset(SectionId::number_offsets, 0);
        m_village_of.reserve(m_content.keys.size());
        m_centres.reserve(m_content.keys.size());
        for (std::size_t i = 0; i < m_content.keys.size(); ++i) {
            write_patch(static_cast<Position>(i), m_spill.at(m_content.keys[i].offset));
        }
        write_tree();
        write_sorted_numbers();
        write_villages();
        m_writer.finish();
    }

  private:
    void append_offset(SectionId id, std::uint64_t offset) {
        if (id != SectionId::number_offsets || m_header.number_width == 0) {
            m_writer.append_value(id, static_cast<std::uint32_t>(offset));
        }
    }

    void write_patch(Position position, const SpilledPatch& patch) {
        const SpilledHead& head = patch.head;
        write_box(position, head.box);
        write_label(position, head);

        m_rings_end += patch.rings.size();
        m_texts_end += patch.texts.size();
        m_numbers_end += patch.number.size();
        m_writer.append(SectionId::rings, patch.rings);
        m_writer.append(SectionId::texts, patch.texts);
        m_writer.append(SectionId::numbers, std::as_bytes(std::span(patch.number)));
        append_offset(SectionId::ring_offsets, m_rings_end);
        append_offset(SectionId::text_offsets, m_texts_end);
        append_offset(SectionId::number_offsets, m_numbers_end);

        for (std::size_t i = 0; i < code_column_count; ++i) {
            const std::uint8_t code = head.codes[i];
            m_writer.append_value(code_section(i), code == 0 ? std::uint8_t{0}
                                                             : static_cast<std::uint8_t>(
                                                                   m_code_ranks[i][code - 1U] + 1));
        }
        m_writer.append_value(SectionId::floors, head.floors);
        m_writer.append_value(SectionId::heights, head.height_m);
        m_writer.append_value(SectionId::floor_areas, head.floor_area_m2);
        m_writer.append_value(SectionId::ground_areas, head.ground_area_m2);

        const auto village = static_cast<std::uint16_t>(m_village_ranks[head.village]);
        m_writer.append_value(SectionId::village_of, village);
        m_village_of.push_back(village);
        m_centres.push_back(centre(head.box));
        ++m_village_counts[village];
        unite(m_village_boxes[village], head.box);
    }

    void write_box(Position position, const GridBox& box) {
        const std::size_t i = position % fan_out;
        const std::uint32_t width = box.max.x - box.min.x;
        const std::uint32_t height = box.max.y - box.min.y;
        m_leaf.min_x[i] = box.min.x;
        m_leaf.min_y[i] = box.min.y;
        m_leaf.width[i] = is_large(box) ? large_extent : static_cast<std::uint16_t>(width);
        m_leaf.height[i] = is_large(box) ? std::uint16_t{0} : static_cast<std::uint16_t>(height);
        if (is_large(box)) {
            m_writer.append_value(SectionId::large_boxes, LargeBox{position, width, height});
        }
        unite(m_leaf_box, box);
        if (i + 1 == fan_out || position + 1 == m_content.keys.size()) {
            m_writer.append_value(SectionId::leaves, m_leaf);
            m_node_boxes.push_back(m_leaf_box);
            m_leaf = {};
            m_leaf_box = no_box;
        }
    }

    void write_label(Position position, const SpilledHead& head) {
        const LabelFraction fraction =
            head.has_exact_label ? exact_label_mark : nearest_fraction(head.label, head.box);
        m_writer.append_value(SectionId::labels, fraction);
        if (head.has_exact_label) {
            m_writer.append_value(SectionId::exact_labels, ExactLabel{position, head.label});
        }
    }

    void write_tree() {
        while (m_node_boxes.size() > 1) {
            std::vector<GridBox> above;
            for (std::size_t begin = 0; begin < m_node_boxes.size(); begin += fan_out) {
                InnerNode node{};
                GridBox box = no_box;
                for (std::size_t i = begin; i < std::min(begin + fan_out, m_node_boxes.size());
                     ++i) {
                    node.min_x[i - begin] = m_node_boxes[i].min.x;
                    node.min_y[i - begin] = m_node_boxes[i].min.y;
                    node.max_x[i - begin] = m_node_boxes[i].max.x;
                    node.max_y[i - begin] = m_node_boxes[i].max.y;
                    unite(box, m_node_boxes[i]);
                }
                m_writer.append_value(SectionId::tree, node);
                above.push_back(box);
            }
            m_node_boxes = std::move(above);
        }
    }

    void write_sorted_numbers() {
        std::vector<NumberKey> keys;
        keys.reserve(m_content.keys.size());
        for (std::size_t i = 0; i < m_content.keys.size(); ++i) {
            const std::string_view number = number_of(i);
            keys.push_back(
                {big_endian(number, 0), big_endian(number, 8), static_cast<Position>(i)});
        }
        std::ranges::sort(keys, [this](const NumberKey& a, const NumberKey& b) {
            return a.high != b.high ? a.high < b.high
                   : a.low != b.low ? a.low < b.low
                                    : number_of(a.position) < number_of(b.position);
        });
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (i > 0 && number_of(keys[i - 1].position) == number_of(keys[i].position)) {
                throw Error("number_twice",
                            fmt::format("图斑编号“{}”不止一次出现，请改正编号后重试。",
                                        number_of(keys[i].position)));
            }
            m_writer.append_value(SectionId::sorted_numbers, keys[i].position);
        }
    }

    std::string_view number_of(std::size_t position) const noexcept {
        return m_spill.number_at(m_content.keys[position].offset);
    }

    void write_villages() {
        std::vector<std::uint32_t> next(m_village_counts.size(), 0);
        for (std::size_t v = 1; v < next.size(); ++v) {
            next[v] = next[v - 1] + m_village_counts[v - 1];
        }
        const std::vector<std::uint32_t> first = next;
        std::vector<Position> patches(m_village_of.size());
        for (std::size_t i = 0; i < m_village_of.size(); ++i) {
            patches[next[m_village_of[i]]++] = static_cast<Position>(i);
        }
        m_writer.append(SectionId::village_patches, std::as_bytes(std::span(patches)));
        const auto codes = m_content.villages.sorted();
        for (std::size_t v = 0; v < codes.size(); ++v) {
            const std::span own = std::span(patches).subspan(first[v], m_village_counts[v]);
            m_writer.append_value(SectionId::villages,
                                  VillageEntry{fixed(codes[v], m_content.county_code), first[v],
                                               m_village_counts[v], m_village_boxes[v],
                                               mark_of(own)});
        }
    }

    /// Median of the centres in each direction, the lower one of two.
    GridPoint mark_of(std::span<const Position> patches) const {
        std::vector<std::uint32_t> x;
        std::vector<std::uint32_t> y;
        for (const Position position : patches) {
            x.push_back(m_centres[position].x);
            y.push_back(m_centres[position].y);
        }
        const auto middle = static_cast<std::ptrdiff_t>((patches.size() - 1) / 2);
        std::ranges::nth_element(x, x.begin() + middle);
        std::ranges::nth_element(y, y.begin() + middle);
        return {x[static_cast<std::size_t>(middle)], y[static_cast<std::size_t>(middle)]};
    }

    const SegmentContent& m_content;
    const Spill& m_spill;
    std::vector<std::byte> m_dictionaries;
    Header m_header;
    SectionWriter m_writer;
    std::vector<std::uint32_t> m_village_ranks;
    std::array<std::vector<std::uint32_t>, code_column_count> m_code_ranks;

    LeafNode m_leaf{};
    GridBox m_leaf_box = no_box;
    std::vector<GridBox> m_node_boxes; ///< of the level last written
    std::uint64_t m_rings_end = 0;
    std::uint64_t m_texts_end = 0;
    std::uint64_t m_numbers_end = 0;
    std::vector<GridPoint> m_centres;
    std::vector<std::uint16_t> m_village_of;
    std::vector<GridBox> m_village_boxes;
    std::vector<std::uint32_t> m_village_counts;
};

} // namespace

void SegmentContent::count(const SpilledHead& head) noexcept {
    unite(box, head.box);
    rings_length += head.rings_length;
    numbers_length += head.number_length;
    texts_length += head.texts_length;
    large_boxes += is_large(head.box) ? 1 : 0;
    exact_labels += head.has_exact_label ? 1 : 0;
    number_width = number_width.value_or(head.number_length);
    is_number_width_constant = is_number_width_constant && *number_width == head.number_length;
}

void refuse_too_large(std::string_view county_code, std::string_view what,
                      std::string_view advice) {
    throw Error("segment_too_large",
                fmt::format("县级区划 {} 的图斑放不进一个县的图斑文件：{}。{}后重新导入。",
                            county_code, what, advice));
}

LabelFraction nearest_fraction(GridPoint point, const GridBox& box) noexcept {
    const auto part = [](std::uint32_t value, std::uint32_t from, std::uint32_t to) {
        const std::uint64_t length = std::max<std::uint64_t>(std::uint64_t{to} - from, 1);
        const std::uint64_t fraction = std::uint64_t{value - from} * 256U / length;
        return static_cast<std::uint8_t>(std::min<std::uint64_t>(fraction, 255));
    };
    return {part(point.x, box.min.x, box.max.x), part(point.y, box.min.y, box.max.y)};
}

void write_segment(const SegmentContent& content, const Spill& spill, const FileDescriptor& file) {
    Writing(content, spill, file).write();
}

std::string content_hash(const FileDescriptor& file) {
    if (sodium_init() < 0) {
        throw Error("write_failed", "libsodium does not start");
    }
    MappedFile mapping;
    try {
        mapping = MappedFile(file);
    } catch (const std::system_error& error) {
        fail_to_write(folder_of(file), error.code().value());
    }
    const auto bytes = mapping.bytes();
    std::array<std::uint8_t, 32> digest{};
    crypto_generichash(digest.data(), digest.size(),
                       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), nullptr,
                       0);
    return to_hex(digest);
}

} // namespace tuban::segment::detail
