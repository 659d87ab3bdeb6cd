#pragma once

#include "server/http/api/services.hpp"
#include "server/ogc/links.hpp"

namespace tuban::ogc {

/// A page of a collection's features, in the order of their ids; `next` goes on after the last, so
/// that a page stays what it is while others write.
Response items(http::api::Services& services, const Call& call);
Response item(http::api::Services& services, const Call& call);

} // namespace tuban::ogc
