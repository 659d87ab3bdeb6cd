#include "spatial/matching/patches.hpp"

#include "spatial/matching/detail/periods.hpp"
#include "spatial/matching/detail/prepare.hpp"
#include "spatial/matching/detail/prepared.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace tuban::matching {

namespace {

/// Texts beyond are no addresses and no names; what they begin with is enough.
constexpr std::size_t longest_address = 1024;
constexpr std::size_t longest_name = 256;

/// Cut at the beginning of a UTF-8 sequence.
std::string_view shortened(std::string_view text, std::size_t length) {
    if (text.size() <= length) {
        return text;
    }
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) {
        --length;
    }
    return text.substr(0, length);
}

std::uint8_t use_level(const PatchInput& patch) {
    if (patch.use == "residential" && patch.dwelling_kind != "auxiliary") {
        return 0;
    }
    return patch.use.empty() && patch.dwelling_kind.empty() ? 1 : 2;
}

} // namespace

struct CountyPatchesBuilder::State {
    explicit State(std::span<const DivisionInput> divisions)
        : county(std::make_unique<detail::PreparedCounty>(divisions)) {
        county->number_offsets.push_back(0);
    }

    std::unique_ptr<detail::PreparedCounty> county;
    std::vector<detail::RawPatch> raw;
    std::string texts;
};

CountyPatchesBuilder::CountyPatchesBuilder(std::span<const DivisionInput> divisions)
    : m_state(std::make_unique<State>(divisions)) {}
CountyPatchesBuilder::~CountyPatchesBuilder() = default;
CountyPatchesBuilder::CountyPatchesBuilder(CountyPatchesBuilder&&) noexcept = default;

void CountyPatchesBuilder::add(const PatchInput& patch) {
    detail::RawPatch raw;
    const std::string_view address = shortened(patch.address, longest_address);
    const std::string_view owner = shortened(patch.owner_name, longest_name);
    const std::string_view owner_id = shortened(patch.owner_id, longest_name);
    raw.box = patch.box;
    raw.text = m_state->texts.size();
    raw.address_length = static_cast<std::uint32_t>(address.size());
    raw.owner_length = static_cast<std::uint16_t>(owner.size());
    raw.owner_id_length = static_cast<std::uint16_t>(owner_id.size());
    raw.coded_village = m_state->county->table.of_code(patch.division_code);
    raw.ground_area_m2 = patch.ground_area_m2;
    raw.floor_area_m2 = patch.floor_area_m2.value_or(0);
    raw.floors = patch.floors.value_or(0);
    raw.use = use_level(patch);
    raw.period = detail::period_level(patch.built_period);
    m_state->texts.append(address).append(owner).append(owner_id);
    m_state->raw.push_back(raw);
    m_state->county->numbers.append(patch.number);
    m_state->county->number_offsets.push_back(
        static_cast<std::uint32_t>(m_state->county->numbers.size()));
}

CountyPatches CountyPatchesBuilder::finish(unsigned threads) {
    return finish(threads, nullptr);
}

CountyPatches CountyPatchesBuilder::finish_for(const HouseholdEvidence& household) {
    return finish(1, &household);
}

CountyPatches CountyPatchesBuilder::finish(unsigned threads, const HouseholdEvidence* asking) {
    detail::prepare(*m_state->county, m_state->raw, m_state->texts, threads, asking);
    CountyPatches patches(std::move(m_state->county));
    m_state = std::make_unique<State>(std::span<const DivisionInput>());
    return patches;
}

CountyPatches::CountyPatches(std::unique_ptr<detail::PreparedCounty> county)
    : m_county(std::move(county)) {}
CountyPatches::~CountyPatches() = default;
CountyPatches::CountyPatches(CountyPatches&&) noexcept = default;
CountyPatches& CountyPatches::operator=(CountyPatches&&) noexcept = default;

std::size_t CountyPatches::size() const noexcept {
    return m_county->patches.size();
}

std::string_view CountyPatches::number(std::uint32_t patch) const noexcept {
    const std::uint32_t begin = m_county->number_offsets[patch];
    return std::string_view(m_county->numbers)
        .substr(begin, m_county->number_offsets[patch + 1] - begin);
}

} // namespace tuban::matching
