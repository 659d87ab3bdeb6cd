#pragma once

#include "server/http/api/services.hpp"
#include "server/ogc/links.hpp"

#include <string>

namespace tuban::ogc {

/// Landing page, conformance, API description and the collections of the caller's area.
Response landing_page(const Call& call);
Response conformance(const Call& call);
Response api_description(const Call& call);
Response collections(http::api::Services& services, const Call& call);
Response collection(http::api::Services& services, const Call& call);

/// Throws Refused `not_found` where the path names another collection.
enum class Collection { patches, divisions };
Collection collection_of(const Call& call);
std::string_view to_text(Collection collection) noexcept;

} // namespace tuban::ogc
