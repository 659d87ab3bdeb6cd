#pragma once

#include "spatial/io/detail/field_mapping.hpp"

#include <map>
#include <string>
#include <string_view>

namespace tuban::io {

using OsmTags = std::map<std::string, std::string, std::less<>>;

/// GDAL's other_tags: "addr:street"=>"…","building:levels"=>"2", with \" and \\ inside.
OsmTags parse_osm_tags(std::string_view text);

/// What OSM says of an attribute: addr:* as one line, building:levels, height, start_date …
std::string text_of_tags(const OsmTags& tags, Attribute attribute);

/// "w123" of a way, "r45" of a relation.
std::string osm_source_id(std::string_view osm_way_id, std::string_view osm_id);

} // namespace tuban::io
