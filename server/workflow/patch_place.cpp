#include "server/workflow/patch_place.hpp"

namespace tuban::workflow {
namespace {

constexpr double far_m = 100;
constexpr double usual_accuracy_m = 20;

} // namespace

std::optional<geometry::LonLat> place_of_patch(const PatchPlace& patch_place, store::Reader& reader,
                                               const model::Area& area, const RecordState& state) {
    return patch_place && state.is_linked()
               ? patch_place(reader, area, *state.household.patch_number)
               : std::nullopt;
}

std::optional<double> distance_to_patch_m(const store::Photo& photo,
                                          const std::optional<geometry::LonLat>& patch) {
    return patch && photo.lon && photo.lat
               ? std::optional(geometry::distance_m({*photo.lon, *photo.lat}, *patch))
               : std::nullopt;
}

bool is_far(const store::Photo& photo, double distance_m) {
    return distance_m > far_m + photo.accuracy_m.value_or(usual_accuracy_m);
}

} // namespace tuban::workflow
