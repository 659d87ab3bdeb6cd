#include "server/http/api/household_shape.hpp"

#include "data/model/identifiers.hpp"
#include "server/http/api/endpoint.hpp"

namespace tuban::http::api {

std::string shown_name(std::string_view name, const auth::Principal& principal) {
    const auto role = principal.account.role;
    const bool is_named = role == model::Role::collector || role == model::Role::reviewer;
    return is_named ? std::string(name) : model::mask_name(name);
}

json household_row(const model::HouseholdRow& row, const auth::Principal& principal) {
    const auto& household = row.household;
    const auto text_or_null = [](const auto& value) {
        return value ? json(*value) : json(nullptr);
    };
    return {{"id", std::to_string(household.id)},
            {"head_name", shown_name(household.head_name, principal)},
            {"id_masked", household.id_masked},
            {"division",
             {{"code", row.division_code},
              {"name", row.division_name},
              {"level", static_cast<int>(row.division_level)}}},
            {"town", text_or_null(row.town_name)},
            {"village_group", household.village_group},
            {"kind", household.kind},
            {"status", model::to_string(household.status)},
            {"grade", household.grade},
            {"housing", household.housing},
            {"patch_state", model::to_string(household.patch_state)},
            {"patch_number", text_or_null(household.patch_number)},
            {"status_at",
             household.status_at_us ? json(utc_text(*household.status_at_us)) : json(nullptr)},
            {"resubmitted", household.is_resubmitted}};
}

json point_of(const model::Household& household) {
    if (!household.lon || !household.lat) {
        return nullptr;
    }
    json point{{"lon", *household.lon}, {"lat", *household.lat}};
    if (household.location_accuracy_m) {
        point["accuracy_m"] = *household.location_accuracy_m;
    }
    if (!household.location_source.empty()) {
        point["source"] = household.location_source;
    }
    return point;
}

std::int64_t household_id(const Request& request) {
    const auto id = parse_id(request.path_value("id"));
    if (!id) {
        throw not_found();
    }
    return *id;
}

} // namespace tuban::http::api
