#pragma once

#include "server/http/router.hpp"

#include <string>
#include <vector>

namespace tuban::http::api {

/// The OpenAPI 3.1 document of these routes: paths, access, parameters, bodies and problems.
std::string openapi_document(const std::vector<Route>& routes);

} // namespace tuban::http::api
