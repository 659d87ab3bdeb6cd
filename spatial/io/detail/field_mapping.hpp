#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::io {

/// The attributes of Patch that a source may carry.
enum class Attribute {
    number,
    division_code,
    address,
    building_name,
    owner_name,
    owner_id,
    use,
    dwelling_kind,
    structure,
    built_period,
    built_by,
    land_tenure,
    grade,
    floors,
    height_m,
    ground_area_m2,
    floor_area_m2,
};
inline constexpr std::size_t attribute_count = 17;

std::string_view name_of(Attribute attribute) noexcept;  ///< as in Patch
std::string_view label_of(Attribute attribute) noexcept; ///< Chinese, for messages
/// Also understands `patch_no` and `area`, the names in files for matching.
std::optional<Attribute> find_attribute(std::string_view name) noexcept;

/// How a field's name speaks for an attribute.
struct FieldGuess {
    int field = -1;
    /// The name says nothing but "number of something" (bh, 编号): only believed where its values
    /// do not repeat.
    bool is_weak = false;
};

/// For each attribute the fields that may hold it, best first, guessed by name: Chinese labels, the
/// keys of the census survey (codelists 4), English names, OSM tags. Case, blanks, `_`, `-` and `:`
/// do not matter; with `is_dbf` a name cut to ten bytes is recognised.
std::array<std::vector<FieldGuess>, attribute_count>
guess_fields(const std::vector<std::string>& field_names, bool is_dbf);

/// Fields that number a source's features: id, fid, objectid, osm_id …
std::vector<int> guess_source_ids(const std::vector<std::string>& field_names);

/// The field that the caller's mapping names for each attribute; -1 where the layer has no such
/// field, nothing where the mapping is silent. Throws Error `mapping_unknown` for a name that is
/// no attribute.
std::map<Attribute, int> apply_mapping(const std::map<std::string, std::string>& mapping,
                                       const std::vector<std::string>& field_names);

} // namespace tuban::io
