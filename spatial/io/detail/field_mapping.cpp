#include "spatial/io/detail/field_mapping.hpp"

#include "base/error.hpp"
#include "spatial/io/detail/field_names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <iterator>

namespace tuban::io {
namespace {

constexpr std::size_t dbf_name_bytes = 10;

/// Lower case without what people put between words. Full-width blanks go too.
std::string fold_name(std::string_view name) {
    std::string folded;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80 || std::isalnum(byte) != 0) {
            folded += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
        }
    }
    for (std::size_t at = 0; (at = folded.find("\u3000", at)) != std::string::npos;) {
        folded.erase(at, 3);
    }
    return folded;
}

/// A name cut to ten bytes: "division_c"; five letters of GBK; three of UTF-8 and a broken one.
bool is_cut_name(std::string_view original, std::string_view folded, std::string_view full) {
    constexpr std::string_view broken = "\uFFFD";
    std::size_t least = 15;
    if (folded.ends_with(broken)) {
        folded.remove_suffix(broken.size());
        least = 9;
    } else if (std::ranges::all_of(original, [](unsigned char c) { return c < 0x80; })) {
        least = original.size() == dbf_name_bytes ? 6 : full.size();
    }
    return folded.size() >= least && full.size() > folded.size() && full.starts_with(folded);
}

const AttributeNames& names_of(Attribute attribute) {
    return attribute_names()[static_cast<std::size_t>(attribute)];
}

} // namespace

std::string_view name_of(Attribute attribute) noexcept {
    return names_of(attribute).name;
}

std::string_view label_of(Attribute attribute) noexcept {
    return names_of(attribute).label;
}

std::optional<Attribute> find_attribute(std::string_view name) noexcept {
    if (name == "patch_no") {
        return Attribute::number;
    }
    if (name == "area") {
        return Attribute::floor_area_m2;
    }
    const auto found = std::ranges::find(attribute_names(), name, &AttributeNames::name);
    return found == attribute_names().end() ? std::nullopt : std::optional(found->attribute);
}

std::array<std::vector<FieldGuess>, attribute_count>
guess_fields(const std::vector<std::string>& field_names, bool is_dbf) {
    std::vector<std::string> folded;
    std::ranges::transform(field_names, std::back_inserter(folded), fold_name);
    std::array<std::vector<FieldGuess>, attribute_count> guesses;
    const auto find_all = [&](const AttributeNames& names, auto matches) {
        auto& found = guesses[static_cast<std::size_t>(names.attribute)];
        for (std::size_t rank = 0; rank < names.field_names.size(); ++rank) {
            for (std::size_t field = 0; field < folded.size(); ++field) {
                if (matches(field, names.field_names[rank])) {
                    found.push_back({static_cast<int>(field), rank >= names.strong});
                }
            }
        }
    };
    for (const auto& names : attribute_names()) {
        find_all(names,
                 [&](std::size_t field, std::string_view known) { return folded[field] == known; });
        if (is_dbf && guesses[static_cast<std::size_t>(names.attribute)].empty()) {
            find_all(names, [&](std::size_t field, std::string_view known) {
                return is_cut_name(field_names[field], folded[field], known);
            });
        }
    }
    return guesses;
}

std::vector<int> guess_source_ids(const std::vector<std::string>& field_names) {
    std::vector<int> found;
    for (const std::string_view known :
         {"id", "fid", "gid", "oid", "objectid", "osmid", "osmwayid", "uuid", "sourceid"}) {
        for (std::size_t field = 0; field < field_names.size(); ++field) {
            if (fold_name(field_names[field]) == known) {
                found.push_back(static_cast<int>(field));
            }
        }
    }
    return found;
}

std::map<Attribute, int> apply_mapping(const std::map<std::string, std::string>& mapping,
                                       const std::vector<std::string>& field_names) {
    std::map<Attribute, int> fields;
    for (const auto& [name, field_name] : mapping) {
        const auto attribute = find_attribute(name);
        if (!attribute) {
            std::vector<std::string_view> known;
            for (const auto& names : attribute_names()) {
                known.push_back(names.name);
            }
            throw Error("mapping_unknown",
                        fmt::format("映射文件里的“{}”不是图斑的属性。可用的属性：{}", name,
                                    fmt::join(known, "、")));
        }
        const std::string wanted = fold_name(field_name);
        auto found = std::ranges::find(field_names, field_name);
        if (found == field_names.end()) {
            found = std::ranges::find_if(field_names, [&](const std::string& candidate) {
                return fold_name(candidate) == wanted;
            });
        }
        fields[*attribute] =
            found == field_names.end() ? -1 : static_cast<int>(found - field_names.begin());
    }
    return fields;
}

} // namespace tuban::io
