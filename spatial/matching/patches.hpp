#pragma once

#include "spatial/geometry/grid.hpp"
#include "spatial/matching/division.hpp"
#include "spatial/matching/household.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tuban::matching {

/// One footprint as matching reads it. Empty and absent mean unknown; coded values are identifiers
/// of the code lists. The views need to live during the call that takes them only.
struct PatchInput {
    std::string_view number;
    std::string_view division_code; ///< 12 digits, as the census gave it
    std::string_view address;
    std::string_view owner_name;
    std::string_view owner_id; ///< plain; kept in memory only
    std::string_view use;
    std::string_view dwelling_kind;
    std::string_view built_period;
    std::optional<std::uint16_t> floors;
    std::optional<float> floor_area_m2;
    float ground_area_m2 = 0;
    geometry::GridBox box;
};

/// Of a village with more patches a household is compared with so many at most: else towns filed as
/// one village would take time by the square of their size.
inline constexpr std::uint32_t most_compared = 4000;

namespace detail {
struct PreparedCounty;
} // namespace detail

/// The footprints of a county, read and repaired for matching: addresses parsed, owners' names
/// interned, missing groups and numbers inferred from the neighbours. Immutable; shared by threads.
class CountyPatches {
  public:
    ~CountyPatches();
    CountyPatches(CountyPatches&&) noexcept;
    CountyPatches& operator=(CountyPatches&&) noexcept;

    std::size_t size() const noexcept;
    /// `patch`: in the order of CountyPatchesBuilder::add.
    std::string_view number(std::uint32_t patch) const noexcept;

    const detail::PreparedCounty& prepared() const noexcept { return *m_county; }

  private:
    friend class CountyPatchesBuilder;
    explicit CountyPatches(std::unique_ptr<detail::PreparedCounty> county);
    std::unique_ptr<detail::PreparedCounty> m_county;
};

/// Collects footprints one by one. At most 2^32 − 1. Not thread-safe.
class CountyPatchesBuilder {
  public:
    /// `divisions` may be empty: villages are then told apart by their codes alone. Mergers that
    /// run in a circle end at the first code seen twice.
    explicit CountyPatchesBuilder(std::span<const DivisionInput> divisions);
    ~CountyPatchesBuilder();
    CountyPatchesBuilder(CountyPatchesBuilder&&) noexcept;

    void add(const PatchInput& patch);
    /// The same result for any number of threads. The builder is empty afterwards.
    CountyPatches finish(unsigned threads);
    /// What comparing this household, and no other, asks for. The builder is empty afterwards.
    CountyPatches finish_for(const HouseholdEvidence& household);

  private:
    CountyPatches finish(unsigned threads, const HouseholdEvidence* asking);
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace tuban::matching
