#include "spatial/segment/segment.hpp"

#include "base/system_fault.hpp"
#include "spatial/segment/detail/dictionaries.hpp"
#include "spatial/segment/detail/file.hpp"
#include "spatial/segment/detail/file_view.hpp"
#include "spatial/segment/detail/packed_tree.hpp"
#include "spatial/segment/detail/ring_codec.hpp"
#include "spatial/segment/detail/text_record.hpp"
#include "spatial/segment/detail/varint.hpp"

#include <algorithm>
#include <cstring>
#include <system_error>
#include <utility>

namespace tuban::segment {

using detail::SectionId;

SegmentError::SegmentError(std::string section, const std::string& detail)
    : Error("segment_damaged", section + ": " + detail), m_section(std::move(section)) {}

class Segment::Impl {
  public:
    Impl(detail::MappedFile mapping, std::span<const std::byte> bytes, bool verify_content)
        : m_mapping(std::move(mapping)), m_view(aligned(bytes)) {
        if (verify_content) {
            m_view.check_checksums();
            m_view.check_structure();
        }
        m_dictionaries.emplace(m_view.bytes_of(SectionId::dictionaries));
        m_tree = {m_view.section<detail::LeafNode>(SectionId::leaves).data(),
                  m_view.section<detail::InnerNode>(SectionId::tree).data(),
                  m_view.section<detail::LargeBox>(SectionId::large_boxes),
                  m_view.header().patch_count};
        for (const auto& entry : m_view.section<detail::VillageEntry>(SectionId::villages)) {
            const std::string_view code(entry.code.data(),
                                        ::strnlen(entry.code.data(), entry.code.size()));
            m_villages.push_back({code, entry.count, entry.box, entry.mark});
        }
    }

    Columns columns() const {
        Columns columns;
        columns.box = m_view.header().box;
        columns.patch_count = m_view.header().patch_count;
        columns.number_width = m_view.header().number_width;
        columns.village_of = m_view.section<std::uint16_t>(SectionId::village_of).data();
        columns.floors = m_view.section<std::uint16_t>(SectionId::floors).data();
        columns.heights = m_view.section<float>(SectionId::heights).data();
        columns.floor_areas = m_view.section<float>(SectionId::floor_areas).data();
        columns.ground_areas = m_view.section<float>(SectionId::ground_areas).data();
        columns.labels = m_view.section<detail::LabelFraction>(SectionId::labels).data();
        for (std::size_t i = 0; i < code_column_count; ++i) {
            columns.codes[i] = m_view.section<std::uint8_t>(detail::code_section(i)).data();
            columns.values[i] = m_dictionaries->of(i).data();
        }
        columns.number_offsets = m_view.section<std::uint32_t>(SectionId::number_offsets).data();
        columns.numbers = m_view.section<char>(SectionId::numbers).data();
        columns.ring_offsets = m_view.section<std::uint32_t>(SectionId::ring_offsets).data();
        columns.rings = m_view.bytes_of(SectionId::rings);
        return columns;
    }

    const detail::FileView& view() const noexcept { return m_view; }
    const detail::PackedTree& tree() const noexcept { return m_tree; }
    const detail::Dictionaries& dictionaries() const noexcept { return *m_dictionaries; }
    std::span<const Village> villages() const noexcept { return m_villages; }

  private:
    std::span<const std::byte> aligned(std::span<const std::byte> bytes) {
        if (reinterpret_cast<std::uintptr_t>(bytes.data()) % sizeof(std::uint64_t) == 0) {
            return bytes;
        }
        m_copy.resize(bytes.size() / sizeof(std::uint64_t) + 1);
        std::memcpy(m_copy.data(), bytes.data(), bytes.size());
        return std::as_bytes(std::span(m_copy)).first(bytes.size());
    }

