#include "server/map/patch_place.hpp"

#include "spatial/segment/catalog.hpp"

namespace tuban::map {

std::optional<geometry::LonLat> find_patch_place(store::Reader& reader, Scopes& scopes,
                                                 const model::Area& area,
                                                 const std::string& number) {
    const auto view = scopes.view(reader, area);
    const auto patch = segment::Lookup(view->scope).find_number(number);
    return patch ? std::optional(
                       geometry::to_lonlat(patch->source->segment->label_point(patch->position)))
                 : std::nullopt;
}

} // namespace tuban::map
