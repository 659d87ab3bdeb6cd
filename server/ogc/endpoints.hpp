#pragma once

#include "server/http/api/services.hpp"

namespace tuban::ogc {

/// OGC API – Features 1.0 (Part 1 and 2) and OGC API – Tiles 1.0 over what the caller's area holds,
/// below /ogc: routes to be served beside those of the API. docs/ogc.md.
http::api::Endpoints endpoints(http::api::Services& services);

} // namespace tuban::ogc