    detail::MappedFile m_mapping;
    std::vector<std::uint64_t> m_copy; ///< of bytes that came unaligned
    detail::FileView m_view;
    detail::PackedTree m_tree;
    std::optional<detail::Dictionaries> m_dictionaries;
    std::vector<Village> m_villages;
};

Segment::Segment(std::unique_ptr<Impl> impl)
    : m_columns(impl->columns()), m_impl(std::move(impl)) {}
Segment::~Segment() = default;

std::shared_ptr<const Segment> Segment::open(const std::filesystem::path& file,
                                             bool verify_content) {
    detail::MappedFile mapping;
    try {
        mapping = detail::MappedFile(detail::open_for_reading(file));
    } catch (const std::system_error& error) {
        throw SegmentError("file", "无法读取，" + explain_system(error.code().value()));
    }
    const auto bytes = mapping.bytes();
    return std::shared_ptr<const Segment>(
        new Segment(std::make_unique<Impl>(std::move(mapping), bytes, verify_content)));
}

std::shared_ptr<const Segment> Segment::from_bytes(std::span<const std::byte> bytes) {
    return std::shared_ptr<const Segment>(
        new Segment(std::make_unique<Impl>(detail::MappedFile(), bytes, true)));
}

std::string_view Segment::county_code() const noexcept {
    const auto& code = m_impl->view().header().county_code;
    return {code.data(), ::strnlen(code.data(), code.size())};
}

std::span<const Village> Segment::villages() const noexcept {
    return m_impl->villages();
}

geometry::GridBox Segment::box(Position position) const noexcept {
    return m_impl->tree().box(position);
}

geometry::GridPoint Segment::label_point(Position position) const noexcept {
    const detail::LabelFraction fraction = m_columns.labels[position];
    if (fraction == detail::exact_label_mark) {
        const auto exact = m_impl->view().section<detail::ExactLabel>(SectionId::exact_labels);
        const auto at =
            std::ranges::lower_bound(exact, position, {}, &detail::ExactLabel::position);
        if (at != exact.end() && at->position == position) {
            return at->point;
        }
    }
    return detail::label_at(fraction, box(position));
}

std::span<const std::string_view> Segment::dictionary(CodeColumn column) const noexcept {
    return m_impl->dictionaries().of(static_cast<std::size_t>(column));
}

std::string_view Segment::text(TextColumn column, Position position) const noexcept {
    const auto offsets = m_impl->view().section<std::uint32_t>(SectionId::text_offsets);
    const auto record = m_impl->view()
                            .bytes_of(SectionId::texts)
                            .subspan(offsets[position], offsets[position + 1] - offsets[position]);
    return detail::find_text(record, static_cast<std::size_t>(column));
}

std::optional<Position> Segment::find_number(std::string_view wanted) const noexcept {
    const auto sorted = m_impl->view().section<std::uint32_t>(SectionId::sorted_numbers);
    const auto at = std::ranges::lower_bound(
        sorted, wanted, {}, [this](Position position) { return number(position); });
    return at != sorted.end() && number(*at) == wanted ? std::optional(*at) : std::nullopt;
}

geometry::MultiPolygon Segment::shape(Position position) const {
    geometry::MultiPolygon polygons;
    RingBuffer buffer;
    visit_rings(position, buffer, [&](const RingView& view) {
        geometry::Ring ring;
        ring.reserve(view.points.size() + 1);
        ring.push_back(geometry::to_lonlat(view.points.front()));
        for (std::size_t i = view.points.size(); i-- > 0;) { // RFC 7946 winds the other way
            ring.push_back(geometry::to_lonlat(view.points[i]));
        }
        if (view.is_outer || polygons.empty()) {
            polygons.emplace_back();
        }
        polygons.back().push_back(std::move(ring));
    });
    return polygons;
}

void Segment::search(const geometry::GridBox& query,
                     const std::function<void(Position)>& visit) const {
    m_impl->tree().search(query, 0, [&](Position position) {
        visit(position);
        return true;
    });
}

void Segment::search(const geometry::GridBox& query, std::vector<Position>& found) const {
    m_impl->tree().search(query, 0, [&](Position position) {
        found.push_back(position);
        return true;
    });
}

const detail::PackedTree& Segment::tree() const noexcept {
    return m_impl->tree();
}

std::span<const Position> Segment::patches_of_village(std::size_t village_index) const noexcept {
    const auto& entry =
        m_impl->view().section<detail::VillageEntry>(SectionId::villages)[village_index];
    return m_impl->view()
        .section<Position>(SectionId::village_patches)
        .subspan(entry.first, entry.count);
}

Segment::RingCursor Segment::rings(Position position) const noexcept {
    const std::uint32_t begin = m_columns.ring_offsets[position];
    const std::uint32_t end = m_columns.ring_offsets[position + 1];
    return {m_columns.rings.data() + begin, m_columns.rings.data() + end,
            m_impl->tree().box(position).min};
}

bool Segment::next_ring(RingCursor& cursor, RingBuffer& buffer, RingView& ring) const {
    if (cursor.next == cursor.end) {
        return false;
    }
    const auto damaged = [] {
        return SegmentError(detail::section_name(SectionId::rings), "ends within a ring");
    };
    std::uint32_t packed = 0;
    if (!detail::read_varint(cursor.next, cursor.end, packed)) {
        throw damaged();
    }
    const detail::RingHeader header = detail::unpack(packed);
    // A point takes two bytes at least, which also bounds the buffer.
    if (header.point_count < 3 ||
        header.point_count > static_cast<std::size_t>(cursor.end - cursor.next) / 2) {
        throw damaged();
    }
    if (buffer.points.size() < header.point_count) {
        buffer.points.resize(header.point_count);
    }
    const std::byte* const section_end = m_columns.rings.data() + m_columns.rings.size();
    const bool is_checked = static_cast<std::size_t>(section_end - cursor.next) <
                            std::size_t{header.point_count} * 2 * detail::max_varint_length;
    const std::byte* const end = detail::read_ring(cursor.next, cursor.end, is_checked, header,
                                                   cursor.last, buffer.points.data());
    if (end == nullptr || end > cursor.end) {
        throw damaged();
    }
    cursor.next = end;
    ring = {header.is_outer, std::span(buffer.points).first(header.point_count)};
    return true;
}

} // namespace tuban::segment
