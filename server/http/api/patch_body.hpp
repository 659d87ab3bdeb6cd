#pragma once

#include "server/http/message.hpp"
#include "spatial/patch.hpp"

#include <nlohmann/json_fwd.hpp>

#include <vector>

namespace tuban::http::api {

/// Puts a GeoJSON Polygon or MultiPolygon (degrees, longitude first) into the patch as its shape,
/// checked and repaired as imports do; its ground area follows. At most 5,000 points, 2 to 200,000
/// m².
void read_geometry(const nlohmann::json& geometry, Patch& patch, std::vector<FieldError>& errors);

/// Puts the members of an `attributes` object into the patch; null clears one. Codes may be written
/// as label, alias or identifier.
void read_attributes(const nlohmann::json& attributes, Patch& patch,
                     std::vector<FieldError>& errors);

} // namespace tuban::http::api
