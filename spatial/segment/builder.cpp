#include "spatial/segment/builder.hpp"

#include "base/error.hpp"
#include "spatial/segment/detail/grid_shape.hpp"
#include "spatial/segment/detail/hilbert.hpp"
#include "spatial/segment/detail/ring_codec.hpp"
#include "spatial/segment/detail/segment_layout.hpp"
#include "spatial/segment/detail/spill.hpp"
#include "spatial/segment/detail/text_record.hpp"
#include "spatial/segment/detail/value_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace tuban::segment {
namespace {

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();
/// Positions from 2^31 on belong to hand edits.
constexpr std::size_t max_patches = std::size_t{1} << 31U;

std::array<std::string_view, code_column_count> codes_of(const Patch& patch) {
    return {patch.use,      patch.dwelling_kind, patch.structure, patch.built_period,
            patch.built_by, patch.land_tenure,   patch.grade};
}

std::uint16_t stored_floors(const Patch& patch) {
    const auto most = std::numeric_limits<std::uint16_t>::max() - 1;
    return patch.floors ? static_cast<std::uint16_t>(std::min<int>(*patch.floors, most) + 1)
                        : detail::no_floors;
}

/// The nearest of the 256 × 256 places in the box, where that is inside.
bool has_fraction(const detail::GridShape& shape, const geometry::GridBox& box,
                  geometry::GridPoint label) {
    const auto fraction = detail::nearest_fraction(label, box);
    return fraction != detail::exact_label_mark &&
           detail::is_strictly_inside(shape, detail::label_at(fraction, box));
}

} // namespace

class Builder::Impl {
  public:
    Impl(std::filesystem::path folder, std::string county_code)
        : m_folder(std::move(folder)), m_spill(m_folder) {
        m_content.county_code = std::move(county_code);
        m_content.villages = detail::ValueTable(detail::most_villages);
        for (auto& codes : m_content.codes) {
            codes = detail::ValueTable(detail::most_code_values);
        }
    }

    void add(const Patch& patch) {
        if (m_count == max_patches) {
            detail::refuse_too_large(m_content.county_code,
                                     fmt::format("图斑超过 {} 个", max_patches),
                                     detail::check_divisions);
        }
        const detail::GridShape shape = detail::to_grid_shape(patch.shape);
        if (shape.empty()) {
            throw Error("patch_without_shape", patch.number);
        }
        detail::SpilledPatch spilled{};
        detail::SpilledHead& head = spilled.head;
        head.box = detail::box_of(shape);
        head.label = detail::label_point_of(shape);
        head.has_exact_label = !has_fraction(shape, head.box, head.label);
        head.village = village_of(patch);
        const auto codes = codes_of(patch);
        for (std::size_t i = 0; i < code_column_count; ++i) {
            head.codes[i] = codes[i].empty() ? std::uint8_t{0} : code_byte(i, codes[i]);
        }
        head.floors = stored_floors(patch);
        head.height_m = patch.height_m.value_or(unknown);
        head.floor_area_m2 = patch.floor_area_m2.value_or(unknown);
        head.ground_area_m2 =
            patch.ground_area_m2 ? *patch.ground_area_m2 : static_cast<float>(area_m2(patch.shape));

        m_rings.clear();
        detail::write_rings(shape, head.box.min, m_rings);
        m_texts.clear();
        detail::write_texts(
            {patch.address, patch.building_name, patch.owner_name, patch.owner_id_sealed}, m_texts);
        spilled.number = patch.number;
        spilled.rings = m_rings;
        spilled.texts = m_texts;
        head.number_length = static_cast<std::uint32_t>(patch.number.size());
        head.rings_length = static_cast<std::uint32_t>(m_rings.size());
        head.texts_length = static_cast<std::uint32_t>(m_texts.size());

        m_content.count(head);
        m_spill.append(spilled);
        ++m_count;
    }

    BuiltSegment finish() {
        m_spill.map();
        m_content.keys.reserve(m_count);
        m_spill.for_each([this](std::uint64_t offset, const detail::SpilledPatch& patch) {
            m_content.keys.push_back(
                {detail::hilbert_index(detail::centre(patch.head.box)), offset});
        });
        std::ranges::sort(m_content.keys, [this](const detail::Key& a, const detail::Key& b) {
            return a.hilbert != b.hilbert
                       ? a.hilbert < b.hilbert
                       : m_spill.number_at(a.offset) < m_spill.number_at(b.offset);
        });
        detail::PartFile part(m_folder);
        detail::write_segment(m_content, m_spill, part.descriptor());
        const std::string hash = detail::content_hash(part.descriptor());
        const std::filesystem::path file = m_folder / (hash + ".seg");
        part.publish(file);
        return {file, hash, static_cast<std::uint32_t>(m_content.keys.size())};
    }

  private:
    std::uint16_t village_of(const Patch& patch) {
        const auto village = m_content.villages.index_of(patch.division_code);
        if (!village) {
            detail::refuse_too_large(
                m_content.county_code,
                fmt::format("村级区划超过 {} 个，到图斑“{}”（区划代码 {}）为止",
                            detail::most_villages, patch.number, patch.division_code),
                detail::check_divisions);
        }
        return static_cast<std::uint16_t>(*village);
    }

    std::uint8_t code_byte(std::size_t column, std::string_view code) {
        const auto value = m_content.codes[column].index_of(code);
        if (!value) {
            detail::refuse_too_large(
                m_content.county_code,
                fmt::format("一列代码的取值超过 {} 种，到“{}”为止", detail::most_code_values, code),
                detail::check_codes);
        }
        return static_cast<std::uint8_t>(*value + 1);
    }

    std::filesystem::path m_folder;
    detail::Spill m_spill;
    detail::SegmentContent m_content; ///< its keys only from finish() on
    std::size_t m_count = 0;
    std::vector<std::byte> m_rings;
    std::vector<std::byte> m_texts;
};

Builder::Builder(std::filesystem::path folder, std::string county_code)
    : m_impl(std::make_unique<Impl>(std::move(folder), std::move(county_code))) {}
Builder::~Builder() = default;
Builder::Builder(Builder&&) noexcept = default;
Builder& Builder::operator=(Builder&&) noexcept = default;

void Builder::add(const Patch& patch) {
    m_impl->add(patch);
}

BuiltSegment Builder::finish() {
    return m_impl->finish();
}

} // namespace tuban::segment
