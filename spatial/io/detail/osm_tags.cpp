#include "spatial/io/detail/osm_tags.hpp"

#include <initializer_list>

namespace tuban::io {
namespace {

std::string find_tag(const OsmTags& tags, std::string_view key) {
    const auto found = tags.find(key);
    return found == tags.end() ? std::string() : found->second;
}

/// The quoted string that starts at `at`; `at` moves behind it. Empty when there is none.
std::string read_quoted(std::string_view text, std::size_t& at) {
    std::string value;
    if (at >= text.size() || text[at] != '"') {
        at = text.size();
        return value;
    }
    for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\' && at + 1 < text.size()) {
            ++at;
        }
        value += text[at];
    }
    ++at;
    return value;
}

std::string address_of(const OsmTags& tags) {
    if (std::string full = find_tag(tags, "addr:full"); !full.empty()) {
        return full;
    }
    std::string address;
    for (const char* key : {"addr:city", "addr:place", "addr:street", "addr:housenumber"}) {
        const std::string part = find_tag(tags, key);
        if (!part.empty()) {
            address += (address.empty() ? "" : " ") + part;
        }
    }
    return address;
}

} // namespace

OsmTags parse_osm_tags(std::string_view text) {
    constexpr std::string_view arrow = "=>";
    OsmTags tags;
    for (std::size_t at = 0; at < text.size();) {
        std::string key = read_quoted(text, at);
        if (text.substr(std::min(at, text.size()), arrow.size()) != arrow) {
            break;
        }
        at += arrow.size();
        tags.insert_or_assign(std::move(key), read_quoted(text, at));
        ++at; // comma
    }
    return tags;
}

std::string text_of_tags(const OsmTags& tags, Attribute attribute) {
    switch (attribute) {
    case Attribute::address:
        return address_of(tags);
    case Attribute::floors:
        return find_tag(tags, "building:levels");
    case Attribute::height_m:
        return find_tag(tags, "height");
    case Attribute::built_period:
        return find_tag(tags, "start_date");
    case Attribute::structure:
        return find_tag(tags, "building:structure");
    default:
        return {};
    }
}

std::string osm_source_id(std::string_view osm_way_id, std::string_view osm_id) {
    return osm_way_id.empty() ? "r" + std::string(osm_id) : "w" + std::string(osm_way_id);
}

} // namespace tuban::io
