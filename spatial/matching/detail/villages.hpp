#pragma once

#include "spatial/address/folded_text.hpp"
#include "spatial/matching/division.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tuban::matching::detail {

using VillageIndex = std::uint32_t;
inline constexpr VillageIndex no_village = ~VillageIndex{0};

/// A village as it stands, with the names its addresses may carry. Names are folded and without
/// their ending (双程庄 of 双程庄村); the first is today's, the others are former or short ones.
struct VillageName {
    std::string code;
    std::string town_code;
    std::vector<std::u32string> names;
    std::optional<geometry::LonLat> office;
};

/// Villages by code, through mergers. Codes that the gazetteer doesn't hold become villages
/// without a name.
class VillageTable {
  public:
    explicit VillageTable(std::span<const DivisionInput> divisions);

    VillageIndex of_code(std::string_view code); ///< adds an unknown one
    std::optional<VillageIndex> find_code(std::string_view code) const;
    /// All villages of a town, by its code; also of a code that ends in 000 and that no row has.
    std::span<const VillageIndex> of_town(std::string_view town_code) const;

    /// Whether a village code of GB/T 10114 (12 digits) lies in a county that has villages here.
    bool has_county_of(std::string_view code) const;

    const VillageName& village(VillageIndex index) const noexcept { return m_villages[index]; }
    std::size_t size() const noexcept { return m_villages.size(); }

    /// The village of the town, or else the only one of the county, that the folded address names
    /// outright, with 村 or the like behind the name; the last one that it names.
    VillageIndex find_named(const address::FoldedText& address, std::string_view town_code) const;

  private:
    VillageIndex add(std::string code, std::string town_code);

    std::vector<VillageName> m_villages;
    std::unordered_map<std::string, VillageIndex> m_by_code;
    std::map<std::string, std::vector<VillageIndex>, std::less<>> m_by_town;
    std::unordered_map<std::u32string, std::vector<VillageIndex>> m_by_name;
    std::size_t m_longest_name = 0;
};

/// A name without 村, 社区, 村委会, …, unless a single character would be left.
std::u32string name_stem(std::u32string_view folded_name);

} // namespace tuban::matching::detail
