#pragma once

#include "data/model/division.hpp"
#include "data/store/store.hpp"
#include "server/auth/service.hpp"
#include "server/http/api/services.hpp"
#include "server/http/api/shapes.hpp"
#include "spatial/segment/catalog.hpp"

#include <optional>
#include <string>

namespace tuban::http::api {

/// Patch of schemas.json. Names of owners and households are masked unless the caller may fill in
/// records; households outside the caller's area are counted by the link but not listed.
json patch_json(store::Reader& reader, Services& services, const auth::Principal& principal,
                const segment::PatchRef& patch, std::optional<double> distance_m = {});

/// PatchFeature: the same with its outline as GeoJSON.
json patch_feature(store::Reader& reader, Services& services, const auth::Principal& principal,
                   const segment::PatchRef& patch, std::optional<double> distance_m = {});

/// PatchAttributes: what the census knows of the building, unknown ones absent.
json patch_attributes(const segment::PatchRef& patch);

/// lon, lat of a point inside.
json label_json(const segment::PatchRef& patch);

/// The number names a patch of the caller's area. Throws Refused `patch_unknown`.
void require_patch(Services& services, const Call& call, const std::string& number);

} // namespace tuban::http::api
