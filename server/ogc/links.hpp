#pragma once

#include "server/http/api/endpoint.hpp"
#include "server/http/api/shapes.hpp"

#include <string>
#include <string_view>

namespace tuban::ogc {

using http::Response;
using http::api::Call;
using http::api::json;

inline constexpr std::string_view json_type = "application/json";
inline constexpr std::string_view geojson_type = "application/geo+json";
inline constexpr std::string_view mvt_type = "application/vnd.mapbox-vector-tile";

/// "https://host/ogc", as the client sees it.
std::string root_of(const http::Request& request);

json link(std::string_view href, std::string_view rel, std::string_view type,
          std::string_view title = {});

Response answer(const json& body, std::string_view type = json_type);

} // namespace tuban::ogc
