#pragma once

#include "spatial/matching/detail/names.hpp"
#include "spatial/matching/detail/point_grid.hpp"
#include "spatial/matching/detail/villages.hpp"
#include "spatial/matching/patches.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

namespace tuban::matching::detail {

/// Bounds in metres of the county's plane.
struct BoxMetres {
    float west = 0;
    float south = 0;
    float east = 0;
    float north = 0;

    /// Holds no place.
    static constexpr BoxMetres nowhere() noexcept {
        constexpr float far = std::numeric_limits<float>::infinity();
        return {far, far, -far, -far};
    }

    Metres centre() const noexcept { return {(west + east) / 2, (south + north) / 2}; }
    float area_m2() const noexcept { return (east - west) * (north - south); }
    bool contains(Metres place) const noexcept {
        return place.x >= west && place.x <= east && place.y >= south && place.y <= north;
    }
    /// Widens the box to the place and so many metres around it.
    void add(Metres place, float around_m) noexcept {
        west = std::min(west, place.x - around_m);
        south = std::min(south, place.y - around_m);
        east = std::max(east, place.x + around_m);
        north = std::max(north, place.y + around_m);
    }
};

/// Number of a label within its village; 0 is none.
using LabelId = std::uint16_t;
using BuildingLevel = std::uint8_t;

// Building levels: how it compares with its owner's best dwelling near by × what it is used for ×
// how large it is for the village.
enum class Standing : std::uint8_t {
    best,
    second,
    minor
}; ///< second: large enough to live in, too
inline constexpr std::size_t standing_levels = 3;
inline constexpr std::size_t use_levels = 3;  ///< dwelling, unknown, other
inline constexpr std::size_t size_levels = 6; ///< from under 0.3 to over 1.6 of the usual
inline constexpr std::size_t one_standing = use_levels * size_levels;
inline constexpr std::size_t building_levels = standing_levels * one_standing;

constexpr Standing standing_of(BuildingLevel level) noexcept {
    return static_cast<Standing>(level / one_standing);
}
constexpr std::size_t use_of(BuildingLevel level) noexcept {
    return level % one_standing / size_levels;
}
constexpr std::size_t size_of(BuildingLevel level) noexcept {
    return level % size_levels;
}

/// A footprint as integers.
struct PreparedPatch {
    BoxMetres box;
    std::uint32_t source = 0;   ///< index into CountyPatches
    std::uint32_t owners = 0;   ///< index into the village's owner sets
    std::uint32_t owner_id = 0; ///< index into the county's ids; 0 for none
    float floor_area_m2 = 0;    ///< 0 unknown
    LabelId group = 0;          ///< as the address states it
    LabelId natural_village = 0;
    std::uint16_t number = 0;         ///< house number as stated; 0 for none
    std::uint16_t imputed_number = 0; ///< by its neighbours along the row; 0 for none
    std::uint16_t floors = 0;         ///< 0 unknown
    BuildingLevel building = 0;       ///< use and size
    bool is_owner_deceased = false;
    std::uint8_t period = 0; ///< 1 + position of the year band; 0 unknown
};

/// Names of joint owners; 0 where there are fewer.
using OwnerSet = std::array<NameId, 3>;

/// What tells most names apart without looking at them, side by side for a village: first and
/// second character and the first one's sound, of the first owner of a set.
struct OwnerKey {
    char32_t first = 0;
    char32_t second = 0;
    std::uint16_t first_sound = 0;
    bool is_alone = true; ///< no joint owners
};

/// What places a house within its village: a group under one of the village's names, or a natural
/// village.
struct Label {
    std::uint8_t part = 0;          ///< whose numbering the group is of
    std::uint16_t group = 0;        ///< 0 for a natural village
    std::u32string natural_village; ///< empty for a group
    auto
    operator<=>(const Label&) const = default; // NOLINT(modernize-use-nullptr): of tidy 14 alone
};

/// Patches by something that a household may state.
using Postings = std::unordered_map<std::uint32_t, std::vector<std::uint32_t>>;

/// Of the land of villages, fields left out.
inline constexpr float ground_of_a_house_m2 = 2000;

struct PreparedVillage {
    std::uint32_t begin = 0; ///< of its patches
    std::uint32_t end = 0;
    std::vector<OwnerSet> owner_sets;        ///< [0] is that of nobody
    std::vector<OwnerKey> owner_keys;        ///< of each set
    std::vector<std::uint32_t> owner_counts; ///< patches of each set
    std::vector<Label> labels;               ///< [0] is none; sorted behind it
    /// share[label * size() + i]: how much the neighbours of patch begin + i carry the label, of
    /// 255; what its own houses have in the middle counts as all.
    std::vector<std::uint8_t> share;
    Metres middle;
    /// Where there are more than most_compared patches: each owner's, each label's, each number's.
    Postings by_owner;
    Postings by_label;
    Postings by_number;
    bool has_numbers = false; ///< some of its addresses state a house number
    bool is_merged = false;   ///< some of its addresses carry another of its names
    float area_m2 = 1;        ///< of the ground that the village's houses stand on

    std::uint32_t size() const noexcept { return end - begin; }
    bool is_large() const noexcept;
    LabelId find_label(const Label& label) const noexcept;
    std::uint8_t share_of(LabelId label, std::uint32_t i) const noexcept {
        return share[std::size_t{label} * size() + i];
    }
};

/// Local plane: metres of the spherical Mercator grid at the county's latitude.
struct Plane {
    geometry::GridPoint origin;
    double unit_m = 0.01;

    Metres of(geometry::LonLat position) const noexcept;
    Metres of(geometry::GridPoint point) const noexcept;
};

struct PreparedCounty {
    explicit PreparedCounty(std::span<const DivisionInput> divisions) : table(divisions) {}

    VillageTable table;
    std::vector<PreparedVillage> villages; ///< by VillageIndex
    std::vector<PreparedPatch> patches;    ///< village by village
    std::vector<VillageIndex> village_of;  ///< of each of `patches`
    NameTable names;
    std::vector<std::string> owner_ids;                                      ///< [0] is none
    std::unordered_map<std::string, std::vector<std::uint32_t>> by_owner_id; ///< → patches
    std::vector<std::vector<std::uint32_t>> by_name; ///< NameId → patches, of rare names only
    /// Of the second buildings of owners who have several: how often each level is met, by use and
    /// size; and how many second buildings an owner has.
    std::array<double, one_standing> second_levels{};
    double second_buildings = 0;
    PointGrid grid; ///< of the patches' centres
    Plane plane;
    bool has_uses = false;     ///< some patch states what it is used for
    bool has_villages = false; ///< of some patch the village is known

    std::vector<std::uint32_t> number_offsets; ///< by source, one more than there are
    std::string numbers;
};

inline bool PreparedVillage::is_large() const noexcept {
    return size() > most_compared;
}

/// Names that at most so many patches bear are searched for outside the village.
inline constexpr std::uint32_t rare_name = 50;

} // namespace tuban::matching::detail
