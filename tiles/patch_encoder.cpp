#include "tiles/patch_encoder.hpp"

#include <algorithm>
#include <bit>
#include <span>

namespace tuban::tiles {

namespace {

using segment::CodeColumn;

/// Indices of the keys of layer `patches`; the slim set ends with `use`.
namespace key {
constexpr std::uint32_t patch_no = 0;
constexpr std::uint32_t grade = 1;
constexpr std::uint32_t floors = 2;
constexpr std::uint32_t structure = 3;
constexpr std::uint32_t built_period = 4;
constexpr std::uint32_t use = 5;
constexpr std::uint32_t dwelling_kind = 6;
constexpr std::uint32_t built_by = 7;
constexpr std::uint32_t land_tenure = 8;
constexpr std::uint32_t area = 9;
constexpr std::uint32_t ground_area = 10;
constexpr std::uint32_t height = 11;
constexpr std::uint32_t village = 12;
} // namespace key

constexpr std::array<PatchField, 13> fields{{{"patch_no", false},
                                             {"grade", false},
                                             {"floors", true},
                                             {"structure", false},
                                             {"built_period", false},
                                             {"use", false},
                                             {"dwelling_kind", false},
                                             {"built_by", false},
                                             {"land_tenure", false},
                                             {"area", true},
                                             {"ground_area", true},
                                             {"height", true},
                                             {"village", false}}};
constexpr std::size_t slim_key_count = key::use + 1;

constexpr std::array<std::string_view, fields.size()> keys = [] {
    std::array<std::string_view, fields.size()> names;
    std::ranges::transform(fields, names.begin(), &PatchField::name);
    return names;
}();

} // namespace

std::span<const PatchField> patch_fields(AttributeSet attributes) noexcept {
    return std::span(fields).first(attributes == AttributeSet::slim ? slim_key_count
                                                                    : fields.size());
}

PatchEncoder::PatchEncoder()
    : m_frame({}), m_outlines(m_frame), m_patches("patches", {}), m_labels("labels", {}) {}

void PatchEncoder::start(TileId tile, AttributeSet attributes) {
    m_frame = TileFrame(tile);
    m_attributes = attributes;
    m_outlines.set_frame(m_frame);
    m_box = m_frame.buffered_box();
    m_patches.restart(std::span(keys).first(patch_fields(attributes).size()));
    m_labels.restart(std::span(keys).first(key::patch_no + 1));
    m_label_list.clear();
    m_strings.clear();
    m_integers.clear();
    m_small_integers.fill(no_index);
    m_known_floats.fill({});
}

void PatchEncoder::add(const segment::ScopedSegment& source) {
    m_found.clear();
    source.segment->search(m_box, m_found);
    if (m_found.empty()) {
        return;
    }
    for (std::size_t i = 0; i < m_code_tags.size(); ++i) {
        const auto values = source.segment->dictionary(static_cast<CodeColumn>(i));
        m_code_tags[i].assign(values.size(), std::nullopt);
        m_code_tags[i].front() = Tag{}; // unknown
    }
    m_village_indices.assign(source.segment->villages().size(), no_index);
    for (const segment::Position position : m_found) {
        if (source.allows(position)) {
            add_patch(source, position);
        }
    }
}

void PatchEncoder::add_patch(const segment::ScopedSegment& source, segment::Position position) {
    const segment::Segment& patches = *source.segment;
    const geometry::GridBox box = patches.box(position);
    m_outlines.start(m_box.contains(box.min) && m_box.contains(box.max));
    patches.visit_rings(position, m_rings, [this](const segment::RingView& ring) {
        m_outlines.add_ring(ring.is_outer, ring.points);
    });
    const Outline& outline = m_outlines.finish();
    if (outline.is_empty()) {
        return;
    }
    const segment::FeatureId id = source.id_of(position);
    m_patches.start_feature(id);
    const std::size_t number_offset = m_patches.values_size();
    tag_attributes(patches, position);
    m_patches.finish_polygon(outline);
    add_label(patches, id, position, number_offset);
}

/// Apart from tag_code(): a tile needs it once a code, not once a patch.
[[gnu::noinline]] Tag PatchEncoder::tag_of(std::string_view code, std::uint32_t key) {
    return Tag::of(key, string_index(code));
}

inline void PatchEncoder::tag_code(const segment::Segment& patches, segment::Position position,
                                   segment::CodeColumn column, std::uint32_t key) {
    const std::uint8_t byte = patches.code_byte(column, position);
    std::optional<Tag>& tag = m_code_tags[static_cast<std::size_t>(column)][byte];
    if (!tag) [[unlikely]] {
        tag = tag_of(patches.code(column, position), key);
    }
    m_patches.tag(*tag);
}

void PatchEncoder::tag_attributes(const segment::Segment& patches, segment::Position position) {
    m_patches.tag(key::patch_no, m_patches.add_string(patches.number(position)));
    tag_code(patches, position, CodeColumn::grade, key::grade);
    if (const auto value = patches.floors(position)) {
        m_patches.tag(key::floors, integer_index(*value));
    }
    tag_code(patches, position, CodeColumn::structure, key::structure);
    tag_code(patches, position, CodeColumn::built_period, key::built_period);
    tag_code(patches, position, CodeColumn::use, key::use);
    if (m_attributes == AttributeSet::slim) {
        return;
    }
    tag_code(patches, position, CodeColumn::dwelling_kind, key::dwelling_kind);
    tag_code(patches, position, CodeColumn::built_by, key::built_by);
    tag_code(patches, position, CodeColumn::land_tenure, key::land_tenure);
    if (const auto value = patches.floor_area_m2(position)) {
        m_patches.tag(key::area, float_index(*value));
    }
    m_patches.tag(key::ground_area, m_patches.add_float(patches.ground_area_m2(position)));
    if (const auto value = patches.height_m(position)) {
        m_patches.tag(key::height, float_index(*value));
    }
    tag_village(patches, position);
}

void PatchEncoder::tag_village(const segment::Segment& patches, segment::Position position) {
    const std::uint16_t village = patches.village_index(position);
    if (patches.villages()[village].code.find_first_not_of('0') == std::string_view::npos) {
        return; // of no division
    }
    std::uint32_t& index = m_village_indices[village];
    if (index == no_index) {
        index = string_index(patches.villages()[village].code);
    }
    m_patches.tag(key::village, index);
}

std::uint32_t PatchEncoder::string_index(std::string_view value) {
    const auto [entry, is_new] = m_strings.try_emplace(value);
    if (is_new) {
        entry->second = m_patches.add_string(value);
    }
    return entry->second;
}

std::uint32_t PatchEncoder::integer_index(std::uint16_t value) {
    if (value < m_small_integers.size()) {
        std::uint32_t& index = m_small_integers[value];
        if (index == no_index) {
            index = m_patches.add_integer(value);
        }
        return index;
    }
    const auto [entry, is_new] = m_integers.try_emplace(value);
    if (is_new) {
        entry->second = m_patches.add_integer(value);
    }
    return entry->second;
}

/// Surveyed measures repeat; what was pushed out by another one is written once more.
std::uint32_t PatchEncoder::float_index(float value) {
    constexpr std::uint32_t golden_ratio = 0x9E3779B9;
    const auto slot =
        (std::bit_cast<std::uint32_t>(value) * golden_ratio) >> (32U - known_float_bits);
    KnownFloat& known = m_known_floats[slot];
    if (known.index == no_index || known.value != value) {
        known = {value, m_patches.add_float(value)};
    }
    return known.index;
}

/// A symbol is drawn by the one tile that holds its point; map libraries skip points outside
/// 0 … 4095, so the point is not rounded over the edge.
void PatchEncoder::add_label(const segment::Segment& patches, segment::FeatureId id,
                             segment::Position position, std::size_t number_offset) {
    const geometry::GridPoint point = patches.label_point(position);
    if (!m_frame.holds(point)) {
        return;
    }
    m_label_list.push_back(
        {id, patches.number(position), number_offset, m_frame.floor(m_frame.to_local(point))});
}

/// The numbers stand in both layers. Deflate finds the first ones again when the second ones follow
/// at once and in the same order, up to 32 kB behind: so the labels begin with those whose numbers
/// are the last that far back.
void PatchEncoder::write_labels() {
    constexpr std::size_t reach = 32'768 - 128; // what stands between, and room to spare
    const std::size_t end = m_patches.values_size();
    const auto first = std::ranges::partition_point(
        m_label_list, [end](const Label& label) { return end - label.number_offset > reach; });
    std::rotate(m_label_list.begin(), first, m_label_list.end());
    for (const Label& label : m_label_list) {
        m_labels.start_feature(label.id);
        m_labels.tag(key::patch_no, m_labels.add_string(label.number));
        m_labels.finish_point(label.point);
    }
}

std::string PatchEncoder::finish() {
    write_labels();
    std::string tile;
    tile.reserve(m_patches.is_empty() ? 0 : m_patches.size_bound() + m_labels.size_bound());
    if (!m_patches.is_empty()) {
        m_patches.append_to(tile);
    }
    if (!m_labels.is_empty()) {
        m_labels.append_to(tile, LayerWriter::Order::values_first);
    }
    return tile;
}

} // namespace tuban::tiles
